import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createRunDirectory, removeAbandonedRuns } from './docker/daemon-directories.ts';
import { dockerClient } from './docker/docker-client.ts';
import { startPrivateDaemon } from './docker/private-daemon.ts';
import { ensureSampleImages } from './docker/sample-images.ts';
import { prepareMachine, thisMachine } from './test-run/machine.ts';

const MARK = 'DELTADOCK_INSIDE_TEST_DAEMON';

/**
 * Makes a program run beside a private Docker daemon with the sample images, in its network namespace: the first call
 * starts the daemon, runs the same program again inside and ends both. Answers false in the outer process, whose exit
 * code is then set, and true in the inner one.
 */
export async function isInsideTestDaemon(): Promise<boolean> {
  if (process.env[MARK] === '1') return true;
  await removeAbandonedRuns();
  await prepareMachine(thisMachine(), (line) => void process.stdout.write(`${line}\n`));
  const directory = await createRunDirectory();
  const daemon = await startPrivateDaemon(directory);
  try {
    await ensureSampleImages(dockerClient(daemon.environment.DOCKER_HOST));
    const [program = '', ...args] = daemon.enterCommand([process.execPath, ...process.argv.slice(1)]);
    process.exitCode = await run(program, args, { ...process.env, ...daemon.environment, [MARK]: '1' });
  } finally {
    await daemon.stop();
    await rm(directory, { recursive: true, force: true });
  }
  return false;
}

/** Runs to the end with this terminal; a signal for us is for it first. */
function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', env });
    const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
    process.on('SIGINT', pass);
    process.on('SIGTERM', pass);
    child.once('error', reject);
    child.once('exit', (code) => {
      process.off('SIGINT', pass);
      process.off('SIGTERM', pass);
      resolve(code ?? 1);
    });
  });
}
