/**
 * npm run demo
 *
 * Builds the sample image where a Docker engine answers, then shows the whole path with `deltafi demo`.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { dockerClient } from '../docker/docker-client.ts';
import { ensureSampleImages } from '../docker/sample-images.ts';
import { repositoryRoot } from '../repository.ts';

await buildImage();
const launcher = join(repositoryRoot, 'electron/cli/bin/deltafi.mjs');
const demo = spawn(process.execPath, [launcher, 'demo', ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = await new Promise<number>((resolve, reject) => {
  demo.once('error', reject);
  demo.once('exit', (code) => resolve(code ?? 1));
});

/** What keeps the image from being built is told; the demo then says itself what it could not show. */
async function buildImage(): Promise<void> {
  const docker = dockerClient();
  const answers = await docker.ping().then(
    () => true,
    () => false,
  );
  if (!answers) return;
  try {
    await ensureSampleImages(docker, ['1.0.0']);
  } catch (error) {
    process.stderr.write(
      `The sample image could not be built: ${error instanceof Error ? error.message : String(error)}\n`,
    );
  }
}
