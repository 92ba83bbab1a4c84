/**
 * A program that writes a rising counter through the real store until it is killed (see state-kills.ts).
 * Arguments: directory, `single` | `groups` | `in-place`. Standard output: `begin N` before, `ack N` after a write.
 */
import { writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeDurableFs } from '../../../electron/adapter/lowdb/node-durable-fs.ts';
import { countTo, FILE, openCounter } from './counter-state.ts';
import { replacing } from './faulty-fs.ts';
import { without } from './unprotected-fs.ts';

const [directory, mode] = process.argv.slice(2);
if (directory === undefined) throw new Error('needs a directory');

const RECORDS = 60;
const say = (line: string): number => writeSync(1, `${line}\n`);

const inPlace = replacing(nodeDurableFs, {});
const fs =
  mode === 'in-place'
    ? without('temporary file and rename', { ...inPlace, openInPlace: careless }, join(directory, FILE))
    : nodeDurableFs;

const store = await openCounter(fs, { directory });
say(`open ${store.condition.kind} ${store.read().counter}`);
for (let counter = store.read().counter + 1; ; ) {
  const size = mode === 'groups' ? 5 : 1;
  const numbers = Array.from({ length: size }, (_, at) => counter + at);
  for (const number of numbers) say(`begin ${number}`);
  await Promise.all(
    numbers.map(async (number) => {
      await store.update(countTo(number, RECORDS));
      say(`ack ${number}`);
    }),
  );
  counter += size;
}

/** Empties the file and writes it in pieces, as a slow disk would. */
async function careless(path: string): ReturnType<typeof nodeDurableFs.create> {
  const handle = await open(path, 'w', 0o600);
  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length; at += 1024) await handle.write(bytes.subarray(at, at + 1024));
    },
    sync: async () => handle.sync(),
    close: async () => handle.close(),
  };
}
