/**
 * A private Docker daemon for developing integration tests (D16).
 *
 *   node test/support/scripts/test-daemon.ts up [--name NAME]    start it, build the sample images
 *   node test/support/scripts/test-daemon.ts env [--name NAME]   print how to use it
 *   node test/support/scripts/test-daemon.ts down [--name NAME]  end it and remove its data
 *
 * Run whatever containers are to reach (tests, `deltafi serve`, a registry) inside its network
 * namespace, with the command and the environment that `up` and `env` print. Every name is a daemon
 * of its own. `up` may be repeated; images and containers stay until `down`.
 */
import { mkdir, rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { dockerClient } from '../docker/docker-client.ts';
import { endPrivateDaemon, type PrivateDaemon, privateDaemonAt, startPrivateDaemon } from '../docker/private-daemon.ts';
import { ensureSampleImages } from '../docker/sample-images.ts';
import { developerDaemonDirectory } from '../docker/daemon-directories.ts';

const USAGE = 'usage: test-daemon.ts up|down|env [--name NAME]';

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { name: { type: 'string', default: 'default' } },
  });
  if (!/^[a-z0-9-]{1,20}$/.test(values.name)) {
    throw new Error('A name has up to 20 small letters, digits and hyphens.');
  }
  const directory = developerDaemonDirectory(values.name);
  switch (positionals.join(' ')) {
    case 'up': {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const daemon = await startPrivateDaemon(directory);
      const images = await ensureSampleImages(dockerClient(daemon.environment.DOCKER_HOST));
      const made = images.filter((image) => image.made).length;
      print(`# ${images.length} sample images, ${made} of them built now`);
      tellUse(daemon);
      break;
    }
    case 'env':
      tellUse(await privateDaemonAt(directory));
      break;
    case 'down':
      await endPrivateDaemon(directory);
      await rm(directory, { recursive: true, force: true });
      print(`# ended, ${directory} removed`);
      break;
    default:
      throw new Error(USAGE);
  }
}

function tellUse(daemon: PrivateDaemon): void {
  print('# for docker and the like, anywhere:');
  for (const [name, value] of Object.entries(daemon.environment)) print(`export ${name}=${value}`);
  print('# before every command that containers are to reach:');
  print(`${daemon.enterCommand([]).join(' ')} COMMAND`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
