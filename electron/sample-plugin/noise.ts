import { writeSync } from 'node:fs';

const LINES = 20_000;
const ESC = '\u001b';

/**
 * Everything that makes the log of a container hard to show: colours, terminal titles, links,
 * a screen that clears itself, progress bars that overwrite their line, bytes that are no UTF-8,
 * a line of one megabyte, and 20 000 lines as fast as they can be written.
 */
export function makeNoise(): void {
  write(`${ESC}]0;a title for your terminal\u0007${ESC}[2J${ESC}[Hnoise begins\n`);
  write(`${ESC}]8;;https://example.invalid/${ESC}\\a link${ESC}]8;;${ESC}\\ and <b>markup</b>\n`);
  writeBytes(Buffer.from([0x62, 0x61, 0x64, 0x3a, 0x20, 0xff, 0xfe, 0xc3, 0x28, 0x0a]));
  for (let percent = 0; percent <= 100; percent += 1) write(`\rdownloading ${percent} %`);
  write('\n');
  write(`${'x'.repeat(1_000_000)}\n`);
  for (let line = 1; line <= LINES; line += 1) {
    write(`${ESC}[3${line % 8}mline ${line} of ${LINES}${ESC}[0m\n`);
  }
  write('noise ends\n');
}

function write(text: string): void {
  writeBytes(Buffer.from(text));
}

/** Written at once and in full, since the process aborts right after; a full pipe is waited for. */
function writeBytes(bytes: Buffer): void {
  let from = 0;
  while (from < bytes.length) {
    try {
      from += writeSync(1, bytes, from);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
