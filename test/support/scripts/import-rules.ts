import { posix } from 'node:path';
import type { Import, SourceFile } from './import-reader.ts';

/**
 * "Who may import whom" of the house, as data. Every zone lists what it may reach; what is not listed is refused.
 * `test` has no entry: it may import anything, and since no zone lists it, nothing imports it.
 */
interface ZoneRule {
  /** Zones whose files may be imported. Its own zone is always allowed. */
  readonly zones: readonly string[];
  /** Zones of which only types may be imported. */
  readonly types: readonly string[];
  /** Zones that may be loaded on demand (`await import(…)`) and by type. */
  readonly onDemand: readonly string[];
  readonly builtins: boolean;
  /** npm packages; `@scope/*` stands for every package of the scope. */
  readonly packages: readonly string[];
  readonly because: string;
}

const nothing = { zones: [], types: [], onDemand: [], builtins: false, packages: [] } as const;

/**
 * What each adapter's folder may take from npm: its one library. An adapter not named here has none. Everything at an
 * edge may take zod as well, since what comes from outside is parsed there.
 */
const adapterLibraries: Readonly<Record<string, readonly string[]>> = {
  docker: ['dockerode'],
  lowdb: ['lowdb'],
  'log-files': ['pino'],
};

const userInterfacePackages = [
  'react',
  'react-dom',
  'radix-ui',
  'lucide-react',
  'class-variance-authority',
  'tailwind-merge',
  'zustand',
  '@fontsource-variable/*',
];

/** The zones with fixed names. Each folder under `electron/adapter` is a zone of its own, see {@link ruleOf}. */
export const zoneRules = {
  shared: { ...nothing, packages: ['zod'], because: 'shared is plain TypeScript and zod' },
  renderer: {
    ...nothing,
    zones: ['shared'],
    packages: ['zod', ...userInterfacePackages],
    because: 'the page knows shared and its own libraries only',
  },
  'electron/preload': {
    ...nothing,
    types: ['shared'],
    packages: ['electron'],
    because: 'preload hands calls over and knows types of shared only',
  },
  'electron/engine/port': { ...nothing, zones: ['shared'], because: 'ports are interfaces over shared' },
  'electron/engine': {
    ...nothing,
    zones: ['shared', 'electron/engine/port'],
    because: 'the engine reaches the outside through its ports only',
  },
  'electron/core-api': {
    ...nothing,
    zones: ['shared'],
    types: ['electron/engine', 'electron/engine/port'],
    builtins: true,
    packages: ['zod'],
    because: 'a door translates; it knows shared and types of the engine',
  },
  'electron/page': {
    ...nothing,
    builtins: true,
    because: 'the files of the page are served by two doors alike, and know neither',
  },
  'electron/http': {
    ...nothing,
    zones: ['shared', 'electron/page'],
    types: ['electron/engine', 'electron/engine/port'],
    builtins: true,
    packages: ['zod'],
    because: 'a door translates; it knows shared and types of the engine',
  },
  'electron/client': {
    ...nothing,
    zones: ['shared'],
    types: ['electron/engine', 'electron/engine/port'],
    onDemand: ['electron/host'],
    builtins: true,
    packages: ['zod'],
    because: 'a client of a running engine knows the contract, and where the host leaves its address',
  },
  'electron/cli': {
    ...nothing,
    zones: ['shared', 'electron/client'],
    types: ['electron/engine', 'electron/engine/port'],
    onDemand: ['electron/host'],
    builtins: true,
    packages: ['zod', 'commander', 'cli-table3'],
    because: 'the CLI is a client; it loads a host only to serve',
  },
  'electron/main': {
    ...nothing,
    zones: ['shared', 'electron/client', 'electron/page'],
    types: ['electron/engine', 'electron/engine/port'],
    onDemand: ['electron/host'],
    builtins: true,
    packages: ['zod', 'electron'],
    because: 'the desktop window is a door; it loads a host only to run the engine',
  },
  'electron/host': {
    ...nothing,
    zones: [
      'shared',
      'electron/engine',
      'electron/engine/port',
      'electron/adapter/*',
      'electron/core-api',
      'electron/http',
      'electron/page',
    ],
    builtins: true,
    packages: ['zod', 'pino'],
    because: 'the host wires engine, adapters and doors, and nothing else',
  },
  'electron/sample-plugin': {
    ...nothing,
    builtins: true,
    because: 'the sample plugin stands for a plugin of somebody else',
  },
} as const satisfies Readonly<Record<string, ZoneRule>>;

/** Libraries that have one home, wherever else the zone's own list would let them in. */
const homes: readonly { readonly name: string; readonly kind: 'package' | 'builtin'; readonly home: RegExp }[] = [
  { name: 'dockerode', kind: 'package', home: /^electron\/adapter\/docker\// },
  { name: 'lowdb', kind: 'package', home: /^electron\/adapter\/lowdb\// },
  { name: 'sqlite', kind: 'builtin', home: /^electron\/adapter\/(sqlite|lock)\// },
  { name: 'electron', kind: 'package', home: /^electron\/(main|preload)\// },
];

/** Files that hold rules and no effects. */
const PURE =
  /^(shared|electron\/engine)\/(.*\/)?((lifecycle|reconcile|delta-file|gate|routing|plan|flow-plan)\.ts$|(conditions|compose)(\/|\.ts$))/;
const SERVICE = /-service\.ts$/;

/** The launcher that npm links as `deltafi`: it starts what the build made, which the tree does not hold. */
const LAUNCHER = /^electron\/cli\/bin\//;

export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly line: number;
  readonly message: string;
}

/** All violations of the rules among these files, in the order of the files. */
export function checkImports(files: readonly SourceFile[]): readonly Violation[] {
  const product = files.filter(({ path }) => !path.startsWith('test/'));
  return [
    ...product.flatMap(({ path, imports }) => imports.flatMap((one) => checkImport(path, one))),
    ...checkPureFiles(product),
    ...checkCycles(product),
  ];
}

/** The zone a path lies in: the longest known folder, or one adapter's folder. */
export function zoneOf(path: string): string {
  const adapter = /^electron\/adapter\/[^/]+/.exec(path);
  if (adapter) return adapter[0];
  const zones = Object.keys(zoneRules).filter((zone) => path.startsWith(`${zone}/`));
  return zones.toSorted((a, b) => b.length - a.length)[0] ?? posix.dirname(path).split('/').slice(0, 2).join('/');
}

function ruleOf(zone: string): ZoneRule | undefined {
  if (zone.startsWith('electron/adapter/')) {
    return {
      ...nothing,
      zones: ['shared', 'electron/engine/port'],
      builtins: true,
      packages: ['zod', ...(adapterLibraries[posix.basename(zone)] ?? [])],
      because: 'an adapter implements ports over its one library, and knows no other adapter',
    };
  }
  const rules: Readonly<Record<string, ZoneRule>> = zoneRules;
  return rules[zone];
}

function checkImport(path: string, { line, binding, target }: Import): readonly Violation[] {
  const zone = zoneOf(path);
  const rule = ruleOf(zone);
  const refuse = (name: string, message: string): readonly Violation[] => [{ rule: name, from: path, line, message }];
  if (!rule) return refuse('unknown-zone', `${zone} has no import rule`);
  switch (target.kind) {
    case 'missing':
      return LAUNCHER.test(path) ? [] : refuse('missing', `no file answers to ${target.specifier}`);
    case 'computed':
      return LAUNCHER.test(path) ? [] : refuse('computed', 'the address is computed and cannot be checked');
    case 'builtin':
    case 'package': {
      const home = homes.find(({ name, kind }) => name === target.name && kind === target.kind);
      if (home && !home.home.test(path)) return refuse(`home-of-${home.name}`, `${target.name} is not used here`);
      if (target.kind === 'builtin') {
        return rule.builtins ? [] : refuse(zone, `node:${target.name} (${rule.because})`);
      }
      return covers(rule.packages, target.name) ? [] : refuse(zone, `package ${target.name} (${rule.because})`);
    }
    case 'file': {
      const other = zoneOf(target.path);
      const allowed =
        other === zone ||
        covers(rule.zones, other) ||
        (binding === 'type' && (covers(rule.types, other) || covers(rule.onDemand, other))) ||
        (binding === 'dynamic' && covers(rule.onDemand, other));
      return allowed ? [] : refuse(zone, `${target.path} as ${binding} (${rule.because})`);
    }
  }
}

function covers(list: readonly string[], name: string): boolean {
  return list.some((entry) => entry === name || (entry.endsWith('/*') && name.startsWith(entry.slice(0, -1))));
}

function checkPureFiles(files: readonly SourceFile[]): readonly Violation[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return files
    .filter(({ path }) => PURE.test(path))
    .flatMap(({ path, imports }) =>
      imports.flatMap(({ line, target }) => {
        const service = target.kind === 'file' ? findService(target.path, byPath) : undefined;
        return service === undefined
          ? []
          : [{ rule: 'pure', from: path, line, message: `a pure file reaches ${service}` }];
      }),
    );
}

function findService(start: string, byPath: ReadonlyMap<string, SourceFile>): string | undefined {
  const seen = new Set([start]);
  for (const path of seen) {
    if (SERVICE.test(path)) return path;
    for (const next of fileTargets(byPath.get(path))) seen.add(next);
  }
  return undefined;
}

function checkCycles(files: readonly SourceFile[]): readonly Violation[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const violations: Violation[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      const loop = [...trail.slice(at), path].join(' → ');
      violations.push({ rule: 'cycle', from: path, line: 1, message: loop });
      return;
    }
    if (done.has(path)) return;
    for (const next of fileTargets(byPath.get(path))) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const { path } of files) walk(path, []);
  return violations;
}

function fileTargets(file: SourceFile | undefined): readonly string[] {
  return (file?.imports ?? []).flatMap(({ target }) => (target.kind === 'file' ? [target.path] : []));
}
