import { isDeepStrictEqual } from 'node:util';
import type { LowdbStateStore } from '../../../electron/adapter/lowdb/state-store.ts';
import { AppError } from '../../../shared/errors.ts';
import { type CounterState, INITIAL, MAIN, openCounter } from './counter-state.ts';
import { MemoryFs } from './memory-fs.ts';
import type { Random } from './random.ts';
import { type Damage, type SoundDisk, soundDisk, type Verdict } from './state-damages.ts';

export interface Trial {
  readonly damage: string;
  readonly verdict: Verdict | 'new';
  /** Whether a reader without the checks throws or takes what was not written. */
  readonly breaksNaiveReader: boolean;
  /** What ours did wrong; undefined when all is well. */
  readonly wrong: string | undefined;
}

/** Damages a sound disk and judges what the store makes of it. */
export async function tryDamage(damage: Damage, random: Random): Promise<Trial> {
  const sound = await soundDisk(random);
  const files = damage.make(sound, random);
  const disk = new MemoryFs(Object.fromEntries(files));
  const { verdict, wrong } = await judge(disk, files, sound);
  return {
    damage: damage.name,
    verdict,
    breaksNaiveReader: naiveReaderBreaks(files.get(MAIN), sound),
    wrong: wrong ?? (damage.verdicts.some((allowed) => allowed === verdict) ? undefined : `verdict ${verdict}`),
  };
}

async function judge(
  disk: MemoryFs,
  files: ReadonlyMap<string, Uint8Array>,
  sound: SoundDisk,
): Promise<{ readonly verdict: Verdict | 'new'; readonly wrong: string | undefined }> {
  let store: LowdbStateStore<CounterState>;
  try {
    store = await openCounter(disk);
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== 'STATE_NEWER' && error.code !== 'STATE_DAMAGED')) throw error;
    const untouched = isDeepStrictEqual(contents(disk.files()), contents(files));
    return { verdict: error.code, wrong: untouched ? undefined : 'refused, but touched the files' };
  }
  const { condition } = store;
  const verdict = condition.kind;
  const wrong = (text: string | undefined) => ({ verdict, wrong: text });
  if (verdict === 'edited-by-hand') {
    const restored = await store.handEdit?.restore();
    if (!isDeepStrictEqual(restored, sound.state)) return wrong('restoring gives another state');
  }
  if (!isDeepStrictEqual(store.read(), sound.state)) return wrong('another state is shown');
  if (verdict === 'recovered' || verdict === 'edited-by-hand') {
    const main = files.get(MAIN);
    const kept = [...disk.files()].some(([path, bytes]) => path !== MAIN && main !== undefined && same(bytes, main));
    if (main !== undefined && !kept) return wrong('the damaged file is not kept aside');
  }
  await store.close();
  const again = await openCounter(disk);
  const settled = again.condition.kind === (verdict === 'migrated' ? 'migrated' : 'loaded');
  if (!settled || !isDeepStrictEqual(again.read(), sound.state)) return wrong(`reopened: ${again.condition.kind}`);
  return wrong(undefined);
}

/** Reads as programs do without thinking: parse and use; a missing file means the defaults. */
function naiveReaderBreaks(main: Uint8Array | undefined, sound: SoundDisk): boolean {
  try {
    const envelope: unknown = main === undefined ? { data: INITIAL } : JSON.parse(Buffer.from(main).toString('utf8'));
    return !isDeepStrictEqual(envelope, JSON.parse(sound.text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return true;
    throw error;
  }
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

const contents = (files: ReadonlyMap<string, Uint8Array>): readonly string[] =>
  [...files].map(([path, bytes]) => `${path} ${Buffer.from(bytes).toString('base64')}`).toSorted();
