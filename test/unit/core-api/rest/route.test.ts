import { expect, test } from 'vitest';
import { routeOf } from '../../../../electron/core-api/rest/route.ts';

test.each([
  ['/plugins', undefined],
  ['//plugins', undefined],
  ['/plugins?x=1', undefined],
  ['/c/abc-DEF_1.~/plugins', 'abc-DEF_1.~'],
  ['/c/abc//plugins', 'abc'],
])('POST %s registers with the token %s, on both listeners', (target, token) => {
  for (const listener of ['loopback', 'bridge'] as const) {
    expect(routeOf('POST', target, listener)).toEqual({ kind: 'plugins', ...(token === undefined ? {} : { token }) });
  }
});

test.each([
  '/',
  '',
  '/plugin',
  '/plugins/',
  '/Plugins',
  '/c//plugins',
  '/c/plugins',
  '/c/a b/plugins',
  '/c/a%2Fb/plugins',
  '/c/a/b/plugins',
  `/c/${'x'.repeat(513)}/plugins`,
  '/x/../plugins',
  'http://evil.example/plugins',
  '*',
])('POST %s is nothing', (target) => {
  expect(routeOf('POST', target, 'loopback').kind).toBe('unknown');
  expect(routeOf('POST', target, 'bridge').kind).toBe('not-for-containers');
});

test.each(['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s /plugins is the wrong method', (method) => {
  expect(routeOf(method, '/plugins', 'loopback').kind).toBe('method');
  expect(routeOf(method, '/plugins', 'bridge').kind).toBe('not-for-containers');
});

test.each([
  ['/api/v2/deltafile/ingress', true],
  ['/api/v2/graphql', true],
  ['/graphql', true],
  ['/api/v2/me', true],
  ['/api/v2/status?x', true],
  ['/api/v2/lookup/table', false],
  ['/api/v2/metrics', false],
])('%s is of DeltaFi and not served (later: %s)', (target, later) => {
  expect(routeOf('GET', target, 'loopback')).toEqual({ kind: 'not-available', later });
  expect(routeOf('GET', target, 'bridge').kind).toBe('not-for-containers');
});
