import { expect, test } from 'vitest';
import { originProblem } from '../../../../electron/core-api/rest/guard.ts';

const LOOPBACK = { listener: 'loopback', port: 8042, origin: undefined, hasToken: false } as const;
const BRIDGE = { ...LOOPBACK, listener: 'bridge' } as const;

test.each(['localhost:8042', 'LOCALHOST', '127.0.0.1:8042', '127.0.0.1:1', '[::1]:8042'])(
  'loopback answers to the host %s',
  (host) => {
    expect(originProblem({ ...LOOPBACK, host })).toBeUndefined();
  },
);

test.each([
  undefined,
  '',
  'evil.example:8042',
  'localhost.evil.example',
  '127.0.0.1.nip.io',
  '127.0.0.2',
  'localhost:8042@evil.example',
  'user@localhost',
  'localhost:',
  'localhost:999999',
  '::1',
  'host.docker.internal:8042',
  'localhost\u00e9',
])('loopback refuses the host %s', (host) => {
  expect(originProblem({ ...LOOPBACK, host })).toBe('This door answers to localhost and 127.0.0.1 only.');
});

test('a path with a token may come under any host, since containers know this machine by other names', () => {
  expect(originProblem({ ...LOOPBACK, host: 'host.docker.internal:8042', hasToken: true })).toBeUndefined();
});

test.each(['http://evil.example', 'null', '', 'http://127.0.0.1:9999', 'https://127.0.0.1:8042', 'http://localhost'])(
  'a page of %s is refused, with and without a token',
  (origin) => {
    for (const hasToken of [false, true]) {
      expect(originProblem({ ...LOOPBACK, host: 'localhost', origin, hasToken })).toBeDefined();
    }
  },
);

test('a page of this very door is not foreign on loopback, and is on the bridge', () => {
  const origin = 'http://127.0.0.1:8042';
  expect(originProblem({ ...LOOPBACK, host: '127.0.0.1:8042', origin })).toBeUndefined();
  expect(originProblem({ ...BRIDGE, host: '127.0.0.1:8042', origin })).toBeDefined();
});

test('the bridge does not look at the host', () => {
  expect(originProblem({ ...BRIDGE, host: 'anything' })).toBeUndefined();
});
