import { type ContainerSpec, LABELS } from '../../engine/port/container-runtime.ts';

/** The health check that DeltaFi gives every plugin (lifecycle §0, §4.1); it needs `sh` and `cat` in the image. Durations in nanoseconds. */
const HEALTH_CHECK = {
  Test: ['CMD-SHELL', 'cat /tmp/running'],
  Interval: 1_000_000_000,
  Timeout: 1_000_000_000,
  Retries: 30,
  StartPeriod: 5_000_000_000,
} as const;

/** The label by which a real DeltaFi's `down` finds what it removes: never ours (D5). */
const REFUSED_LABEL = 'deltafi-group';

/**
 * The body of `POST /containers/create` for a plugin: DeltaFi's container (lifecycle §4.1) with the changes of D3, D5
 * and D8, hardened (reliability, Security 4). Nothing in a spec can ask for more rights, ports or mounts.
 */
export function createBody(spec: ContainerSpec, directoryId: string, loggingDriver: string): object {
  const { [REFUSED_LABEL]: _refused, ...labels } = spec.labels;
  return {
    Image: spec.image,
    Env: Object.entries(spec.environment).map(([name, value]) => `${name}=${value}`),
    Labels: {
      app: spec.environment['APP_NAME'] ?? spec.name,
      logging: 'promtail',
      logging_jobname: 'containerlogs',
      ...labels,
      [LABELS.directory]: directoryId,
    },
    Healthcheck: HEALTH_CHECK,
    HostConfig: {
      Init: true,
      RestartPolicy: { Name: 'no' },
      SecurityOpt: ['no-new-privileges'],
      Memory: spec.memory,
      // As much swap as memory is Docker's default: a limit would then mean the double.
      ...(spec.memory > 0 ? { MemorySwap: spec.memory } : {}),
      PidsLimit: spec.pids,
      ExtraHosts: ['host.docker.internal:host-gateway'],
      NetworkMode: spec.network,
      ...logConfig(loggingDriver),
    },
  };
}

/** The daemon's own driver; where that is json-file, which has no limit of its own, a noisy plugin must not fill the disk. */
function logConfig(loggingDriver: string): object {
  return loggingDriver === 'json-file'
    ? { LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } } }
    : {};
}
