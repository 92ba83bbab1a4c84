import type { Clock } from '../../engine/port/clock.ts';
import type { RegistryAuth } from './client.ts';
import { askHelper, type HelperAnswer } from './credential-helper.ts';
import { type AuthEntry, type DockerConfig, readDockerConfig } from './docker-config.ts';
import type { Surroundings } from './endpoints.ts';

/** Credentials for one registry, and what went wrong on the way to them (sentences without secrets). */
export interface RegistryLogin {
  readonly auth?: RegistryAuth;
  readonly problems: readonly string[];
}

/**
 * The user's credentials for a registry, read anew each time: the registry's own helper, then the global helper, then
 * the entry of the configuration (reliability, Security 5). They are given to the engine with the pull and kept nowhere.
 */
export async function readLogin(registry: string, around: Surroundings, clock: Clock): Promise<RegistryLogin> {
  const { config, problem } = await readDockerConfig(around);
  const problems = problem === undefined ? [] : [problem];
  const server = serverKey(registry);
  for (const helper of helpersFor(config, server)) {
    const answer = await askHelper(helper, server, around.environment, clock);
    if (answer.kind === 'found') return { auth: authOf(answer, server), problems };
    if (answer.kind === 'failed') problems.push(answer.problem);
  }
  const entry = entryFor(config, server);
  const auth = entry === undefined ? undefined : authOfEntry(entry, server);
  return auth === undefined ? { problems } : { auth, problems };
}

/** The key under which the Docker CLI stores a registry: Docker Hub has an old address of its own. */
function serverKey(registry: string): string {
  return registry === 'docker.io' || registry === 'index.docker.io' ? HUB : registry;
}

const HUB = 'https://index.docker.io/v1/';

function helpersFor(config: DockerConfig, server: string): readonly string[] {
  const own = Object.entries(config.credHelpers ?? {}).find(([key]) => hostOf(key) === hostOf(server))?.[1];
  return [own, config.credsStore].filter((name) => name !== undefined && name !== '') as readonly string[];
}

function entryFor(config: DockerConfig, server: string): AuthEntry | undefined {
  const auths = config.auths ?? {};
  return auths[server] ?? Object.entries(auths).find(([key]) => hostOf(key) === hostOf(server))?.[1];
}

/** Older logins stored `https://host/v1/` where newer ones store `host`. */
function hostOf(key: string): string {
  const host = key.replace(/^https?:\/\//i, '').replace(/\/.*$/, '');
  return host === 'docker.io' ? 'index.docker.io' : host;
}

function authOf({ username, secret }: Extract<HelperAnswer, { kind: 'found' }>, server: string): RegistryAuth {
  // Helpers mark an identity token by this name.
  if (username === '<token>') return { identitytoken: secret, serveraddress: server };
  return { username, password: secret, serveraddress: server };
}

function authOfEntry(entry: AuthEntry, server: string): RegistryAuth | undefined {
  if (entry.identitytoken !== undefined && entry.identitytoken !== '') {
    return { identitytoken: entry.identitytoken, serveraddress: server };
  }
  const decoded =
    entry.auth === undefined ? '' : Buffer.from(entry.auth, 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = decoded.indexOf(':');
  const username = colon > 0 ? decoded.slice(0, colon) : entry.username;
  const password = colon > 0 ? decoded.slice(colon + 1) : entry.password;
  if (username === undefined || username === '' || password === undefined) return undefined;
  return { username, password, serveraddress: server };
}
