import type { DeployKeys } from '../../port/deploy-keys.ts';
import type { Doors } from '../../port/doors.ts';

/** The name under which attached plugins sign in at the doors; never the id of a deploy. */
export const ATTACHED = 'attached';

/** Bucket of the content door; it exists before any plugin container starts (wire facts, "Environment"). */
const BUCKET = 'storage';

/** The environment of a plugin container (`lifecycle.md` §4.1, with the credentials of D3). PROJECT_* stay the image's own. */
export function containerEnvironment(input: {
  readonly deployId: string;
  readonly image: string;
  readonly appName: string;
  readonly keys: DeployKeys;
  readonly doors: Doors;
}): Readonly<Record<string, string>> {
  const { host, corePort } = input.doors.forContainers;
  return {
    CORE_URL: `http://${host}:${String(corePort)}/c/${input.keys.coreToken(input.deployId)}`,
    ...doorEnvironment(input.deployId, host, input.keys, input.doors),
    IMAGE: input.image,
    APP_NAME: input.appName,
  };
}

/** The environment of a plugin that somebody starts on this machine (D3). */
export function attachEnvironment(keys: DeployKeys, doors: Doors): Readonly<Record<string, string>> {
  return { CORE_URL: doors.addresses().core, ...doorEnvironment(ATTACHED, '127.0.0.1', keys, doors) };
}

function doorEnvironment(
  deployId: string,
  host: string,
  keys: DeployKeys,
  doors: Doors,
): Readonly<Record<string, string>> {
  const { workPort, contentPort } = doors.forContainers;
  const queue = `redis://${host}:${String(workPort)}`;
  const password = keys.queuePassword(deployId);
  const content = keys.contentKeys(deployId);
  return {
    VALKEY_URL: queue,
    VALKEY_PASSWORD: password,
    REDIS_URL: queue,
    REDIS_PASSWORD: password,
    MINIO_URL: `http://${host}:${String(contentPort)}`,
    MINIO_ACCESSKEY: content.accessKey,
    MINIO_SECRETKEY: content.secretKey,
    MINIO_PARTSIZE: '5242880',
    STORAGE_BUCKET_NAME: BUCKET,
    SSL_PROTOCOL: 'TLSv1.2',
  };
}
