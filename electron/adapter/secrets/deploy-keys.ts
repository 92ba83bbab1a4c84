import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DeployKeys } from '../../engine/port/deploy-keys.ts';

type Purpose = 'core token' | 'queue password' | 'content access' | 'content secret';

/** Bytes of a MAC that a credential carries. */
const MAC_LENGTH = 24;
const DEPLOY_ID = /^[\w-]{1,64}$/;

/**
 * Credentials as `<deploy id>.<MAC over purpose and id>` under the secret of the data directory: they survive restarts
 * of the engine without being stored, and one for the queue opens no other door.
 */
export function createDeployKeys(secret: Buffer): DeployKeys {
  const mac = (purpose: Purpose, deployId: string): Buffer =>
    createHmac('sha256', secret).update(`${purpose}\n${deployId}`).digest().subarray(0, MAC_LENGTH);
  const issue = (purpose: Purpose, deployId: string): string => {
    if (!DEPLOY_ID.test(deployId)) throw new Error(`Not the id of a deploy: ${deployId}`);
    return `${deployId}.${mac(purpose, deployId).toString('base64url')}`;
  };
  const verify = (purpose: Purpose, credential: string): string | undefined => {
    const dot = credential.indexOf('.');
    const deployId = credential.slice(0, Math.max(dot, 0));
    if (!DEPLOY_ID.test(deployId)) return undefined;
    const given = Buffer.from(credential.slice(dot + 1), 'base64url');
    const isGenuine = given.length === MAC_LENGTH && timingSafeEqual(given, mac(purpose, deployId));
    return isGenuine ? deployId : undefined;
  };
  return {
    coreToken: (deployId) => issue('core token', deployId),
    queuePassword: (deployId) => issue('queue password', deployId),
    contentKeys: (deployId) => ({
      accessKey: issue('content access', deployId),
      secretKey: mac('content secret', deployId).toString('base64url'),
    }),
    deployOfToken: (token) => verify('core token', token),
    deployOfPassword: (password) => verify('queue password', password),
  };
}
