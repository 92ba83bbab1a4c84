import { registerHooks } from 'node:module';
import { readCommand } from './command-line.ts';
import { keepStandin } from './standin.ts';

/**
 * The stand-in's entry: makes `electron` resolvable for whatever the application's unchanged main bundle imports, then
 * loads it. `ready` comes when the bundle has been evaluated, as in Electron: a bundle that awaits it hangs here too.
 */
const argv = process.argv.slice(2);
if (argv.includes('--version')) {
  console.log('v0.0.0-standin');
  process.exit(0);
}
const command = readCommand(argv);
Object.defineProperty(process.versions, 'electron', { value: '0.0.0-standin', enumerable: true });
Object.assign(process, { type: 'browser', argv: [process.execPath, ...argv] });

const electron = new URL('./electron-module.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' || specifier === 'electron/main'
      ? { url: electron, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
});
const standin = keepStandin(command, process.env);
const { app } = await import('./electron-module.ts');
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // An application that listens itself has taken the matter over.
    if (process.listenerCount(signal) === 1) app.quit();
  });
}
try {
  await import(command.main);
  await standin.open(app.getPath('userData'));
  app.becomeReady();
} catch (error) {
  console.error('App threw an error during load', error);
  process.exit(1);
}
