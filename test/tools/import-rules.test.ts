import { describe, expect, it } from 'vitest';
import { readImports } from '../support/scripts/import-reader.ts';
import { checkImports, type Violation, zoneRules } from '../support/scripts/import-rules.ts';
import { plantTree } from './planted-tree.ts';

/** A small house in which everybody keeps to the rules, and most rules are used. */
const lawful = {
  'shared/errors.ts': `import * as z from 'zod/mini'; export const code = z.string();`,
  'shared/model/plugin.ts': `import { code } from '../errors.ts'; export type Plugin = typeof code;`,
  'renderer/main.tsx': `import { createRoot } from 'react-dom/client'; import './styles/a.css'; import { code } from '../shared/errors.ts'; createRoot(code);`,
  'renderer/styles/a.css': '',
  'electron/preload/preload.ts': `import { ipcRenderer } from 'electron'; import type { Plugin } from '../../shared/model/plugin.ts'; export const a: Plugin = ipcRenderer;`,
  'electron/engine/port/clock.ts': `import type { Plugin } from '../../../shared/model/plugin.ts'; export interface Clock { now(): Plugin }`,
  'electron/engine/plugin/lifecycle.ts': `import { code } from '../../../shared/errors.ts'; export const next = code;`,
  'electron/engine/plugin/plugin-service.ts': `import { next } from './lifecycle.ts'; import type { Clock } from '../port/clock.ts'; export class PluginService { clock?: Clock; n = next; }`,
  'electron/engine/flow/flow-service.ts': `import type { PluginService } from '../plugin/plugin-service.ts'; export type F = PluginService;`,
  'electron/engine/engine.ts': `import { PluginService } from './plugin/plugin-service.ts'; export const createEngine = () => new PluginService();`,
  'electron/adapter/docker/docker.ts': `import Docker from 'dockerode'; import { connect } from 'node:net'; import type { Clock } from '../../engine/port/clock.ts'; export const d = [Docker, connect];`,
  'electron/adapter/lowdb/store.ts': `import { Low } from 'lowdb'; import * as z from 'zod/mini'; export const low = [Low, z];`,
  'electron/adapter/lock/lock.ts': `import { DatabaseSync } from 'node:sqlite'; export const lock = DatabaseSync;`,
  'electron/core-api/rest/plugins.ts': `import { createServer } from 'node:http'; import type { PluginService } from '../../engine/plugin/plugin-service.ts'; export const door = (p: PluginService) => createServer(p);`,
  'electron/page/files.ts': `import { readFile } from 'node:fs/promises'; export const files = readFile;`,
  'electron/client/find.ts': `import { request } from 'node:http'; import { code } from '../../shared/errors.ts'; export const find = [request, code]; await import('../host/host.ts');`,
  'electron/http/control.ts': `import { files } from '../page/files.ts'; import { code } from '../../shared/errors.ts'; import type { createEngine } from '../engine/engine.ts'; export const control = (e: typeof createEngine) => [e, code, files];`,
  'electron/host/host.ts': `import { createEngine } from '../engine/engine.ts'; import { d } from '../adapter/docker/docker.ts'; import { control } from '../http/control.ts'; import { door } from '../core-api/rest/plugins.ts'; import pino from 'pino'; export const createHost = () => [createEngine, d, control, door, pino];`,
  'electron/cli/main.ts': `import { Command } from 'commander'; import { find } from '../client/find.ts'; import type { createHost } from '../host/host.ts'; export type H = typeof createHost; await import('../host/host.ts'); new Command(find);`,
  'electron/cli/bin/deltafi.mjs': `await import('../../../out/main/cli.js');`,
  'electron/main/window.ts': `import { app } from 'electron'; import { find } from '../client/find.ts'; import { files } from '../page/files.ts'; const { createHost } = await import('../host/host.ts'); createHost(app, find, files);`,
  'electron/sample-plugin/main.ts': `import { request } from 'node:http'; request('http://localhost');`,
  'test/unit/shared/errors.test.ts': `import Docker from 'dockerode'; import { code } from '../../../shared/errors.ts'; Docker(code, import('../../../electron/host/host.ts'));`,
};

interface Planting {
  readonly rule: string;
  readonly file: string;
  readonly code: string;
}

const plantings: readonly Planting[] = [
  { rule: 'shared', file: 'shared/a.ts', code: `import { readFile } from 'node:fs/promises';` },
  { rule: 'shared', file: 'shared/a.ts', code: `import pino from 'pino';` },
  { rule: 'shared', file: 'shared/a.ts', code: `import { createEngine } from '../electron/engine/engine.ts';` },
  { rule: 'shared', file: 'shared/a.ts', code: `export type X = import('../electron/engine/port/clock.ts').Clock;` },
  { rule: 'renderer', file: 'renderer/a.tsx', code: `import { join } from 'node:path';` },
  { rule: 'renderer', file: 'renderer/a.tsx', code: `import { join } from 'path';` },
  { rule: 'renderer', file: 'renderer/a.tsx', code: `import { Command } from 'commander';` },
  { rule: 'renderer', file: 'renderer/a.tsx', code: `import type { C } from '../electron/http/control.ts';` },
  { rule: 'electron/preload', file: 'electron/preload/a.ts', code: `import { code } from '../../shared/errors.ts';` },
  { rule: 'electron/preload', file: 'electron/preload/a.ts', code: `import { join } from 'node:path';` },
  { rule: 'electron/engine/port', file: 'electron/engine/port/a.ts', code: `import { e } from '../engine.ts';` },
  { rule: 'electron/engine', file: 'electron/engine/a.ts', code: `import { randomUUID } from 'node:crypto';` },
  { rule: 'electron/engine', file: 'electron/engine/a.ts', code: `import * as z from 'zod/mini';` },
  { rule: 'electron/engine', file: 'electron/engine/a.ts', code: `import { d } from '../adapter/docker/docker.ts';` },
  { rule: 'electron/engine', file: 'electron/engine/a.ts', code: `import type { H } from '../http/control.ts';` },
  { rule: 'electron/engine', file: 'electron/engine/a.ts', code: `export * from '../host/host.ts';` },
  {
    rule: 'electron/adapter/lowdb',
    file: 'electron/adapter/lowdb/a.ts',
    code: `import { d } from '../docker/docker.ts';`,
  },
  { rule: 'electron/adapter/lowdb', file: 'electron/adapter/lowdb/a.ts', code: `import pino from 'pino';` },
  {
    rule: 'electron/adapter/docker',
    file: 'electron/adapter/docker/a.ts',
    code: `import { PluginService } from '../../engine/plugin/plugin-service.ts';`,
  },
  { rule: 'electron/core-api', file: 'electron/core-api/a.ts', code: `import { e } from '../engine/engine.ts';` },
  { rule: 'electron/core-api', file: 'electron/core-api/a.ts', code: `import { c } from '../http/control.ts';` },
  { rule: 'electron/http', file: 'electron/http/a.ts', code: `import { createEngine } from '../engine/engine.ts';` },
  { rule: 'electron/http', file: 'electron/http/a.ts', code: `import { low } from '../adapter/lowdb/store.ts';` },
  { rule: 'electron/cli', file: 'electron/cli/a.ts', code: `import { createHost } from '../host/host.ts';` },
  { rule: 'electron/cli', file: 'electron/cli/a.ts', code: `import { low } from '../adapter/lowdb/store.ts';` },
  { rule: 'electron/page', file: 'electron/page/a.ts', code: `import { control } from '../http/control.ts';` },
  { rule: 'electron/page', file: 'electron/page/a.ts', code: `import { code } from '../../shared/errors.ts';` },
  { rule: 'electron/client', file: 'electron/client/a.ts', code: `import { createHost } from '../host/host.ts';` },
  { rule: 'electron/client', file: 'electron/client/a.ts', code: `import { control } from '../http/control.ts';` },
  { rule: 'electron/http', file: 'electron/http/a.ts', code: `import { find } from '../client/find.ts';` },
  { rule: 'electron/main', file: 'electron/main/a.ts', code: `import { control } from '../http/control.ts';` },
  { rule: 'electron/main', file: 'electron/main/a.ts', code: `import { createEngine } from '../engine/engine.ts';` },
  { rule: 'electron/main', file: 'electron/main/a.ts', code: `import { createHost } from '../host/host.ts';` },
  { rule: 'electron/host', file: 'electron/host/a.ts', code: `import { main } from '../cli/main.ts';` },
  { rule: 'electron/sample-plugin', file: 'electron/sample-plugin/a.ts', code: `import pino from 'pino';` },
  {
    rule: 'electron/sample-plugin',
    file: 'electron/sample-plugin/a.ts',
    code: `import type { Plugin } from '../../shared/model/plugin.ts';`,
  },
  { rule: 'home-of-dockerode', file: 'electron/host/a.ts', code: `import Docker from 'dockerode';` },
  { rule: 'home-of-dockerode', file: 'electron/adapter/content/a.ts', code: `import type { C } from 'dockerode';` },
  { rule: 'home-of-lowdb', file: 'electron/host/a.ts', code: `import { JSONFile } from 'lowdb/node';` },
  { rule: 'home-of-sqlite', file: 'electron/host/a.ts', code: `import { DatabaseSync } from 'node:sqlite';` },
  { rule: 'home-of-sqlite', file: 'electron/adapter/lowdb/a.ts', code: `const a = await import('node:sqlite');` },
  { rule: 'home-of-electron', file: 'electron/host/a.ts', code: `import { safeStorage } from 'electron';` },
  { rule: 'home-of-electron', file: 'electron/cli/a.ts', code: `require('electron');` },
  {
    rule: 'pure',
    file: 'electron/engine/plugin/reconcile.ts',
    code: `import type { PluginService } from './plugin-service.ts';`,
  },
  {
    rule: 'pure',
    file: 'electron/engine/stack/compose/merge.ts',
    code: `import { createEngine } from '../../engine.ts';`,
  },
  { rule: 'electron/http', file: 'electron/http/a.ts', code: `import t from '../../test/unit/shared/errors.test.ts';` },
  { rule: 'missing', file: 'electron/http/a.ts', code: `import { gone } from './gone.ts';` },
  { rule: 'missing', file: 'electron/http/a.ts', code: `import { noExtension } from './control';` },
  { rule: 'computed', file: 'electron/cli/a.ts', code: `await import(process.argv[2]);` },
  { rule: 'unknown-zone', file: 'electron/utils/a.ts', code: `import { join } from 'node:path';` },
];

const check = (files: Readonly<Record<string, string>>): readonly Violation[] =>
  checkImports(readImports(new Map(Object.entries(files))).files);

describe('the import rules', () => {
  it('let a lawful house pass, and see each of its imports', () => {
    const { files, unreadable } = readImports(new Map(Object.entries(lawful)));
    expect(unreadable).toEqual([]);
    expect(files.length).toBe(Object.keys(lawful).length - 1);
    const written = Object.values(lawful).flatMap((code) => code.match(/\bimport\b/g) ?? []).length;
    expect(files.flatMap(({ imports }) => imports).length).toBe(written);
    expect(checkImports(files)).toEqual([]);
  });

  it.each(plantings)('refuse in $file: $code', ({ rule, file, code }) => {
    const violations = check({ ...lawful, [file]: code });
    expect(violations.map((one) => [one.rule, one.from, one.line])).toEqual([[rule, file, 1]]);
  });

  it('refuse a cycle, of types too, and name it', () => {
    const violations = check({
      ...lawful,
      'shared/a.ts': `import { b } from './b.ts'; export const a = b;`,
      'shared/b.ts': `import type { a } from './c.ts'; export const b = 1;`,
      'shared/c.ts': `export * from './a.ts';`,
    });
    expect(violations).toEqual([
      { rule: 'cycle', from: 'shared/a.ts', line: 1, message: 'shared/a.ts → shared/b.ts → shared/c.ts → shared/a.ts' },
    ]);
  });

  it('have a planting for every zone', () => {
    const planted = new Set(plantings.map(({ rule }) => rule));
    expect(Object.keys(zoneRules).filter((zone) => !planted.has(zone))).toEqual([]);
  });

  it('are not satisfied by a file that cannot be read', () => {
    const { unreadable } = readImports(new Map([['shared/a.ts', 'import { from from;']]));
    expect(unreadable.map(({ path }) => path)).toEqual(['shared/a.ts']);
  });
});

describe('npm run imports', () => {
  const program = 'test/support/scripts/imports.ts';

  it('passes a lawful tree and says what it saw', async () => {
    using tree = plantTree(lawful);
    const { code, output } = await tree.run('node', program);
    expect(output).toMatch(/^electron: 18 files, 38 imports$/m);
    expect(output).toMatch(/^imports: \d+ files in 1\d zones, \d+ imports, 0 violations$/m);
    expect(code).toBe(0);
  });

  it('fails on a violation and names file, line and rule', async () => {
    using tree = plantTree({ ...lawful, 'electron/engine/a.ts': `\nimport { join } from 'node:path';\n` });
    const { code, output } = await tree.run('node', program);
    expect(output).toContain('electron/engine/a.ts:2: electron/engine: node:path');
    expect(code).toBe(1);
  });

  it('fails when a zone shows no import at all', async () => {
    const { 'renderer/main.tsx': _, ...rest } = lawful;
    using tree = plantTree(rest);
    const { code, output } = await tree.run('node', program);
    expect(output).toContain('renderer/: no import seen at all');
    expect(code).toBe(1);
  });

  it('fails when git knows a source file that was not seen', async () => {
    using tree = plantTree({ ...lawful, 'shared/node_modules/hidden.ts': 'export const hidden = 1;' });
    await tree.run('node', '-e', `require('node:child_process').execFileSync('git', ['add', '--force', 'shared'])`);
    const { code, output } = await tree.run('node', program);
    expect(output).toContain('shared/node_modules/hidden.ts: known to git, not seen by this check');
    expect(code).toBe(1);
  });
});
