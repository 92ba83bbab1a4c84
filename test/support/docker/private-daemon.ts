import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { basename, join } from 'node:path';
import { eventually } from '../eventually.ts';
import { listProcesses, type ProcessEntry, readProcess, signalProcess, withDescendants } from './processes.ts';

/**
 * A Docker daemon for tests alone (D16): own network and mount namespace, own data, own socket.
 * The machine's daemon, its networks and its mounts are neither used nor touched, and there is no
 * route out.
 *
 * Containers reach the host at docker0's gateway *inside the namespace*: whatever they are to
 * reach (core door, registry) has to run there too, see {@link PrivateDaemon.enterCommand}.
 *
 * Nothing about it is remembered in a file. The directory is part of the command line of each of
 * its processes, and they live in a mount namespace of their own; both together name exactly the
 * processes to end, also those of a run that crashed.
 */
export interface PrivateDaemon {
  readonly directory: string;
  readonly socketPath: string;
  /** What a program needs in its environment to use this daemon, and to restart it. */
  readonly environment: { readonly DOCKER_HOST: string; readonly DELTADOCK_TEST_DAEMON: string };
  /** The command that runs `command` inside the daemon's network namespace. */
  readonly enterCommand: (command: readonly string[]) => readonly string[];
  /** A real restart: containers stop, event streams and pulls are cut. Well below 15 s. */
  readonly restart: () => Promise<void>;
  /** First half of a restart. SIGKILL leaves the containers running, as a crash does. */
  readonly halt: (signal?: 'SIGTERM' | 'SIGKILL') => Promise<void>;
  /** Second half of a restart: resolves when the daemon answers. */
  readonly resume: () => Promise<void>;
  /** Ends the daemon and everything it started. The directory is left for the owner to remove. */
  readonly stop: () => Promise<void>;
}

const READY_WITHIN_MS = 60_000;
const HALTED_WITHIN_MS = 20_000;

/** Starts a daemon in `directory`, or joins the one that already runs there. Needs root. */
export async function startPrivateDaemon(directory: string): Promise<PrivateDaemon> {
  const running = await findProcesses(directory);
  if (running.holder !== null && running.dockerd !== null) return joined(directory, running.holder);
  await endPrivateDaemon(directory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const holder = await startHolder(directory);
  await startDockerd(directory, holder);
  return joined(directory, holder);
}

/** The daemon that the runner of these tests has started, as told by the environment. */
export async function privateDaemonFromEnvironment(): Promise<PrivateDaemon> {
  const told = process.env['DELTADOCK_TEST_DAEMON'];
  if (told === undefined) {
    throw new Error('This test needs a private Docker daemon: use npm test, or test/support/scripts/test-daemon.ts');
  }
  return privateDaemonAt(told);
}

/** The daemon that runs in `directory`, or is halted there. Throws when there is none. */
export async function privateDaemonAt(directory: string): Promise<PrivateDaemon> {
  const { holder } = await findProcesses(directory);
  if (holder === null) throw new Error(`No test daemon runs in ${directory}`);
  return joined(directory, holder);
}

/** Ends whatever still runs for `directory`, in order if it can be, by force if not. */
export async function endPrivateDaemon(directory: string): Promise<void> {
  const { dockerd } = await findProcesses(directory);
  if (dockerd !== null) await haltDockerd(directory, 'SIGTERM').catch(() => {});
  await eventually(
    async () => {
      const all = await listProcesses();
      const left = withDescendants(all, await ownedBy(directory, all));
      for (const { pid } of left) signalProcess(pid, 'SIGKILL');
      if (left.length > 0) throw new Error(`still alive: ${left.map(({ pid }) => pid).join(' ')}`);
    },
    { within: 10_000, every: 50, what: `the end of the test daemon in ${directory}` },
  );
}

function joined(directory: string, holder: ProcessEntry): PrivateDaemon {
  const socketPath = join(directory, 'docker.sock');
  const halt = (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> => haltDockerd(directory, signal);
  const resume = (): Promise<void> => startDockerd(directory, holder);
  return {
    directory,
    socketPath,
    environment: { DOCKER_HOST: `unix://${socketPath}`, DELTADOCK_TEST_DAEMON: directory },
    enterCommand: (command) => ['nsenter', '--target', String(holder.pid), '--net', '--', ...command],
    halt,
    resume,
    restart: async () => {
      await halt();
      await resume();
    },
    stop: () => endPrivateDaemon(directory),
  };
}

/**
 * The process that keeps the namespaces while dockerd is away. Its mounts are private: what dockerd
 * mounts is gone with the last process. containerd's fixed /run/containerd is hidden by an own one.
 */
async function startHolder(directory: string): Promise<ProcessEntry> {
  const marker = join(directory, 'namespace');
  await writeFile(marker, '');
  const setUp = [
    'ip link set lo up',
    'mkdir -p /run/containerd',
    'mount -t tmpfs tmpfs /run/containerd',
    'exec tail -f "$1"',
  ].join(' && ');
  const log = await open(join(directory, 'namespace.log'), 'w');
  const args = ['--net', '--mount', '--propagation', 'slave', 'sh', '-c', setUp, 'holder', marker];
  const child = spawn('unshare', args, {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: withAdministratorPath(),
  });
  const failed = startFailure(child);
  child.unref();
  await log.close();
  return Promise.race([
    failed,
    eventually(
      async () => {
        const { holder } = await findProcesses(directory);
        if (holder !== null) return holder;
        throw new Error(await readFile(join(directory, 'namespace.log'), 'utf8'));
      },
      { what: 'the network namespace of the test daemon' },
    ),
  ]);
}

async function startDockerd(directory: string, holder: ProcessEntry): Promise<void> {
  // Left behind by a killed daemon; zombies with these numbers would keep the next from starting.
  await rm(join(directory, 'docker.pid'), { force: true });
  await rm(join(directory, 'exec/containerd/containerd.pid'), { force: true });
  // An empty file of our own, since dockerd would read the machine's.
  await writeFile(join(directory, 'daemon.json'), '{}\n');
  const log = await open(join(directory, 'dockerd.log'), 'a');
  const child = spawn(
    'nsenter',
    [
      ...['--target', String(holder.pid), '--net', '--mount', '--', 'dockerd'],
      ...['--config-file', join(directory, 'daemon.json')],
      ...['--data-root', join(directory, 'data')],
      ...['--exec-root', join(directory, 'exec')],
      ...['--pidfile', join(directory, 'docker.pid')],
      ...['--host', `unix://${join(directory, 'docker.sock')}`],
    ],
    { detached: true, stdio: ['ignore', log.fd, log.fd], env: withAdministratorPath() },
  );
  const failed = startFailure(child);
  child.unref();
  await log.close();
  const ready = eventually(() => ping(join(directory, 'docker.sock')), {
    within: READY_WITHIN_MS,
    every: 50,
    what: 'an answer of the test daemon',
  });
  const ended = new Promise<never>((_resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`dockerd ended with ${code ?? 'a signal'}`)));
  });
  try {
    await Promise.race([ready, ended, failed]);
  } catch (error) {
    ready.catch(() => {});
    const said = await readFile(join(directory, 'dockerd.log'), 'utf8').catch(() => '');
    throw new Error(`The test daemon did not start:\n${said.slice(-2_000)}`, { cause: error });
  }
  child.removeAllListeners('exit');
}

async function haltDockerd(directory: string, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const { dockerd } = await findProcesses(directory);
  if (dockerd === null) return;
  signalProcess(dockerd.pid, signal);
  await eventually(
    async () => {
      const now = await findProcesses(directory);
      if (now.dockerd !== null) throw new Error('dockerd is still there');
      // dockerd takes its containerd along, but that may end a moment later.
      if (now.containerd !== null) throw new Error('its containerd is still there');
    },
    { within: HALTED_WITHIN_MS, every: 20, what: `the end of dockerd in ${directory}` },
  );
}

interface DaemonProcesses {
  readonly holder: ProcessEntry | null;
  readonly dockerd: ProcessEntry | null;
  readonly containerd: ProcessEntry | null;
}

async function findProcesses(directory: string): Promise<DaemonProcesses> {
  const owned = await ownedBy(directory, await listProcesses());
  const named = (name: string): ProcessEntry | null =>
    owned.find(({ command }) => basename(command[0] ?? '') === name) ?? null;
  return { holder: named('tail'), dockerd: named('dockerd'), containerd: named('containerd') };
}

async function ownedBy(directory: string, all: readonly ProcessEntry[]): Promise<readonly ProcessEntry[]> {
  const self = await readProcess(process.pid);
  return all.filter(
    ({ command, mountNamespace }) =>
      mountNamespace !== self?.mountNamespace && command.some((argument) => argument.includes(`${directory}/`)),
  );
}

/** dockerd, ip and iptables lie where the PATH of a plain user does not look. */
function withAdministratorPath(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
}

function startFailure(child: ReturnType<typeof spawn>): Promise<never> {
  return new Promise((_resolve, reject) => {
    child.once('error', reject);
  });
}

function ping(socketPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path: '/_ping', timeout: 2_000 }, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve();
      else reject(new Error(`the daemon answered ${response.statusCode}`));
    });
    asked.on('timeout', () => asked.destroy(new Error('the daemon is silent')));
    asked.on('error', reject);
    asked.end();
  });
}
