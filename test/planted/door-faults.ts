import type { Fault } from './fault.ts';

const UNIT = 'test/unit';
const INSTALL = `${UNIT}/engine/plugin/install.test.ts`;
const UPGRADE = `${UNIT}/engine/plugin/upgrade.test.ts`;
const NUMBERS = `${UNIT}/engine/plugin/numbers-registration.test.ts`;
const LOWDB = `${UNIT}/adapter/lowdb`;
const ERRORS = `${UNIT}/adapter/docker/errors.test.ts`;
const REFERENCES = `${UNIT}/shared/image-reference.test.ts`;

/** Faults of registrations, doors, references and adapters. */
export const DOOR_FAULTS: readonly Fault[] = [
  {
    what: 'a registration revives a plugin that is being removed',
    file: 'electron/engine/plugin/registration/registrar.ts',
    search: "record === undefined || record.installState === 'REMOVING' || record.installState === 'FAILED'",
    replacement: "record === undefined || record.installState === 'FAILED'",
    caughtBy: { file: NUMBERS, title: 'B6' },
  },
  {
    what: 'a disabled plugin may register',
    file: 'electron/engine/plugin/registration/registrar.ts',
    search: 'if (record.disabled) return refusal(',
    replacement: 'if (record.disabled && record.attached) return refusal(',
    caughtBy: { file: UPGRADE, title: 'stops and keeps the container, and nothing brings it back but enabling' },
  },
  {
    what: 'a plugin takes the coordinates of another',
    file: 'electron/engine/plugin/registration/registrar.ts',
    search: 'if (clash !== undefined)\n      return refuseDeploy(',
    replacement: 'if (clash === who.record)\n      return refuseDeploy(',
    caughtBy: { file: INSTALL, title: 'does not let a plugin take the coordinates of another' },
  },
  {
    what: 'the former container may still register after the switch',
    file: 'electron/engine/plugin/registration/registrar.ts',
    search: '.find((candidate) => candidate.deploy?.id === deployId);',
    replacement: '.find((candidate) => candidate.deploy?.id === deployId || candidate.former === deployId);',
    caughtBy: { file: UPGRADE, title: 'lets the credentials of the old container die with the switch' },
  },
  {
    what: 'every identical registration is written again',
    file: 'electron/engine/plugin/registration/registrar.ts',
    search: 'if (isNew)\n      await queue.run(',
    replacement: 'if (registration !== undefined)\n      await queue.run(',
    caughtBy: { file: INSTALL, title: 'writes nothing for an identical registration of the same start' },
  },
  {
    what: 'a stranger on the bridge may register',
    file: 'electron/engine/plugin/registration/registrar.ts',
    search: "return caller.listener === 'loopback'",
    replacement: 'return caller.listener !== undefined',
    caughtBy: { file: INSTALL, title: 'is refused to a forged token, a stranger on the bridge' },
  },
  {
    what: 'the queue password of the former container stays good',
    file: 'electron/engine/plugin/signs-of-life.ts',
    search: 'record.deploy?.id === client.deployId &&',
    replacement: '(record.deploy?.id === client.deployId || record.former === client.deployId) &&',
    caughtBy: { file: UPGRADE, title: 'lets the credentials of the old container die with the switch' },
  },
  {
    what: 'the port of a registry is taken for a tag',
    file: 'shared/image-reference.ts',
    search: "const hasTag = colon > named.lastIndexOf('/');",
    replacement: 'const hasTag = colon > -1;',
    caughtBy: { file: REFERENCES, title: 'reg.example:5000/org/foo has its parts' },
  },
  {
    what: 'localhost is no registry',
    file: 'shared/image-reference.ts',
    search: " || first === 'localhost'",
    replacement: '',
    caughtBy: { file: REFERENCES, title: 'localhost/foo has its parts' },
  },
  {
    what: 'capitals in a repository name reach Docker',
    file: 'shared/image-reference.ts',
    search: "if (path !== path.toLowerCase()) return 'the repository name must be lower case.';",
    replacement: '',
    caughtBy: { file: REFERENCES, title: 'org/Foo:1 is refused, since lower case' },
  },
  {
    what: 'a stored wish is lost with the power',
    file: 'electron/adapter/lowdb/durable-adapter.ts',
    search: 'await fs.rename(temporary, this.#files.main);\n        await fs.syncDirectory(this.#files.directory);',
    replacement: 'await fs.rename(temporary, this.#files.main);',
    caughtBy: { file: `${LOWDB}/crashes.test.ts`, title: 'leaves the old or the new state' },
  },
  {
    what: 'the former state is not kept before it is replaced',
    file: 'electron/adapter/lowdb/durable-adapter.ts',
    search: 'await this.#keepMain();',
    replacement: '',
    caughtBy: { file: `${LOWDB}/damages.test.ts`, title: 'is not taken for sound' },
  },
  {
    what: 'a wrong platform is called an unknown error',
    file: 'electron/adapter/docker/errors.ts',
    search: '/no matching manifest for|does not match the specified platform|',
    replacement: '/',
    caughtBy: { file: ERRORS, title: 'no matching manifest' },
  },
  {
    what: 'nobody signed in, and a wrong password is blamed',
    file: 'electron/adapter/docker/errors.ts',
    search: "if (code === 'REGISTRY_CREDENTIALS_WRONG' && !signedIn)",
    replacement: "if (code === 'REGISTRY_CREDENTIALS_WRONG' && signedIn)",
    caughtBy: { file: ERRORS, title: 'with credentials that were sent is that they are wrong' },
  },
  {
    what: 'a full disk is called a broken registry',
    file: 'electron/adapter/docker/errors.ts',
    search: '  DISK,\n  [/tls handshake timeout/i',
    replacement: '  [/tls handshake timeout/i',
    caughtBy: { file: ERRORS, title: 'no space left on device' },
  },
  {
    what: 'a page of another site may register plugins',
    file: 'electron/core-api/rest/guard.ts',
    search: "if (origin !== undefined && !(listener === 'loopback' && isOwnOrigin(origin, port))) {",
    replacement: "if (origin === 'null' && !(listener === 'loopback' && isOwnOrigin(origin, port))) {",
    caughtBy: { file: `${UNIT}/core-api/rest/guard.test.ts`, title: 'http://evil.example is refused' },
  },
  {
    what: 'a name rebound to this machine reaches the control door',
    file: 'electron/http/guard.ts',
    search: 'if (!hosts.includes(host)) {',
    replacement: "if (host === '') {",
    caughtBy: { file: `${UNIT}/http/control-door.test.ts`, title: 'refuses the Host “evil.example”' },
  },
  {
    what: 'any token opens the control door',
    file: 'electron/http/guard.ts',
    search: 'if (given !== undefined && timingSafeEqual(digest(given), expected)) return undefined;',
    replacement: 'if (given !== undefined) return undefined;',
    caughtBy: { file: `${UNIT}/http/control-door.test.ts`, title: 'refuses a call with a wrong token' },
  },
];
