import { isDeepStrictEqual } from 'node:util';
import { encodeState } from '../../../electron/adapter/lowdb/state-file.ts';
import { canonicalJson } from '../../../electron/adapter/lowdb/canonical-json.ts';
import { type CounterState, countTo, INITIAL, MAIN, openCounter } from './counter-state.ts';
import { FaultyFs, type Operation } from './faulty-fs.ts';
import { MemoryFs } from './memory-fs.ts';
import { type Protection, without } from './unprotected-fs.ts';

/** Which states a reopened store may show. */
interface Ledger {
  /** The last state whose update was resolved, or which was there before. */
  acknowledged: CounterState;
  /** States whose updates were asked for since. */
  asked: CounterState[];
}

export interface CrashScenario {
  readonly name: string;
  /** The disk before, and its state. */
  prepare(): Promise<{ readonly disk: MemoryFs; readonly state: CounterState }>;
  /** Does what is interrupted; tells the ledger before asking and after the answer. */
  act(fs: FaultyFs | MemoryFs, ledger: Ledger): Promise<void>;
}

export interface CrashReport {
  readonly scenario: string;
  /** Operations before which the process died, by name. */
  readonly crashes: Readonly<Partial<Record<Operation | 'end', number>>>;
  /** Disks that were opened afterwards. */
  readonly outcomes: number;
  /** What was lost; empty when all is well. */
  readonly losses: readonly string[];
}

/** Dies before every operation of the scenario (and after the last), and opens every disk that may be left. */
export async function crashEverywhere(scenario: CrashScenario, missing?: Protection): Promise<CrashReport> {
  const crashes: Partial<Record<Operation | 'end', number>> = {};
  const losses: string[] = [];
  let outcomes = 0;
  for (let at = 0; ; at += 1) {
    const { disk, state } = await scenario.prepare();
    const fs = new FaultyFs(missing === undefined ? disk : without(missing, disk, MAIN));
    let died: Operation | 'end' = 'end';
    fs.plan((step, operation) => {
      if (step !== at) return undefined;
      died = operation;
      return 'crash';
    });
    const ledger: Ledger = { acknowledged: state, asked: [] };
    await ignoringCrash(async () => scenario.act(fs, ledger), fs);
    crashes[died] = (crashes[died] ?? 0) + 1;

    const where = `${scenario.name}, dead before ${died} (step ${at})`;
    for (const left of disk.afterPowerCut()) {
      outcomes += 1;
      const loss = await lossOf(left, ledger);
      if (loss !== undefined) losses.push(`${where}: ${loss}`);
    }
    outcomes += 1;
    const killed = disk.afterKill();
    const shown = await stateOf(killed);
    if (typeof shown === 'string') {
      losses.push(`${where}, killed: ${shown}`);
    } else {
      const loss = await lossOf(killed, ledger);
      if (loss !== undefined) losses.push(`${where}, killed: ${loss}`);
      for (const left of killed.afterPowerCut()) {
        outcomes += 1;
        const later = await lossOf(left, { acknowledged: shown, asked: [] });
        if (later !== undefined) losses.push(`${where}, killed, read, then cut: ${later}`);
      }
    }
    if (died === 'end') return { scenario: scenario.name, crashes, outcomes, losses };
  }
}

/** Why the disk does not hold what the ledger promises, or undefined. */
async function lossOf(disk: MemoryFs, ledger: Ledger): Promise<string | undefined> {
  const found = await stateOf(disk);
  if (typeof found === 'string') return found;
  if ([ledger.acknowledged, ...ledger.asked].some((allowed) => isDeepStrictEqual(found, allowed))) return undefined;
  return `counter ${found.counter} instead of ${[ledger.acknowledged, ...ledger.asked].map((s) => s.counter).join(' or ')}`;
}

async function stateOf(disk: MemoryFs): Promise<CounterState | string> {
  try {
    const store = await openCounter(disk);
    return store.read();
  } catch (error) {
    return error instanceof Error ? error.message : 'unknown error';
  }
}

async function ignoringCrash(action: () => Promise<void>, fs: FaultyFs): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!fs.crashed) throw error;
  }
}

/** One update, entered in the ledger before and after. */
async function tracked(
  store: { update(change: () => CounterState): Promise<CounterState> },
  ledger: Ledger,
  counter: number,
): Promise<void> {
  const next = countTo(counter)();
  ledger.asked.push(next);
  await store.update(() => next);
  // Later ones may share its write and be on the disk already.
  ledger.asked = ledger.asked.slice(ledger.asked.indexOf(next) + 1);
  ledger.acknowledged = next;
}

async function diskWith(generations: number): Promise<{ readonly disk: MemoryFs; readonly state: CounterState }> {
  const disk = new MemoryFs();
  const store = await openCounter(disk);
  for (let counter = 1; counter <= generations; counter += 1) await store.update(countTo(counter));
  const state = store.read();
  await store.close();
  return { disk, state };
}

export const CRASH_SCENARIOS: readonly CrashScenario[] = [
  {
    name: 'first write',
    prepare: async () => ({ disk: new MemoryFs(), state: INITIAL }),
    act: async (fs, ledger) => {
      const store = await openCounter(fs);
      await tracked(store, ledger, 1);
      await tracked(store, ledger, 2);
    },
  },
  {
    name: 'later writes',
    prepare: async () => diskWith(7),
    act: async (fs, ledger) => {
      const store = await openCounter(fs);
      await tracked(store, ledger, 8);
      await tracked(store, ledger, 9);
      await store.close();
    },
  },
  {
    name: 'writes in groups',
    prepare: async () => diskWith(3),
    act: async (fs, ledger) => {
      const store = await openCounter(fs);
      await Promise.all([4, 5, 6].map(async (counter) => tracked(store, ledger, counter)));
      await tracked(store, ledger, 7);
    },
  },
  {
    name: 'recovery of a damaged file',
    prepare: async () => {
      const { disk, state } = await diskWith(3);
      disk.place(MAIN, '{"format": "deltadock-st');
      return { disk, state };
    },
    act: async (fs, ledger) => {
      const store = await openCounter(fs);
      await tracked(store, ledger, 4);
    },
  },
  {
    name: 'migration',
    prepare: async () => {
      const { counter, ...rest } = countTo(5)();
      const data = { ...rest, count: counter };
      const disk = new MemoryFs({ [MAIN]: encodeState(data, canonicalJson(data), 1, 17, 0) });
      return { disk, state: countTo(5)() };
    },
    act: async (fs, ledger) => {
      const store = await openCounter(fs);
      await tracked(store, ledger, 6);
      await tracked(store, ledger, 7);
    },
  },
  {
    name: 'hand edit, restored',
    prepare: async () => {
      const { disk } = await diskWith(3);
      const text = new TextDecoder().decode(await disk.read(MAIN));
      disk.place(MAIN, text.replace('"counter": 3', '"counter": 33'));
      return { disk, state: { ...countTo(3)(), counter: 33 } };
    },
    act: async (fs, ledger) => {
      const store = await openCounter(fs);
      const before = countTo(3)();
      ledger.asked.push(before);
      await store.handEdit?.restore();
      ledger.acknowledged = before;
      ledger.asked = [];
    },
  },
];
