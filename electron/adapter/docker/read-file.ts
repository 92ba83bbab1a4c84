import * as z from 'zod/mini';
import { AppError } from '../../../shared/errors.ts';
import type { Clock } from '../../engine/port/clock.ts';
import { pathOf } from './client.ts';
import type { Connection } from './connection.ts';
import type { Containers } from './containers.ts';
import { createDemultiplexer } from './demultiplex.ts';
import type { Attempt } from './errors.ts';

const READ_DEADLINE = 3000;
/** Bytes that are read at most. */
const LONGEST = 64 * 1024;

const Created = z.object({ Id: z.string() });

/**
 * A small text file as a process inside the container reads it, by `cat`, which every plugin image has for its health
 * check. Undefined when that cannot be had: the container is gone or stopped, or has no such file.
 */
export async function readFileInside(
  connection: Connection,
  containers: Containers,
  clock: Clock,
  id: string,
  path: string,
): Promise<string | undefined> {
  const container = await containers.inspect(id);
  if (container?.facts.status !== 'running') return undefined;
  const attempt: Attempt = { operation: 'other', doing: `look into the container ${container.facts.name}` };
  try {
    const { value } = await connection.call(
      {
        method: 'POST',
        path: pathOf('containers', container.facts.id, 'exec'),
        body: { Cmd: ['cat', path], AttachStdout: true },
      },
      attempt,
    );
    const created = Created.safeParse(value);
    if (!created.success) return undefined;
    const stream = await connection.open(
      { method: 'POST', path: pathOf('exec', created.data.Id, 'start'), body: { Detach: false, Tty: false } },
      attempt,
    );
    return await readText(stream, clock);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

async function readText(
  stream: AsyncIterable<unknown> & { destroy(): void },
  clock: Clock,
): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  const frames = createDemultiplexer((_output, bytes) => {
    parts.push(bytes);
    length += bytes.length;
  });
  const timer = clock.after(READ_DEADLINE, () => stream.destroy());
  try {
    for await (const chunk of stream) {
      if (!Buffer.isBuffer(chunk) || !frames.push(chunk) || length > LONGEST) break;
    }
  } finally {
    timer.dispose();
    stream.destroy();
  }
  return length === 0 ? undefined : Buffer.concat(parts).subarray(0, LONGEST).toString();
}
