import type { DockerFacts } from '../../../../shared/model/docker.ts';
import type { EngineStatus } from '../../../../shared/model/engine.ts';
import type { Failure, PluginDetail, PluginView } from '../../../../shared/model/plugin.ts';

/** What an engine says of things that exist only in tests. Every builder gives a whole, valid view. */
export function pluginView(changes: Partial<PluginView> & { readonly name: string }): PluginView {
  const now = Date.now();
  const image = `localhost:5000/${changes.name}:1.0.0`;
  return {
    id: `id-${changes.name}`,
    displayName: changes.name,
    description: '',
    version: '1.0.0',
    image,
    imageId: `sha256:${hexOf(changes.name)}`,
    installState: 'INSTALLED',
    disabled: false,
    watched: false,
    canRollback: false,
    status: changes.installState ?? 'INSTALLED',
    reason: { text: 'It has registered and is healthy.', since: now - 7_200_000 },
    since: now - 7_200_000,
    attached: false,
    fresh: true,
    ...changes,
  };
}

export function installedView(name: string, changes: Partial<PluginView> = {}): PluginView {
  return pluginView({
    name,
    coordinates: { groupId: 'org.example', artifactId: name, version: '1.0.0' },
    actionKitVersion: '2.45.1',
    container: {
      id: hexOf(`container ${name}`),
      name,
      status: 'running',
      health: 'healthy',
      startedAt: new Date(Date.now() - 7_200_000).toISOString(),
      memory: 2 ** 31,
      pids: 1024,
      network: 'deltafi',
    },
    ...changes,
  });
}

export function failedView(name: string, failure: Partial<Failure> = {}): PluginView {
  const at = Date.now() - 360_000;
  return pluginView({
    name,
    installState: 'FAILED',
    status: 'FAILED',
    since: at,
    reason: { text: 'The container ended before the plugin registered.', since: at, code: 'CONTAINER_EXITED' },
    failure: {
      code: 'CONTAINER_EXITED',
      message: 'The container ended before the plugin registered. It ran for 3.4 s and ended with exit code 1.',
      next: 'Read the last log lines; mend the plugin and install again.',
      at,
      step: 'register',
      exitCode: 1,
      logTail: [
        `Starting ${name} 1.0.0 (python 3.12.7)`,
        'Traceback (most recent call last):',
        '  File "/app/main.py", line 14, in <module>',
        '    import cv2',
        "ModuleNotFoundError: No module named 'cv2'",
        'Leaving with exit code 1',
      ],
      evidence: ["ModuleNotFoundError: No module named 'cv2'", 'It never reached the core door'],
      ...failure,
    },
    lastOperation: {
      kind: 'install',
      image: `localhost:5000/${name}:1.0.0`,
      startedAt: at - 5000,
      finishedAt: at,
      outcome: 'failed',
      code: failure.code ?? 'CONTAINER_EXITED',
    },
  });
}

export function dockerUp(changes: Partial<DockerFacts> = {}): DockerFacts {
  return {
    state: 'up',
    address: 'unix:///var/run/docker.sock',
    source: 'standard socket',
    version: '27.3.1',
    apiVersion: '1.47',
    operatingSystem: 'Debian GNU/Linux 12',
    platform: 'linux/amd64',
    latency: 3,
    since: Date.now() - 3_600_000,
    checkedAt: Date.now() - 2000,
    ...changes,
  };
}

export function dockerDown(changes: Partial<DockerFacts> = {}): DockerFacts {
  return {
    state: 'down',
    address: 'unix:///var/run/docker.sock',
    error: {
      code: 'DOCKER_UNREACHABLE',
      message: 'nothing listens at unix:///var/run/docker.sock.',
      next: 'Start Docker; DeltaDock notices by itself.',
    },
    since: Date.now() - 12_000,
    checkedAt: Date.now() - 1000,
    ...changes,
  };
}

export function engineStatus(changes: Partial<EngineStatus> = {}): EngineStatus {
  return {
    version: '0.1.0',
    pid: 4711,
    mode: 'serve',
    startedAt: Date.now() - 3_600_000,
    directory: { id: 'a1b2c3', path: '/home/user/.local/share/deltadock', isDefault: true },
    docker: dockerUp(),
    doors: {
      control: 'http://127.0.0.1:4600',
      core: 'http://127.0.0.1:8042',
      bridge: 'http://172.17.0.1:8042',
      work: 'redis://127.0.0.1:6379',
    },
    state: { kind: 'loaded', message: 'The state file was loaded.' },
    plugins: { PENDING: 0, INSTALLING: 0, INSTALLED: 0, FAILED: 0, REMOVING: 0, DISABLED: 0 },
    ...changes,
  };
}

export function pluginDetail(plugin: PluginView): PluginDetail {
  if (plugin.coordinates === undefined) return { plugin, reasons: [], actions: [], variables: [], flowPlans: [] };
  return {
    plugin,
    reasons: [],
    actions: [
      {
        name: `${plugin.name}.Uppercase`,
        type: 'TRANSFORM',
        description: 'Writes the content in upper case.',
        supportsJoin: false,
        schema: '{"type":"object","properties":{"locale":{"type":"string"}}}',
      },
      { name: `${plugin.name}.Sink`, type: 'EGRESS', description: '', supportsJoin: false, schema: '{}' },
    ],
    variables: [
      {
        name: 'greeting',
        description: 'Put before every line.',
        dataType: 'STRING',
        required: true,
        masked: false,
        isSet: false,
        defaultValue: 'Hello',
      },
      {
        name: 'apiKey',
        description: 'Opens the far service.',
        dataType: 'STRING',
        required: false,
        masked: true,
        isSet: false,
      },
    ],
    flowPlans: [{ name: `${plugin.name}-source`, type: 'REST_DATA_SOURCE', description: 'Takes text over HTTP.' }],
  };
}

function hexOf(text: string): string {
  const seed = Array.from(text).reduce(
    (sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 4_294_967_291,
    7,
  );
  return Array.from({ length: 8 }, (_unused, index) =>
    ((seed * (index + 3)) % 4_294_967_291).toString(16).padStart(8, '0'),
  ).join('');
}
