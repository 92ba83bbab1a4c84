import { spawn } from 'node:child_process';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { eventually } from '../eventually.ts';
import { runProgram } from '../run-program.ts';
import { readProgress } from './docker-client.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/**
 * Debian's docker-registry on a loopback port, which engines accept without TLS. It has to run in
 * the network namespace of the engine that is to reach it. It ends with the process that started it.
 */
export interface Registry {
  /** `127.0.0.1:PORT`, the domain of its image references. */
  readonly address: string;
  /** Null for a registry that asks for none. */
  readonly credentials: Credentials | null;
  /**
   * Pushes an image that the engine has, under its own path, and removes the extra name again.
   * Answers the reference and the digest that it now has here.
   */
  readonly push: (docker: Docker, image: string) => Promise<{ readonly reference: string; readonly digest: string }>;
  readonly dispose: () => Promise<void>;
}

/** With credentials it is guarded by htpasswd; `port` is chosen unless told. */
export async function startRegistry(
  options: { readonly credentials?: Credentials; readonly port?: number } = {},
): Promise<Registry> {
  const credentials = options.credentials ?? null;
  const directory = await mkdtemp(join(tmpdir(), 'deltadock-registry-'));
  const address = `127.0.0.1:${options.port ?? (await freePort())}`;
  const configuration = join(directory, 'config.yml');
  await writeFile(configuration, await configurationText(directory, address, credentials));

  const log = await open(join(directory, 'registry.log'), 'w');
  // Loopback is all it needs; with its parent gone it would keep the port for ever.
  const command = ['--pdeathsig', 'KILL', 'docker-registry', 'serve', configuration];
  const child = spawn('setpriv', command, { stdio: ['ignore', log.fd, log.fd] });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  await log.close();
  const dispose = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    await rm(directory, { recursive: true, force: true });
  };

  try {
    await eventually(
      async () => {
        const { status } = await fetch(`http://${address}/v2/`);
        if (status !== (credentials === null ? 200 : 401)) throw new Error(`HTTP ${status}`);
      },
      { within: 15_000, every: 50, what: `the registry at ${address}` },
    );
  } catch (error) {
    const said = await readFile(join(directory, 'registry.log'), 'utf8');
    await dispose();
    throw new Error(`The registry did not start:\n${said.slice(-1_000)}`, { cause: error });
  }

  return {
    address,
    credentials,
    dispose,
    push: async (docker, image) => {
      const [path = '', tag = 'latest'] = image.split(':');
      const repository = `${address}/${path}`;
      await docker.getImage(image).tag({ repo: repository, tag });
      const here = docker.getImage(`${repository}:${tag}`);
      try {
        const authconfig = { ...credentials, serveraddress: address };
        const progress = await readProgress(await here.push({ tag, authconfig }));
        return { reference: `${repository}:${tag}`, digest: digestIn(progress) };
      } finally {
        await here.remove();
      }
    },
  };
}

async function configurationText(directory: string, address: string, credentials: Credentials | null): Promise<string> {
  const storage = { filesystem: { rootdirectory: join(directory, 'data') }, delete: { enabled: true } };
  const http = { addr: address, secret: 'only for tests' };
  const log = { level: 'info' };
  if (credentials === null) return JSON.stringify({ version: '0.1', log, storage, http });

  const { username, password } = credentials;
  const hashed = await runProgram(['htpasswd', '-Bin', username], { input: password });
  if (hashed.code !== 0) throw new Error(`htpasswd: ${hashed.stderr}`);
  const path = join(directory, 'htpasswd');
  await writeFile(path, hashed.stdout);
  const auth = { htpasswd: { realm: 'test', path } };
  return JSON.stringify({ version: '0.1', log, storage, http, auth });
}

/** The engine tells the digest of what it pushed in a message with an `aux` part. */
function digestIn(progress: readonly unknown[]): string {
  for (const message of progress) {
    const { aux } = message as { readonly aux?: { readonly Digest?: unknown } };
    if (typeof aux?.Digest === 'string') return aux.Digest;
  }
  throw new Error('The engine did not say what it pushed');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
