import { canonicalJson } from '../../../electron/adapter/lowdb/canonical-json.ts';
import { encodeState } from '../../../electron/adapter/lowdb/state-file.ts';
import { type CounterState, countTo, MAIN, openCounter, VERSION } from './counter-state.ts';
import { MemoryFs } from './memory-fs.ts';
import type { Random } from './random.ts';

/** What the store may say of a damaged disk; it never shows another state without saying so. */
export type Verdict = 'loaded' | 'migrated' | 'recovered' | 'edited-by-hand' | 'STATE_NEWER' | 'STATE_DAMAGED';

/** A sound disk: main file, backups, and the state they hold. */
export interface SoundDisk {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly text: string;
  readonly state: CounterState;
  readonly generation: number;
}

export interface Damage {
  readonly name: string;
  readonly verdicts: readonly Verdict[];
  /** The files after the damage. */
  make(sound: SoundDisk, random: Random): ReadonlyMap<string, Uint8Array>;
}

/** A disk as an orderly stop leaves it, with a number of writes and records by chance. */
export async function soundDisk(random: Random): Promise<SoundDisk> {
  const disk = new MemoryFs();
  const store = await openCounter(disk);
  const writes = 6 + random.below(6);
  for (let counter = 1; counter <= writes; counter += 1) await store.update(countTo(counter, 1 + random.below(6)));
  await store.close();
  const files = disk.files();
  const text = new TextDecoder().decode(files.get(MAIN));
  return { files, text, state: store.read(), generation: writes };
}

export const DAMAGES: readonly Damage[] = [
  damage('empty', ['recovered'], () => ''),
  damage('truncated', ['recovered'], ({ text }, random) => text.slice(0, random.below(text.length - 1))),
  damage('filled with zeros', ['recovered'], ({ text }) => new Uint8Array(text.length)),
  damage('tail of zeros', ['recovered'], ({ text }, random) => {
    const bytes = bytesOf(text);
    return bytes.fill(0, random.below(bytes.length - 2));
  }),
  damage('bit flipped', ['recovered', 'edited-by-hand'], ({ text }, random) => {
    const bytes = bytesOf(text);
    const at = random.below(bytes.length - 1);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    return bytes;
  }),
  damage('blocks swapped', ['recovered', 'edited-by-hand'], ({ text }, random) => {
    const size = 16 + random.below(100);
    const first = random.below(text.length - 2 * size);
    const second = first + size + random.below(text.length - first - 2 * size);
    const [a, b] = [text.slice(first, first + size), text.slice(second, second + size)];
    const between = text.slice(first + size, second);
    return a === b ? text.slice(size) : text.slice(0, first) + b + between + a + text.slice(second + size);
  }),
  damage('longer former content behind', ['recovered'], ({ text }, random) => text + text.slice(-3 - random.below(99))),
  damage('sign missing', ['recovered', 'edited-by-hand'], ({ text }, random) => {
    const places = [...text.matchAll(/[{}[\]",:]/g)].map((match) => match.index);
    const at = random.pick(places);
    return text.slice(0, at) + text.slice(at + 1);
  }),
  damage('other JSON', ['recovered'], (_sound, random) =>
    random.pick([
      '{}',
      'null',
      '[]',
      '0',
      '"state"',
      'true',
      '{"counter":1,"plugins":{}}',
      '[{"format":"deltadock-state"}]',
    ]),
  ),
  damage('wrong type, unsummed', ['recovered'], ({ text }, random) => retype(text, random)),
  damage('wrong type, summed', ['recovered'], ({ generation }, random) => {
    const data = random.pick([
      [],
      'x',
      7,
      { counter: '9', plugins: {} },
      { counter: 9, plugins: [] },
      { counter: 9 },
      null,
    ]);
    return sealed(data, VERSION, generation);
  }),
  damage('wrong checksum', ['edited-by-hand'], ({ text }, random) =>
    text.replace(
      /"checksum": "[0-9a-f]{8}/,
      `"checksum": "${random
        .below(2 ** 31)
        .toString(16)
        .padStart(8, '0')}`,
    ),
  ),
  damage('value changed by hand', ['edited-by-hand'], ({ text }, random) =>
    text.replace(/"counter": \d+/, `"counter": ${1000 + random.below(1000)}`),
  ),
  damage('generation changed by hand', ['edited-by-hand'], ({ text }, random) =>
    text.replace(/"generation": \d+/, `"generation": ${1000 + random.below(1000)}`),
  ),
  damage('older schema', ['migrated'], ({ state, generation }) => {
    const { counter, ...rest } = state;
    return sealed({ ...rest, count: counter }, 1, generation);
  }),
  damage('newer schema', ['STATE_NEWER'], ({ generation }, random) =>
    sealed({ counters: [random.below(100)] }, VERSION + 1 + random.below(5), generation + 1),
  ),
  damage('schema number damaged', ['recovered'], ({ text }, random) =>
    text.replace(/"schema": \d+/, `"schema": ${VERSION + 1 + random.below(90)}`),
  ),
  damage('another product', ['recovered'], ({ text }, random) =>
    text.replace('"deltadock-state"', random.pick(['"deltafi-state"', '"deltadock-state-2"', '""', 'null', '1'])),
  ),
  damage('name twice', ['recovered'], ({ text }, random) =>
    random.pick([
      text.replace(/"counter": \d+/, (found) => `${found},\n    "counter": ${1000 + random.below(1000)}`),
      text.replace(/"counter": \d+/, (found) => `${found},\n    "c\\u006funter": ${1000 + random.below(1000)}`),
      text.replace(/"schema": \d+/, (found) => `${found},\n  "schema": 1`),
      text.replace(/"generation": \d+/, (found) => `${found},\n  "generation": ${1000 + random.below(1000)}`),
    ]),
  ),
  damage('byte order mark', ['loaded'], ({ text }) => bytesOf(`\uFEFF${text}`)),
  damage('UTF-16', ['recovered'], ({ text }, random) => Buffer.from(random.pick(['\uFEFF', '']) + text, 'utf16le')),
  damage('bytes that are no UTF-8', ['recovered'], ({ text }, random) => {
    const bytes = bytesOf(text);
    bytes[text.indexOf('registry.example') + random.below(16)] = 0x80 + random.below(64);
    return bytes;
  }),
  damage('nested deeply', ['recovered'], ({ text }, random) => {
    const depth = 101 + random.below(50_000);
    const [open, close] = random.pick([
      ['[', ']'],
      ['{"a":', '}'],
    ]);
    return text.replace(/"counter": \d+/, `"counter": ${open.repeat(depth)}1${close.repeat(depth)}`);
  }),
  damage('__proto__', ['recovered'], ({ text }, random) =>
    text.replace('"plugin-0"', random.pick(['"__proto__"', '"__pr\\u006fto__"'])),
  ),
  whole('main file missing', ['recovered'], (files) => {
    files.delete(MAIN);
  }),
  whole('half-written temporary file left, main file cut', ['recovered'], (files, { text }, random) => {
    files.set(MAIN, bytesOf(text.slice(0, random.below(text.length - 1))));
    files.set(`${MAIN}.tmp-0123456789ab`, bytesOf(text.slice(0, random.below(text.length))));
  }),
  whole('main file and some backups damaged', ['recovered'], (files, { generation }, random) => {
    for (const path of files.keys()) {
      if (path === `${MAIN}.${1 + (generation % 5)}`) continue;
      if (path === MAIN || random.below(2) === 0) files.set(path, bytesOf('{"format'));
    }
  }),
  whole('everything damaged', ['STATE_DAMAGED'], (files, _sound, random) => {
    for (const [path, bytes] of files) files.set(path, bytes.slice(0, random.below(bytes.length - 1)));
  }),
  whole('backups only, all damaged', ['STATE_DAMAGED'], (files, _sound, random) => {
    files.delete(MAIN);
    for (const path of files.keys()) files.set(path, new Uint8Array(random.below(50)));
  }),
];

function damage(
  name: string,
  verdicts: readonly Verdict[],
  change: (sound: SoundDisk, random: Random) => Uint8Array | string,
): Damage {
  return whole(name, verdicts, (files, sound, random) => {
    const changed = change(sound, random);
    files.set(MAIN, typeof changed === 'string' ? bytesOf(changed) : changed);
  });
}

function whole(
  name: string,
  verdicts: readonly Verdict[],
  change: (files: Map<string, Uint8Array>, sound: SoundDisk, random: Random) => void,
): Damage {
  return {
    name,
    verdicts,
    make(sound, random) {
      const files = new Map(sound.files);
      change(files, sound, random);
      return files;
    },
  };
}

function retype(text: string, random: Random): string {
  return random.pick([
    text.replace(/"counter": \d+/, `"counter": "${random.below(99)}"`),
    text.replace(/"counter": \d+/, `"counter": ${random.below(99)}.5`),
    text.replace(/"counter": \d+/, '"counter": null'),
    text.replace(/"generation": \d+/, '"generation": "3"'),
    text.replace(/"generation": \d+/, '"generation": -3'),
    text.replace(/"checksum": "[0-9a-f]+"/, '"checksum": 5'),
    text.replace(/"image": "[^"]+"/, '"image": []'),
    text.replace(/"schema": \d+/, '"schema": true'),
  ]);
}

const sealed = (data: unknown, version: number, generation: number): Uint8Array =>
  encodeState(data, canonicalJson(data), version, generation, 0);

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
