import { describe, expect, it } from 'vitest';
import {
  candidateEndpoints,
  parseAddress,
  shownAddress,
  type Surroundings,
} from '../../../../electron/adapter/docker/endpoints.ts';

const around = (environment: Surroundings['environment'] = {}, platform: NodeJS.Platform = 'linux'): Surroundings => ({
  environment,
  homeDirectory: '/home/ann',
  platform,
});

describe('an address of an engine', () => {
  it.each([
    ['unix:///run/docker.sock', { kind: 'socket', path: '/run/docker.sock' }],
    ['unix://', { kind: 'socket', path: '/var/run/docker.sock' }],
    ['tcp://127.0.0.1:2375', { kind: 'tcp', host: '127.0.0.1', port: 2375 }],
    ['127.0.0.1:4000', { kind: 'tcp', host: '127.0.0.1', port: 4000 }],
    ['tcp://localhost', { kind: 'tcp', host: 'localhost', port: 2375 }],
    ['http://[::1]:2375', { kind: 'tcp', host: '::1', port: 2375 }],
  ])('%s is on this machine', (text, target) => {
    expect(parseAddress(text, around())).toEqual(target);
  });

  it('of Windows is a pipe', () => {
    expect(parseAddress('npipe:////./pipe/docker_engine', around({}, 'win32'))).toEqual({
      kind: 'socket',
      path: '//./pipe/docker_engine',
    });
  });

  it.each([
    'tcp://10.0.0.5:2375',
    'ssh://ann@build.example.com',
    'https://127.0.0.1',
    'tcp://127.0.0.1:2376',
    'tcp://127.0.0.1.example.com:1',
  ])('%s is refused with the reason', (text) => {
    expect(parseAddress(text, around())).toMatchObject({ code: 'DOCKER_REMOTE' });
  });

  it('that asks for TLS is refused', () => {
    expect(parseAddress('tcp://127.0.0.1:4000', around({ DOCKER_TLS_VERIFY: '1' }))).toMatchObject({
      code: 'DOCKER_REMOTE',
    });
  });

  it.each(['fd://', 'tcp://:::', 'gopher://x'])('%s is no address', (text) => {
    expect(parseAddress(text, around())).toMatchObject({ code: 'DOCKER_UNREACHABLE' });
  });

  it('is shown without user and password', () => {
    expect(shownAddress('ssh://ann:secret@host:22')).toBe('ssh://host:22');
    expect(shownAddress('tcp://127.0.0.1:2375')).toBe('tcp://127.0.0.1:2375');
  });
});

describe('the places to look', () => {
  const sources = (candidates: readonly { readonly source: string; readonly address: string }[]): readonly string[] =>
    candidates.map(({ source, address }) => `${source}: ${address}`);
  const context = { name: 'colima', host: 'unix:///home/ann/.colima/default/docker.sock' };

  it('are DOCKER_HOST alone where it is set', () => {
    expect(sources(candidateEndpoints(around({ DOCKER_HOST: 'unix:///a.sock' }), context))).toEqual([
      'DOCKER_HOST: unix:///a.sock',
    ]);
  });

  it('are else the chosen context alone', () => {
    expect(sources(candidateEndpoints(around(), context))).toEqual([`docker context colima: ${context.host}`]);
    expect(candidateEndpoints(around(), { name: 'lost', host: undefined })[0]?.target).toMatchObject({
      code: 'DOCKER_UNREACHABLE',
    });
  });

  it('are else the standard sockets of the platform', () => {
    const table = (platform: NodeJS.Platform): readonly string[] =>
      candidateEndpoints(around({ XDG_RUNTIME_DIR: '/run/user/1000' }, platform), {
        name: 'default',
        host: undefined,
      }).map(({ address }) => address);
    expect({ linux: table('linux'), darwin: table('darwin'), win32: table('win32') }).toMatchInlineSnapshot(`
      {
        "darwin": [
          "unix:///var/run/docker.sock",
          "unix:///home/ann/.docker/run/docker.sock",
          "unix:///home/ann/.orbstack/run/docker.sock",
          "unix:///home/ann/.colima/default/docker.sock",
          "unix:///home/ann/.rd/docker.sock",
          "unix:///home/ann/.local/share/containers/podman/machine/podman.sock",
        ],
        "linux": [
          "unix:///var/run/docker.sock",
          "unix:///run/user/1000/docker.sock",
          "unix:///home/ann/.docker/run/docker.sock",
          "unix:///home/ann/.docker/desktop/docker.sock",
          "unix:///home/ann/.colima/default/docker.sock",
          "unix:///home/ann/.orbstack/run/docker.sock",
          "unix:///home/ann/.rd/docker.sock",
          "unix:///run/user/1000/podman/podman.sock",
          "unix:///run/podman/podman.sock",
        ],
        "win32": [
          "npipe:////./pipe/docker_engine",
          "npipe:////./pipe/dockerDesktopLinuxEngine",
          "npipe:////./pipe/podman-machine-default",
        ],
      }
    `);
    expect(candidateEndpoints(around(), undefined).map(({ address }) => address)).not.toContain('unix:///docker.sock');
  });
});
