import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDeployKeys } from '../../../../electron/adapter/secrets/deploy-keys.ts';

const keys = createDeployKeys(Buffer.alloc(32, 1));
const others = createDeployKeys(Buffer.alloc(32, 2));
const deployId = fc.stringMatching(/^[a-z0-9]{12}$/);

describe('the credentials of a deploy', () => {
  it('say whose they are, after a restart too', () => {
    fc.assert(
      fc.property(deployId, (id) => {
        const again = createDeployKeys(Buffer.alloc(32, 1));
        expect(again.deployOfToken(keys.coreToken(id))).toBe(id);
        expect(again.deployOfPassword(keys.queuePassword(id))).toBe(id);
        expect(again.contentKeys(id)).toEqual(keys.contentKeys(id));
      }),
      { numRuns: 1000 },
    );
  });

  it('open one door only', () => {
    expect(keys.deployOfToken(keys.queuePassword('abc'))).toBeUndefined();
    expect(keys.deployOfPassword(keys.coreToken('abc'))).toBeUndefined();
    expect(keys.deployOfPassword(keys.contentKeys('abc').accessKey)).toBeUndefined();
  });

  it('are worth nothing in another data directory', () => {
    expect(others.deployOfToken(keys.coreToken('abc'))).toBeUndefined();
  });

  it('cannot be moved to another deploy', () => {
    const [, mac = ''] = keys.coreToken('abc').split('.');
    expect(keys.deployOfToken(`abd.${mac}`)).toBeUndefined();
  });

  it('need no escaping in an address', () => {
    fc.assert(
      fc.property(deployId, (id) => /^[\w.-]+$/.test(keys.coreToken(id))),
      { numRuns: 1000 },
    );
  });

  it('are refused in every other form without an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(keys.deployOfToken(text)).toBeUndefined();
        expect(keys.deployOfPassword(`abc.${text}`)).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });
});
