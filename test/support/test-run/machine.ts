import { access, constants, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { runProgram } from '../run-program.ts';

/** A program that the tests need, and where Debian has it. */
export interface Need {
  readonly program: string;
  readonly debianPackage: string;
  readonly purpose: string;
}

export const needs: readonly Need[] = [
  { program: 'dockerd', debianPackage: 'docker.io', purpose: 'a private Docker engine' },
  { program: 'docker-init', debianPackage: 'tini', purpose: 'an init process in containers' },
  { program: 'iptables', debianPackage: 'iptables', purpose: "the private engine's network" },
  { program: 'unshare', debianPackage: 'util-linux', purpose: 'a network namespace for it' },
  { program: 'nsenter', debianPackage: 'util-linux', purpose: 'a network namespace for it' },
  { program: 'setpriv', debianPackage: 'util-linux', purpose: 'ending what tests start' },
  { program: 'mount', debianPackage: 'mount', purpose: 'a mount namespace for it' },
  { program: 'ip', debianPackage: 'iproute2', purpose: 'a network namespace for it' },
  { program: 'docker-registry', debianPackage: 'docker-registry', purpose: 'a real registry' },
  { program: 'htpasswd', debianPackage: 'apache2-utils', purpose: 'its password file' },
  { program: 'ldd', debianPackage: 'libc-bin', purpose: 'the sample images' },
  { program: 'busybox', debianPackage: 'busybox-static', purpose: 'the sample images' },
  { program: 'chromium', debianPackage: 'chromium', purpose: 'the page tests' },
];

/** What of the machine matters here; the tests of this file give another one. */
export interface Machine {
  readonly platform: string;
  readonly isRoot: boolean;
  readonly hasApt: () => Promise<boolean>;
  readonly has: (need: Need) => Promise<boolean>;
  /** Runs apt-get with these arguments; true when it succeeded. */
  readonly aptGet: (args: readonly string[]) => Promise<boolean>;
}

/**
 * Sees to it that the machine has what the tests need. Throws an Error whose message tells a person
 * what to do: nothing is ever skipped because something is missing.
 */
export async function prepareMachine(machine: Machine, say: (line: string) => void): Promise<void> {
  if (machine.platform !== 'linux x64') {
    throw new Error(`The tests need Linux on x64 (a container or a virtual machine will do), not ${machine.platform}.`);
  }
  const missing = await missingIn(machine);
  if (!machine.isRoot) {
    throw new Error(
      ['The tests start a private Docker engine in a network namespace, which needs root.', ...howTo(missing)].join(
        '\n',
      ),
    );
  }
  if (missing.length === 0) return;
  if (!(await machine.hasApt())) throw new Error(howTo(missing).join('\n'));

  const packages = packagesOf(missing);
  say(`Missing: ${missing.map(({ program }) => program).join(', ')}`);
  say(`Installing with apt-get: ${packages.join(' ')}`);
  const install = ['install', '--yes', '--no-install-recommends', ...packages];
  if (!(await machine.aptGet(install))) {
    say('The package lists may be old: apt-get update, then once more');
    await machine.aptGet(['update']);
    await machine.aptGet(install);
  }
  const still = await missingIn(machine);
  if (still.length > 0) throw new Error(howTo(still).join('\n'));
}

/** This machine. */
export function thisMachine(): Machine {
  return {
    platform: `${process.platform} ${process.arch}`,
    isRoot: process.getuid?.() === 0,
    hasApt: async () => {
      const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
      return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release) && (await find('apt-get')) !== null;
    },
    has: async ({ program }) => {
      const path = await find(program);
      if (path === null) return false;
      // The sample images can hold a busybox only if it needs no shared library.
      return program !== 'busybox' || (await runProgram(['ldd', path])).code !== 0;
    },
    aptGet: async (args) => {
      const { code, stderr } = await runProgram([
        'env',
        'DEBIAN_FRONTEND=noninteractive',
        'apt-get',
        '--quiet',
        ...args,
      ]);
      if (code !== 0) process.stderr.write(stderr);
      return code === 0;
    },
  };
}

async function missingIn(machine: Machine): Promise<readonly Need[]> {
  const present = await Promise.all(needs.map((need) => machine.has(need)));
  return needs.filter((_, index) => !present[index]);
}

function howTo(missing: readonly Need[]): readonly string[] {
  if (missing.length === 0) return [];
  return [
    'Missing for the tests:',
    ...missing.map(({ program, purpose }) => `  ${program}, for ${purpose}`),
    `On Debian or Ubuntu: apt-get install ${packagesOf(missing).join(' ')}`,
  ];
}

function packagesOf(missing: readonly Need[]): readonly string[] {
  return [...new Set(missing.map(({ debianPackage }) => debianPackage))];
}

/** Where a program lies, also where root's PATH lacks the administrator's directories. */
async function find(program: string): Promise<string | null> {
  const directories = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/bin', '/bin'];
  for (const directory of directories) {
    const path = join(directory, program);
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return null;
}
