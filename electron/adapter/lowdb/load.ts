import { AppError } from '../../../shared/errors.ts';
import type { Logger } from '../../engine/port/logger.ts';
import type { StateCondition } from '../../engine/port/state-store.ts';
import { errorCode } from './durable-fs.ts';
import { readError } from './file-errors.ts';
import { type Examined, examine, type StateFormat } from './state-file.ts';
import type { StateFiles } from './state-files.ts';

/**
 * What to do when no file of ours can be used: a newer program's file, or damage without a sound backup.
 * `refuse` touches nothing; `set-aside` is the user's explicit word: the files are kept under other names and the
 * newest sound backup is used, or else the initial state.
 */
export type WhenUnusable = 'refuse' | 'set-aside';

/** What the main file on disk is good for when the next write comes. */
export type MainFile =
  | { readonly kind: 'absent' }
  /** Becomes the backup of its generation. */
  | { readonly kind: 'current'; readonly generation: number }
  /** Is to be kept aside under a name with this word. */
  | { readonly kind: 'foreign'; readonly word: string }
  /** May be replaced: what was worth keeping is at this path. */
  | { readonly kind: 'kept'; readonly at: string };

export interface Loaded<S> {
  /** Undefined: begin with the initial state. */
  readonly data: S | undefined;
  readonly condition: StateCondition;
  readonly main: MainFile;
  /** The highest generation in any file; the next write takes a higher one. */
  readonly generation: number;
  /** The state from before a change by hand that the user has not decided on. */
  readonly beforeEdit: S | undefined;
  /** Whether that state is still to be stored where backups do not push it out. */
  readonly pin: boolean;
  /** Backups that are to be set aside, each with the word for its new name. */
  readonly unusable: readonly { readonly path: string; readonly word: string }[];
}

interface Copy<S> {
  readonly path: string;
  readonly found: Examined<S>;
}

type Sound<S> = Extract<Examined<S>, { kind: 'sound' }>;

/**
 * Decides which file counts (I11). A sound main file always does; only when it does not, the newest sound backup.
 * Nothing is changed here.
 * @throws AppError STATE_DAMAGED, STATE_NEWER, DATA_DIRECTORY_UNUSABLE
 */
export async function load<S>(
  files: StateFiles,
  format: StateFormat<S>,
  whenUnusable: WhenUnusable,
  logger: Logger,
): Promise<Loaded<S>> {
  const main = await examineAt(files.main, files, format, 'throw');
  const copies: Copy<S>[] = [];
  for (const path of [...files.slots, files.beforeEdit]) {
    const found = await examineAt(path, files, format, 'note');
    if (found !== undefined) copies.push({ path, found });
  }
  for (const { path, found } of copies) {
    if (found.kind === 'damaged') logger.warn('a backup of the state is damaged', { file: path, reason: found.reason });
  }
  const generation = Math.max(0, ...[main, ...copies.map((copy) => copy.found)].map(generationOf));
  const pinned = copies.find(({ path, found }) => path === files.beforeEdit && found.kind === 'sound')?.found;
  const before = pinned?.kind === 'sound' ? pinned.data : undefined;
  const rest = { generation, beforeEdit: before, pin: false, unusable: [] };
  const newest = newestSound(copies);

  if (main?.kind === 'sound') {
    const outdated = main.schema < format.version;
    const slot = files.slotOf(main.generation);
    const copied = copies.some(
      ({ path, found }) => path === slot && found.kind === 'sound' && found.generation === main.generation,
    );
    return {
      ...rest,
      data: main.data,
      condition: conditionOf(main, outdated, before !== undefined),
      main: outdated
        ? { kind: 'foreign', word: `schema-${main.schema}` }
        : copied
          ? { kind: 'kept', at: slot }
          : { kind: 'current', generation: main.generation },
    };
  }
  if (main?.kind === 'edited') {
    return {
      ...rest,
      data: main.data,
      condition: { kind: 'edited-by-hand', generation: main.generation },
      main: { kind: 'foreign', word: 'edited' },
      beforeEdit: before ?? newest?.found.data,
      pin: before === undefined && newest !== undefined,
    };
  }
  if (main === undefined && copies.length === 0) {
    return { ...rest, data: undefined, condition: { kind: 'new' }, main: { kind: 'absent' } };
  }

  const reason = describe(main);
  const newerBackup = copies.find(
    ({ found }) => found.kind === 'newer' && found.generation > generationOf(newest?.found),
  );
  const newer = main?.kind === 'newer' ? main : newerBackup?.found;
  if (whenUnusable === 'refuse' && newer?.kind === 'newer') {
    throw new AppError(
      'STATE_NEWER',
      `${files.main} was written by a newer DeltaDock (schema ${newer.schema}, this one knows ${format.version}).`,
      { details: { file: files.main, schema: newer.schema, known: format.version } },
    );
  }
  if (whenUnusable === 'refuse' && newest === undefined) {
    throw new AppError('STATE_DAMAGED', `${files.main}: ${reason}, and none of its backups is sound.`, {
      details: { file: files.main, reason, backups: copies.map((copy) => copy.path) },
    });
  }
  return {
    ...rest,
    data: newest?.found.data,
    condition: {
      kind: 'recovered',
      reason: newest === undefined ? `${reason}; began empty as asked` : reason,
      quarantined: [],
      generation: newest?.found.generation ?? 0,
    },
    main: main === undefined ? { kind: 'absent' } : { kind: 'foreign', word: main.kind },
    unusable: copies.flatMap(({ path, found }) => (found.kind === 'sound' ? [] : [{ path, word: found.kind }])),
  };
}

/** `note` takes a file that the disk cannot read for damaged; every other failure to read says nothing about the file. */
async function examineAt<S>(
  path: string,
  files: StateFiles,
  format: StateFormat<S>,
  unreadable: 'throw' | 'note',
): Promise<Examined<S> | undefined> {
  try {
    const bytes = await files.readIfPresent(path);
    return bytes === undefined ? undefined : examine(bytes, format);
  } catch (error) {
    if (unreadable === 'note' && errorCode(error) === 'EIO') {
      return { kind: 'damaged', reason: 'the disk cannot read it (EIO)' };
    }
    throw readError(path, error);
  }
}

function newestSound<S>(copies: readonly Copy<S>[]): { readonly path: string; readonly found: Sound<S> } | undefined {
  return copies
    .flatMap(({ path, found }) => (found.kind === 'sound' ? [{ path, found }] : []))
    .toSorted((a, b) => b.found.generation - a.found.generation)[0];
}

function conditionOf<S>(main: Sound<S>, outdated: boolean, undecided: boolean): StateCondition {
  if (undecided) return { kind: 'edited-by-hand', generation: main.generation };
  return outdated ? { kind: 'migrated', fromSchema: main.schema } : { kind: 'loaded' };
}

function generationOf<S>(found: Examined<S> | undefined): number {
  return found === undefined || found.kind === 'damaged' ? -1 : found.generation;
}

function describe<S>(main: Exclude<Examined<S>, { kind: 'sound' | 'edited' }> | undefined): string {
  if (main === undefined) return 'the file is missing';
  return main.kind === 'damaged' ? main.reason : `the file has the newer schema ${main.schema}`;
}
