/** How an engine is reached on this machine. */
export type Target =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

/** Why an address is not used. */
export interface Refusal {
  readonly code: 'DOCKER_REMOTE' | 'DOCKER_UNREACHABLE';
  readonly message: string;
}

/** One place where an engine may be. */
export interface Candidate {
  /** Who named it: `DOCKER_HOST`, `docker context NAME`, `standard socket`. */
  readonly source: string;
  /** As shown; never with credentials. */
  readonly address: string;
  readonly target: Target | Refusal;
}

/** The docker context that the user chose, where one is. */
export interface ChosenContext {
  readonly name: string;
  /** Host of its docker endpoint; undefined where the context is not stored. */
  readonly host: string | undefined;
}

export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
  readonly platform: NodeJS.Platform;
}

/** The name of the context that stands for "no context": DOCKER_HOST or the standard sockets. */
const DEFAULT_CONTEXT = 'default';

/**
 * Where to look, in the order of the Docker CLI: DOCKER_HOST, the chosen context, else every standard socket.
 * What the user chose is obeyed: there is no second place to look then.
 */
export function candidateEndpoints(around: Surroundings, context: ChosenContext | undefined): readonly Candidate[] {
  const host = around.environment['DOCKER_HOST'];
  if (host !== undefined && host !== '') {
    return [candidate('DOCKER_HOST', host, around)];
  }
  if (context !== undefined && context.name !== DEFAULT_CONTEXT) {
    const source = `docker context ${context.name}`;
    if (context.host === undefined) {
      const message = `The docker context “${context.name}” is chosen but not stored here (see \`docker context ls\`).`;
      return [{ source, address: context.name, target: { code: 'DOCKER_UNREACHABLE', message } }];
    }
    return [candidate(source, context.host, around)];
  }
  return standardSockets(around).map((path) => ({
    source: 'standard socket',
    address: `${around.platform === 'win32' ? 'npipe' : 'unix'}://${path}`,
    target: { kind: 'socket', path },
  }));
}

/**
 * What an address such as `unix:///run/docker.sock` or `tcp://127.0.0.1:2375` leads to. Engines of other machines are
 * refused (D4): their containers cannot reach this one, and plain tcp gives root to whoever listens.
 */
export function parseAddress(text: string, around: Surroundings): Target | Refusal {
  const match = /^([a-z]+):\/\/(.*)$/i.exec(text);
  const scheme = match === null ? 'tcp' : (match[1] ?? '').toLowerCase();
  const rest = match === null ? text : (match[2] ?? '');
  switch (scheme) {
    case 'unix':
    case 'npipe': {
      const path = rest === '' ? standardSockets(around)[0] : rest;
      return path === undefined ? unusable(text) : { kind: 'socket', path: path.replaceAll('\\', '/') };
    }
    case 'tcp':
    case 'http':
    case 'https':
      return parseTcp(text, scheme, rest, around);
    case 'ssh':
      return remote('is an engine of another machine (ssh). Its containers cannot reach this machine');
    default:
      return unusable(text);
  }
}

/** The address without user name and password. */
export function shownAddress(text: string): string {
  return text.replace(/^([a-z]+:\/\/)?[^/@]*@/i, '$1');
}

const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;

function candidate(source: string, host: string, around: Surroundings): Candidate {
  return { source, address: shownAddress(host), target: parseAddress(host, around) };
}

function parseTcp(text: string, scheme: string, rest: string, around: Surroundings): Target | Refusal {
  const url = URL.parse(`http://${rest}`);
  if (url === null) return unusable(text);
  if (!LOOPBACK.test(url.hostname)) {
    return remote(`is an engine of another machine (${scheme}). Its containers cannot reach this machine`);
  }
  const verify = around.environment['DOCKER_TLS_VERIFY'];
  if (scheme === 'https' || url.port === '2376' || (verify !== undefined && verify !== '')) {
    return remote('asks for TLS, which DeltaDock does not speak to Docker; use the engine’s socket');
  }
  return { kind: 'tcp', host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? 2375 : Number(url.port) };
}

function remote(reason: string): Refusal {
  return { code: 'DOCKER_REMOTE', message: `The chosen Docker address ${reason}.` };
}

function unusable(text: string): Refusal {
  return { code: 'DOCKER_UNREACHABLE', message: `“${shownAddress(text)}” is not an address of a Docker engine.` };
}

/** The one table of standard sockets; the Docker CLI's own default comes first. */
function standardSockets({ environment, homeDirectory: home, platform }: Surroundings): readonly string[] {
  const runtime = environment['XDG_RUNTIME_DIR'];
  const inRuntime = (path: string): readonly string[] =>
    runtime === undefined || runtime === '' ? [] : [`${runtime}/${path}`];
  switch (platform) {
    case 'win32':
      return ['//./pipe/docker_engine', '//./pipe/dockerDesktopLinuxEngine', '//./pipe/podman-machine-default'];
    case 'darwin':
      return [
        '/var/run/docker.sock',
        `${home}/.docker/run/docker.sock`,
        `${home}/.orbstack/run/docker.sock`,
        `${home}/.colima/default/docker.sock`,
        `${home}/.rd/docker.sock`,
        `${home}/.local/share/containers/podman/machine/podman.sock`,
      ];
    default:
      return [
        '/var/run/docker.sock',
        ...inRuntime('docker.sock'),
        `${home}/.docker/run/docker.sock`,
        `${home}/.docker/desktop/docker.sock`,
        `${home}/.colima/default/docker.sock`,
        `${home}/.orbstack/run/docker.sock`,
        `${home}/.rd/docker.sock`,
        ...inRuntime('podman/podman.sock'),
        '/run/podman/podman.sock',
      ];
  }
}
