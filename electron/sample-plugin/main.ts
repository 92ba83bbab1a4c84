/**
 * A small real DeltaFi plugin, without a kit: what a plugin says to a core and a work queue, in
 * plain Node. Start reading at `behaviours.ts`; the words on the wire are in
 * `registration-document.ts`, `register.ts`, `action-worker.ts` and `heartbeat.ts`.
 *
 * It runs as a process on the developer's machine or as the first process of a container.
 */
import { behaviours } from './behaviours.ts';
import { log } from './log.ts';
import { readSettings } from './settings.ts';

/** Ends at once when asked to: as first process of a container nobody else would do it. */
function endOn(signal: 'SIGTERM' | 'SIGINT'): void {
  process.on(signal, () => {
    log(`ending on ${signal}`);
    process.exit(0);
  });
}

async function main(): Promise<void> {
  endOn('SIGTERM');
  endOn('SIGINT');
  // A plugin ends when it decides to, never because nothing is left to wait for.
  setInterval(() => {}, 2 ** 30);

  const settings = readSettings(process.env);
  log(`${settings.appName}: sample plugin on Node ${process.version}, ${settings.behaviour}`);
  await behaviours[settings.behaviour](settings);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
});
