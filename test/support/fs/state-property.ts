import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import type { LowdbStateStore } from '../../../electron/adapter/lowdb/state-store.ts';
import { AppError } from '../../../shared/errors.ts';
import { type CounterState, countTo, INITIAL, MAIN, openCounter } from './counter-state.ts';
import { type Fault, FaultyFs } from './faulty-fs.ts';
import { MemoryFs } from './memory-fs.ts';
import { type Protection, without } from './unprotected-fs.ts';

/** One thing that happens to a store. Numbers are taken modulo what is there. */
export type Happening =
  | { readonly kind: 'update'; readonly together: number }
  /** The operation `at` of the next update fails; with `lasting` every later one of that update fails too. */
  | { readonly kind: 'refused'; readonly at: number; readonly fault: Fault; readonly lasting: boolean }
  /** The process dies before the operation `at` of an update; `outcome` picks what the disk holds then. */
  | { readonly kind: 'power cut' | 'kill'; readonly at: number; readonly outcome: number }
  | { readonly kind: 'reopen' };

export const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('update' as const), together: fc.integer({ min: 1, max: 4 }) }),
    fc.record({
      kind: fc.constant('refused' as const),
      at: fc.nat(12),
      fault: fc.constantFrom<Fault>('ENOSPC', 'EIO', 'EROFS', 'EACCES', 'EMFILE'),
      lasting: fc.boolean(),
    }),
    fc.record({ kind: fc.constantFrom('power cut' as const, 'kill' as const), at: fc.nat(14), outcome: fc.nat(1000) }),
    fc.record({ kind: fc.constant('reopen' as const) }),
  ),
  { minLength: 1, maxLength: 14 },
);

/**
 * Lets all that happen to one store and checks after every step that the last acknowledged state is there.
 * Only two other states are ever allowed: one asked for when the process died, and those whose rejection could not be
 * undone because the disk went on failing, until the next write.
 * @throws Error saying what was lost; with a protection missing that is to be expected
 */
export async function live(story: readonly Happening[], missing?: Protection): Promise<void> {
  const over = (below: MemoryFs): FaultyFs =>
    new FaultyFs(missing === undefined ? below : without(missing, below, MAIN));
  let disk = new MemoryFs();
  let fs = over(disk);
  let store: LowdbStateStore<CounterState> = await openCounter(fs);
  let acknowledged = INITIAL;
  let inDoubt: CounterState[] = [];
  let counter = 0;

  const reopen = async (next: MemoryFs, asked: CounterState | undefined): Promise<void> => {
    disk = next;
    fs = over(disk);
    store = await openCounter(fs);
    const shown = store.read();
    if (![acknowledged, asked, ...inDoubt].some((allowed) => isDeepStrictEqual(shown, allowed))) {
      throw new Error(`${acknowledged.counter} was acknowledged, ${shown.counter} is shown after reopening`);
    }
    if (acknowledged.counter > 0 && store.condition.kind === 'new') throw new Error('silently began anew');
    acknowledged = shown;
    inDoubt = [];
  };

  for (const happening of story) {
    counter += 1;
    const next = countTo(counter)();
    switch (happening.kind) {
      case 'update': {
        const states = Array.from({ length: happening.together }, () => countTo((counter += 1))());
        await Promise.all(states.map(async (state) => store.update(() => state)));
        acknowledged = states.at(-1) ?? acknowledged;
        inDoubt = [];
        break;
      }
      case 'refused': {
        fs.plan((step) =>
          (happening.lasting ? step >= happening.at : step === happening.at) ? happening.fault : undefined,
        );
        try {
          acknowledged = await store.update(() => next);
          inDoubt = [];
        } catch (error) {
          const expected = happening.fault === 'ENOSPC' ? 'DISK_FULL' : 'STATE_WRITE_FAILED';
          if (!(error instanceof AppError) || error.code !== expected) throw error;
          // Only what had already taken the main name can come up again.
          const renamed = fs.trace.indexOf('rename');
          if (happening.lasting && renamed !== -1 && renamed < happening.at) inDoubt.push(next);
        }
        fs.heal();
        break;
      }
      case 'kill':
      case 'power cut': {
        fs.plan((step) => (step === happening.at ? 'crash' : undefined));
        let asked: CounterState | undefined = next;
        try {
          await store.update(() => next);
          acknowledged = next;
          inDoubt = [];
          asked = undefined;
        } catch (error) {
          if (!fs.crashed) throw error;
        }
        const disks = happening.kind === 'kill' ? [disk.afterKill()] : disk.afterPowerCut();
        const left = disks[happening.outcome % disks.length];
        if (left === undefined) throw new Error('no disk is left');
        await reopen(left, asked);
        break;
      }
      case 'reopen':
        await store.close();
        await reopen(disk, undefined);
        break;
    }
    if (!isDeepStrictEqual(store.read(), acknowledged)) {
      throw new Error(`${acknowledged.counter} was acknowledged, ${store.read().counter} is shown`);
    }
  }
}
