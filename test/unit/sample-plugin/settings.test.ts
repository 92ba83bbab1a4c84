import { describe, expect, it } from 'vitest';
import { queueAddress } from '../../../electron/sample-plugin/queue-connection.ts';
import { readSettings } from '../../../electron/sample-plugin/settings.ts';

describe('readSettings', () => {
  it('knows where a developer runs things when nothing is said', () => {
    expect(readSettings({})).toEqual({
      coreUrl: 'http://127.0.0.1:8042',
      valkeyUrl: 'http://localhost:6379',
      valkeyPassword: '',
      image: null,
      imagePullSecret: null,
      appName: 'sample-plugin',
      coordinates: {
        groupId: 'org.deltadock.sample',
        artifactId: 'sample-plugin',
        version: '1.0.0',
      },
      behaviour: 'well-behaved',
      delayMs: 75_000,
      onRefused: 'exit',
      runningFile: '/tmp/running',
    });
  });

  it.each([
    [{ SAMPLE_BEHAVIOUR: 'lazy' }, 'SAMPLE_BEHAVIOUR does not know "lazy"'],
    [{ SAMPLE_ON_REFUSED: 'cry' }, 'SAMPLE_ON_REFUSED must be exit or hang, not "cry"'],
    [{ SAMPLE_DELAY_MS: '1 min' }, 'SAMPLE_DELAY_MS must be a number of milliseconds, not "1 min"'],
  ])('refuses %j in one line', (environment, message) => {
    expect(() => readSettings(environment)).toThrow(message);
  });
});

describe('queueAddress', () => {
  it.each([
    ['http://deltafi-valkey:6379', 'deltafi-valkey', 6379],
    ['redis://10.0.0.1:7000/', '10.0.0.1', 7000],
    ['valkey:6379', 'valkey', 6379],
    ['http://[::1]:6379', '::1', 6379],
  ])('finds host and port of %s, whatever the scheme', (url, host, port) => {
    expect(queueAddress(url, 'secret')).toEqual({ host, port, password: 'secret' });
  });

  it.each(['http://valkey', 'valkey', '', 'http://valkey:'])('needs a port in %j', (url) => {
    expect(queueAddress(url, '')).toBeNull();
  });
});
