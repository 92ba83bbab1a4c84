import { type Command, InvalidArgumentError } from 'commander';
import { toWire } from '../../../shared/errors.ts';
import type { Host } from '../../host/create-host.ts';
import { type Connection, findEngine, release } from '../../client/find-engine.ts';
import { type ControlAddress, createControlClient } from '../../client/control-client.ts';
import { EXIT } from '../failure.ts';
import { openInBrowser } from '../open-in-browser.ts';
import type { CommandContext, Runner } from '../command-context.ts';
import type { StartReport } from '../start-engine.ts';
import type { CliSurroundings } from '../surroundings.ts';

interface ServeOptions {
  readonly port?: number;
  readonly corePort?: number;
  readonly coreAddress?: string;
  /** Commander: absent unless one of --open and --no-open was given. */
  readonly open?: boolean;
  readonly freshState?: boolean;
  readonly borrowed?: boolean;
  readonly idleAfter?: number;
}

export function addServeCommand(program: Command, run: Runner): void {
  program
    .command('serve')
    .description('run the engine and its page until it is ended; prints one line of JSON when ready')
    .option('--port <port>', 'port of the page and the control door', portNumber)
    .option('--core-port <port>', 'port of the core door (8042 in the default data directory)', portNumber)
    .option('--core-address <address>', 'address of this machine under which containers reach it')
    .option('--open', 'open the page in a browser where there is a display')
    .option('--no-open', 'open no browser')
    .option('--fresh-state', 'set a damaged or newer state aside and begin empty')
    .option('--data-dir <dir>', 'data directory')
    .addOption(program.createOption('--borrowed', 'end when nobody needs the engine').hideHelp())
    .addOption(program.createOption('--idle-after <ms>', 'with --borrowed').argParser(Number).hideHelp())
    .action(run((context, _args, options) => serve(context, options)));
}

async function serve(context: CommandContext, options: ServeOptions): Promise<number> {
  const { surroundings, directory } = context;
  const { stdout } = surroundings;
  const isBorrowed = options.borrowed === true;
  const wantsBrowser = options.open ?? (stdout.isTerminal && !isBorrowed);
  try {
    if (!isBorrowed) {
      const running = await takeOver(context);
      if (running !== undefined && options.open === true) return await showRunning(running, context);
    }
    const [{ createHost }, parts] = await Promise.all([import('../../host/create-host.ts'), surroundings.loadParts()]);
    const stop = createStopper(surroundings);
    const host = await createHost(
      {
        directory,
        version: surroundings.version,
        mode: isBorrowed ? 'borrowed' : 'serve',
        uiFolder: surroundings.uiFolder,
        ...(options.port === undefined ? {} : { controlPort: options.port }),
        ...(options.corePort === undefined ? {} : { corePort: options.corePort }),
        ...(options.coreAddress === undefined ? {} : { coreAddress: options.coreAddress }),
        ...(options.freshState === undefined ? {} : { freshState: options.freshState }),
        ...(options.idleAfter === undefined ? {} : { idleAfter: options.idleAfter }),
      },
      parts,
    );
    const page = pageAddress(host.addresses.control, host.token);
    stop.attach(host);
    if (isBorrowed) await report({ ready: true });
    if (!isBorrowed) tellReady(host, page, context);
    if (wantsBrowser)
      await openPage({ control: host.addresses.control, token: host.token, directory: directory.path }, surroundings);
    await host.ended;
    stop.dispose();
    return EXIT.done;
  } catch (error) {
    const { code, message, next } = toWire(error);
    stdout.write(`${JSON.stringify({ ready: false, error: { code, message, next } })}\n`);
    if (isBorrowed) await report({ ready: false, code, message });
    throw error;
  }
}

/** One line of JSON for programs, some words for people. Both hold the token, so a borrowed engine's log gets neither. */
function tellReady(
  { addresses }: Host,
  page: string,
  { surroundings: { stdout, stderr }, directory }: CommandContext,
): void {
  const line = { ready: true, ...addresses, control: page, pid: process.pid, dataDirectory: directory.path };
  stdout.write(`${JSON.stringify(line)}\n`);
  stderr.write(
    `DeltaDock is ready: ${page}\nData directory: ${directory.path}. End it with Ctrl-C or \`deltafi stop\`.\n`,
  );
}

/** A borrowed engine hands over (D1). One that somebody started with `serve` or in the window stays and is returned. */
async function takeOver({ directory, surroundings }: CommandContext): Promise<Connection | undefined> {
  const found = await findEngine(directory);
  if (found?.engine.mode !== 'borrowed') return found;
  surroundings.stderr.write('Taking over from the engine that an earlier command started.\n');
  await release(found, directory);
  return undefined;
}

/** Opens the page by a ticket: the arguments of a browser are no place for the token. */
async function openPage(address: ControlAddress, surroundings: CliSurroundings): Promise<void> {
  openInBrowser(await createControlClient(address).pageTicket(), surroundings);
}

async function showRunning({ engine }: Connection, { surroundings, directory }: CommandContext): Promise<number> {
  const page = pageAddress(engine.control, engine.token);
  surroundings.stdout.write(
    `${JSON.stringify({ ready: true, control: page, pid: engine.pid, alreadyRunning: true })}\n`,
  );
  surroundings.stderr.write(`DeltaDock runs already: ${page}\n`);
  await openPage({ control: engine.control, token: engine.token, directory: directory.path }, surroundings);
  return EXIT.done;
}

/**
 * The page takes the token out of the fragment, which no server ever sees, keeps it for its tab and removes it from the
 * address bar.
 */
function pageAddress(control: string, token: string): string {
  return `${control}/#token=${token}`;
}

/** The first signal ends the host in order, the second at once. */
function createStopper({ onSignal, exit, stderr }: CliSurroundings) {
  let host: Host | undefined;
  let count = 0;
  const off = onSignal((signal) => {
    count += 1;
    if (count > 1 || host === undefined) return exit(signal === 'SIGINT' ? EXIT.interrupted : 143);
    stderr.write('Ending in order; once more ends at once.\n');
    endInOrder(host, stderr);
    return undefined;
  });
  return {
    attach: (started: Host): void => {
      host = started;
    },
    dispose: off,
  };
}

function endInOrder(host: Host, stderr: CliSurroundings['stderr']): void {
  host.stop({ leavePlugins: false }).catch((error: unknown) => stderr.write(`Ending failed: ${String(error)}\n`));
}

/** Tells the process that started this engine, where there is one, and lets go of it. */
async function report(message: StartReport): Promise<void> {
  if (process.send === undefined || !process.connected) return;
  await new Promise<void>((resolve) => {
    // The starter may be gone by now; the engine goes on without it.
    process.send?.(message, undefined, undefined, () => resolve());
  });
  if (process.connected) process.disconnect();
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 1 to 65535, or 0 for a free one.');
}
