import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { ControlClient } from '../../../electron/client/control-client.ts';
import { startCoreDouble } from '../../support/core-double.ts';
import { dockerClient } from '../../support/docker/docker-client.ts';
import { sampleImage } from '../../support/docker/sample-images.ts';
import { eventuallyTrue } from '../../support/eventually.ts';
import { startQueueDouble } from '../../support/queue-double.ts';
import { runProgram } from '../../support/run-program.ts';
import { serveEngine, temporaryDataDirectory } from '../../support/served-engine.ts';
import { type BenchCase, spread } from '../bench-case.ts';

const ROUNDS = 7;
/** Milliseconds that an install may take longer than the baseline. */
const ALLOWED = 300;
const PASSWORD = 'bench';
const BASELINE_NAME = 'deltadock-bench-baseline';

export const benchCase: BenchCase = {
  name: 'install',
  describe:
    'wish of a local image until INSTALLED, beside `docker run` with the same health check until registered and healthy',
  needsDocker: true,
  async run(report) {
    const image = sampleImage('1.0.0');
    const docker = dockerClient(process.env['DOCKER_HOST'] ?? '');
    const bridge = (await docker.getNetwork('bridge').inspect()) as {
      readonly IPAM: { readonly Config: readonly { readonly Gateway: string }[] };
    };
    const gateway = bridge.IPAM.Config[0]?.Gateway ?? '';
    const core = await startCoreDouble(gateway);
    const queue = await startQueueDouble({ host: gateway, password: PASSWORD });
    const directory = await temporaryDataDirectory();
    const engine = await serveEngine({ dataDirectory: directory.path });
    const ours: number[] = [];
    const baseline: number[] = [];
    try {
      for (let round = 0; round <= ROUNDS; round += 1) {
        const plain = await plainRun(image, core, queue.port);
        const install = await installed(engine.client, image);
        await engine.client.call('plugin.uninstall', { plugin: 'sample-plugin' });
        await engine.gone('sample-plugin');
        report(
          `${round === 0 ? 'warm-up' : `round ${String(round)}`}: docker run ${plain.toFixed(0)} ms, install ${install.toFixed(0)} ms`,
        );
        if (round === 0) continue;
        baseline.push(plain);
        ours.push(install);
      }
    } finally {
      await engine.stop();
      await directory.remove();
      await queue.close();
      await core.dispose();
    }
    const [a, b] = [spread(ours), spread(baseline)];
    const difference = a.median - b.median;
    return {
      lines: [
        `install:    min ${a.min.toFixed(0)}, median ${a.median.toFixed(0)}, max ${a.max.toFixed(0)} ms`,
        `docker run: min ${b.min.toFixed(0)}, median ${b.median.toFixed(0)}, max ${b.max.toFixed(0)} ms`,
        `difference of the medians ${difference.toFixed(0)} ms, ratio ${(a.median / b.median).toFixed(3)}`,
      ],
      goals: [
        {
          text: `install <= docker run + ${String(ALLOWED)} ms (median of ${String(ROUNDS)})`,
          met: difference <= ALLOWED,
        },
      ],
    };
  },
};

/** Milliseconds from the wish until the engine tells that it is INSTALLED. */
async function installed(client: ControlClient, image: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const watching = client.subscribe((event) => {
    if (event.type !== 'plugin.changed') return;
    if (event.plugin.installState === 'INSTALLED') resolve();
    if (event.plugin.installState === 'FAILED') reject(new Error(event.plugin.reason.text));
  }, reject);
  const start = performance.now();
  await client.call('plugin.install', { image });
  await promise;
  const time = performance.now() - start;
  watching.dispose();
  return time;
}

/** Milliseconds from `docker run` until the plugin has registered and its health check has passed. */
async function plainRun(
  image: string,
  core: Awaited<ReturnType<typeof startCoreDouble>>,
  queuePort: number,
): Promise<number> {
  const host = 'host.docker.internal';
  const before = core.requests.length;
  const events = spawn('docker', ['events', '--filter', `container=${BASELINE_NAME}`, '--format', '{{.Action}}'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const healthy = new Promise<void>((resolve) => {
    createInterface({ input: events.stdout }).on('line', (line) => {
      if (line === 'health_status: healthy') resolve();
    });
  });
  const environment = [
    `CORE_URL=http://${host}:${String(core.port)}`,
    `VALKEY_URL=redis://${host}:${String(queuePort)}`,
    `VALKEY_PASSWORD=${PASSWORD}`,
    `IMAGE=${image}`,
    'APP_NAME=baseline',
  ];
  const start = performance.now();
  const run = await runProgram([
    ...['docker', 'run', '--detach', '--init', '--name', BASELINE_NAME, '--label', 'deltadock.test=1'],
    ...[
      '--add-host',
      `${host}:host-gateway`,
      '--memory',
      '2g',
      '--pids-limit',
      '1024',
      '--security-opt',
      'no-new-privileges',
    ],
    ...[
      '--health-cmd',
      'cat /tmp/running',
      '--health-interval',
      '1s',
      '--health-timeout',
      '1s',
      '--health-retries',
      '30',
      '--health-start-period',
      '5s',
    ],
    ...environment.flatMap((entry) => ['--env', entry]),
    image,
  ]);
  if (run.code !== 0) throw new Error(run.stderr);
  try {
    await Promise.all([
      healthy,
      eventuallyTrue(() => core.requests.length > before, { within: 30_000, every: 1, what: 'the registration' }),
    ]);
    return performance.now() - start;
  } finally {
    events.kill();
    await runProgram(['docker', 'rm', '--force', BASELINE_NAME]);
  }
}
