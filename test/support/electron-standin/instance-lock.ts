import { mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** One application per profile, as `app.requestSingleInstanceLock` promises; told of those that came later. */
export interface InstanceLock {
  /** True when this process is the first. Otherwise the first is told. */
  request(folder: string, data: unknown): boolean;
  release(): void;
  readonly isHeld: () => boolean;
}

type SecondListener = (argv: readonly string[], workingDirectory: string, data: unknown) => void;

const LOCK = 'standin-lock';
const CALL = 'standin-second-';

export function createInstanceLock(onSecond: SecondListener): InstanceLock {
  let held: { readonly file: string; readonly stop: () => void } | undefined;
  return {
    isHeld: () => held !== undefined,
    request(folder, data) {
      mkdirSync(folder, { recursive: true });
      const file = join(folder, LOCK);
      if (!take(file)) {
        const call = JSON.stringify({ argv: process.argv, workingDirectory: process.cwd(), data });
        writeFileSync(join(folder, `${CALL}${String(process.pid)}`), call);
        return false;
      }
      const watcher = watch(folder, { persistent: false }, (_kind, name) => {
        if (name?.startsWith(CALL) === true) hear(join(folder, basename(name)), onSecond);
      });
      held = { file, stop: () => watcher.close() };
      return true;
    },
    release() {
      held?.stop();
      if (held !== undefined) rmSync(held.file, { force: true });
      held = undefined;
    },
  };
}

/** Creates the file for this process alone; one that a killed process left is taken over. */
function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (isAlive(Number(readFileSync(file, 'utf8')))) return false;
    rmSync(file, { force: true });
    return take(file);
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

function hear(file: string, onSecond: SecondListener): void {
  let call: { readonly argv: readonly string[]; readonly workingDirectory: string; readonly data: unknown };
  try {
    // It may not be written to the end yet, or heard already; the watcher calls again for what is still to come.
    call = JSON.parse(readFileSync(file, 'utf8')) as typeof call;
    rmSync(file);
  } catch {
    return;
  }
  onSecond(call.argv, call.workingDirectory, call.data);
}
