import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineNonsense, EngineRefusal, EngineSilence } from '../../../../electron/adapter/docker/client.ts';
import { type Attempt, StreamFailure, translate } from '../../../../electron/adapter/docker/errors.ts';
import { AppError } from '../../../../shared/errors.ts';

const pull: Attempt = {
  operation: 'pull',
  doing: 'pull r.example.com/team/plugin:1',
  image: 'r.example.com/team/plugin:1',
  registry: 'r.example.com',
  signedIn: false,
  platform: 'linux/amd64',
};
const other: Attempt = { operation: 'other', doing: 'list the containers' };

describe('what a refused pull means', () => {
  it.each([
    [
      500,
      'Head "http://r.example.com/v2/team/plugin/manifests/1": no basic auth credentials',
      'REGISTRY_CREDENTIALS_MISSING',
    ],
    [
      500,
      'Head "https://r.example.com/v2/team/plugin/manifests/1": unauthorized: authentication required',
      'REGISTRY_CREDENTIALS_MISSING',
    ],
    [404, 'manifest for r.example.com/team/plugin:1 not found: manifest unknown: manifest unknown', 'IMAGE_NOT_FOUND'],
    [
      404,
      "pull access denied for team/plugin, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
      'IMAGE_NOT_FOUND',
    ],
    [404, 'name unknown: repository name not known to registry', 'IMAGE_NOT_FOUND'],
    [
      404,
      'failed to resolve reference "r.example.com/team/plugin:1": r.example.com/team/plugin:1: not found',
      'IMAGE_NOT_FOUND',
    ],
    [500, 'denied: requested access to the resource is denied', 'REGISTRY_FORBIDDEN'],
    [
      500,
      'error parsing HTTP 403 response body: no error details found in HTTP response body: "{}"',
      'REGISTRY_FORBIDDEN',
    ],
    [
      500,
      'unexpected status from HEAD request to https://r.example.com/v2/team/plugin/manifests/1: 403 Forbidden',
      'REGISTRY_FORBIDDEN',
    ],
    [
      500,
      'Get "https://r.example.com/v2/": dial tcp 10.0.0.5:443: connect: connection refused',
      'REGISTRY_UNREACHABLE',
    ],
    [500, 'Get "https://r.example.com/v2/": dial tcp: lookup r.example.com: no such host', 'REGISTRY_UNREACHABLE'],
    [
      500,
      'Get "https://r.example.com/v2/": dial tcp: lookup r.example.com on 127.0.0.53:53: server misbehaving',
      'REGISTRY_UNREACHABLE',
    ],
    [500, 'Get "https://r.example.com/v2/": net/http: TLS handshake timeout', 'REGISTRY_UNREACHABLE'],
    [
      500,
      'Get "https://r.example.com/v2/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
      'REGISTRY_UNREACHABLE',
    ],
    [500, 'Get "https://r.example.com/v2/": EOF', 'REGISTRY_UNREACHABLE'],
    [500, 'Get "https://r.example.com/v2/": x509: certificate signed by unknown authority', 'REGISTRY_TLS'],
    [500, 'Get "https://r.example.com/v2/": x509: certificate is valid for a.b, not r.example.com', 'REGISTRY_TLS'],
    [500, 'Get "https://r.example.com/v2/": http: server gave HTTP response to HTTPS client', 'REGISTRY_PLAIN_HTTP'],
    [500, 'toomanyrequests: You have reached your pull rate limit.', 'REGISTRY_RATE_LIMITED'],
    [500, 'received unexpected HTTP status: 500 Internal Server Error', 'REGISTRY_ERROR'],
    [400, 'invalid reference format: repository name must be lowercase', 'IMAGE_REFERENCE_INVALID'],
    [404, 'no matching manifest for linux/amd64 in the manifest list entries', 'ARCHITECTURE_WRONG'],
    [500, 'write /var/lib/docker/tmp/GetImageBlob1: no space left on device', 'DISK_FULL'],
    [500, 'something that nobody has seen', 'REGISTRY_ERROR'],
    [404, 'something that nobody has seen', 'IMAGE_NOT_FOUND'],
  ])('%i %s', (status, text, code) => {
    const error = translate(new EngineRefusal(status, text), pull);
    expect(error.code).toBe(code);
    expect(error.message).toContain(text);
    expect(error.details).toMatchObject({ image: pull.image, registry: pull.registry, docker: text });
  });

  it('with credentials that were sent is that they are wrong', () => {
    const signedIn = { ...pull, signedIn: true };
    for (const text of [
      'unauthorized: authentication required',
      'no basic auth credentials',
      'unauthorized: incorrect username or password',
    ]) {
      expect(translate(new EngineRefusal(500, text), signedIn).code).toBe('REGISTRY_CREDENTIALS_WRONG');
    }
  });

  it('in the middle of the transfer is an interruption', () => {
    expect(translate(new StreamFailure('unexpected EOF'), pull).code).toBe('PULL_INTERRUPTED');
    expect(translate(new StreamFailure('context canceled'), pull).code).toBe('PULL_INTERRUPTED');
  });

  it('does not depend on names and digits that the user chose', () => {
    const names = [
      'unauthorized',
      'denied',
      'forbidden',
      'x509',
      'eof',
      '403',
      '404',
      '429',
      'toomanyrequests',
      'no-such-host',
      'not.found',
      'manifest-unknown',
    ];
    const cases: readonly (readonly [(reference: string, repository: string, tag: string) => string, string])[] = [
      [
        (_reference, repository, tag) =>
          `Head "http://127.0.0.1:403/v2/${repository}/manifests/${tag}": no basic auth credentials`,
        'REGISTRY_CREDENTIALS_MISSING',
      ],
      [(reference) => `manifest for ${reference} not found: manifest unknown: manifest unknown`, 'IMAGE_NOT_FOUND'],
      [
        () => 'Get "http://127.0.0.1:403/v2/": dial tcp 127.0.0.1:403: connect: connection refused',
        'REGISTRY_UNREACHABLE',
      ],
      [
        (_reference, repository) => `Get "http://127.0.0.1:403/v2/${repository}/blobs/x": no space left on device`,
        'DISK_FULL',
      ],
    ];
    const name = fc.constantFrom(...names);
    fc.assert(
      fc.property(
        name,
        name,
        name,
        fc.boolean(),
        fc.constantFrom(...cases),
        (first, second, tag, isDeep, [text, code]) => {
          const repository = isDeep ? `${first}/${second}` : first;
          const reference = `127.0.0.1:403/${repository}:${tag}`;
          const attempt: Attempt = { ...pull, image: reference, registry: '127.0.0.1:403' };
          expect(translate(new EngineRefusal(500, text(reference, repository, tag)), attempt).code).toBe(code);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('is quoted whole, quotes in it too, without control characters', () => {
    const text = 'Get "https://r/v2/": said \\"no\\" \u001B[31mand\u001B[0m "more"';
    expect(translate(new EngineRefusal(500, text), pull).message).toBe(
      'Docker could not pull r.example.com/team/plugin:1: Get "https://r/v2/": said \\"no\\" and "more"',
    );
  });
});

describe('other refusals', () => {
  it.each([
    ['create', 404, 'No such image: team/plugin:1', 'IMAGE_NOT_LOCAL'],
    ['create', 409, 'Conflict. The container name "/plugin" is already in use by container "abc".', 'NAME_TAKEN'],
    ['create', 400, 'invalid something', 'CREATE_FAILED'],
    ['start', 500, 'driver failed programming external connectivity: address already in use', 'START_FAILED'],
    ['start', 400, 'OCI runtime create failed: exec: "/nope": no such file', 'START_FAILED'],
    ['start', 404, 'network deltafi not found', 'START_FAILED'],
    ['start', 404, 'No such container: abc', 'CONTAINER_GONE'],
    ['start', 500, 'mkdir /var/lib/docker: no space left on device', 'DISK_FULL'],
    ['other', 500, 'unexpected', 'DOCKER_ERROR'],
  ] as const)('to %s: %i %s', (operation, status, text, code) => {
    const error = translate(new EngineRefusal(status, text), { operation, doing: 'do it' });
    expect(error.code).toBe(code);
    expect(error.message).toBe(`Docker could not do it: ${text}`);
  });
});

describe('an engine that does not answer', () => {
  it.each([
    ['ENOENT', 'DOCKER_UNREACHABLE'],
    ['ECONNREFUSED', 'DOCKER_UNREACHABLE'],
    ['ECONNRESET', 'DOCKER_UNREACHABLE'],
    ['EPIPE', 'DOCKER_UNREACHABLE'],
    ['EACCES', 'DOCKER_PERMISSION'],
    ['EPERM', 'DOCKER_PERMISSION'],
    ['HPE_INVALID_CONSTANT', 'DOCKER_ERROR'],
  ])('with %s is %s', (code, expected) => {
    expect(translate(Object.assign(new Error('socket'), { code }), other).code).toBe(expected);
  });

  it('in time, or in words of its own, is coded', () => {
    expect(translate(new EngineSilence(3_000), other)).toMatchObject({
      code: 'DOCKER_TIMEOUT',
      message: 'Docker could not list the containers: no answer within 3 s',
    });
    expect(translate(new EngineNonsense('its answer is not JSON'), other).code).toBe('DOCKER_ERROR');
  });

  it('leaves an error that is coded already as it is', () => {
    const error = new AppError('NOT_OURS', 'x');
    expect(translate(error, other)).toBe(error);
  });
});
