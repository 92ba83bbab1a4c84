/** Which output a container wrote to; a terminal has only one. */
export type OutputStream = 'stdout' | 'stderr';

const HEADER = 8;

/**
 * Takes Docker's framed log stream apart: 8 bytes of head (stream, length), then the bytes. Heads and frames may be
 * split over chunks; nothing is copied. A head that is none makes the rest unreadable: `push` answers false then.
 */
export function createDemultiplexer(onData: (stream: OutputStream, bytes: Buffer) => void): {
  push(chunk: Buffer): boolean;
} {
  const head = Buffer.alloc(HEADER);
  let headLength = 0;
  let left = 0;
  let stream: OutputStream = 'stdout';
  let broken = false;

  return {
    push: (chunk) => {
      let at = 0;
      while (at < chunk.length && !broken) {
        if (left > 0) {
          const part = chunk.subarray(at, at + left);
          at += part.length;
          left -= part.length;
          onData(stream, part);
          continue;
        }
        const part = chunk.copy(head, headLength, at, at + HEADER - headLength);
        at += part;
        headLength += part;
        if (headLength < HEADER) break;
        headLength = 0;
        broken = head.readUInt8(0) > 2 || head.readUIntBE(1, 3) !== 0;
        stream = head.readUInt8(0) === 2 ? 'stderr' : 'stdout';
        left = head.readUInt32BE(4);
      }
      return !broken;
    },
  };
}
