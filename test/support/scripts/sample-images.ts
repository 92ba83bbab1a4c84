/**
 * npm run sample:images [-- --docker-host unix:///path] [--only 1.0.0,slow]
 *
 * Builds the sample plugin's images on the engine of DOCKER_HOST, without any network. A second run
 * takes a second and changes nothing.
 */
import { parseArgs } from 'node:util';
import { dockerClient } from '../docker/docker-client.ts';
import { ensureSampleImages, isSampleTag, sampleVariants } from '../docker/sample-images.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { 'docker-host': { type: 'string' }, only: { type: 'string' } },
  });
  const wanted = values.only?.split(',') ?? Object.keys(sampleVariants);
  const unknown = wanted.filter((tag) => !isSampleTag(tag));
  if (unknown.length > 0) {
    const known = Object.keys(sampleVariants).join(', ');
    throw new Error(`There is no sample image ${unknown.join(', ')}. There are: ${known}`);
  }

  const started = performance.now();
  const docker = dockerClient(values['docker-host']);
  await docker.ping().catch((error: unknown) => {
    const cause = error instanceof Error ? error.message : String(error);
    throw new Error(`No Docker engine answers (${cause}). Start one, or name it with --docker-host.`, { cause: error });
  });
  const images = await ensureSampleImages(docker, wanted.filter(isSampleTag));
  for (const { name, id, bytes, made } of images) {
    const short = id.replace('sha256:', '').slice(0, 12);
    const size = `${Math.round(bytes / 1_000_000)} MB`;
    print(`${name.padEnd(48)} ${short}  ${size.padStart(7)}  ${made ? 'built' : 'unchanged'}`);
  }
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  print(`Sample images: ${images.length}, in ${seconds} s; all of them share their layers`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
