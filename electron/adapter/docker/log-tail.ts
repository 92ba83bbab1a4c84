import type { Clock } from '../../engine/port/clock.ts';
import { pathOf } from './client.ts';
import type { Connection } from './connection.ts';
import type { Containers } from './containers.ts';
import { createDemultiplexer } from './demultiplex.ts';
import { createLineCutter } from './log-lines.ts';

const READ_DEADLINE = 10_000;
/** Docker stores a long line in pieces of 16 KiB and counts each as a line; so many pieces more are asked for. */
const MORE_PIECES = 256;

/**
 * The last lines that a container wrote, both outputs in the order in which Docker stored them. What has come when the
 * deadline is over is what is returned. A container that is gone has no lines.
 */
export async function readLogTail(
  connection: Connection,
  containers: Containers,
  clock: Clock,
  id: string,
  lines: number,
): Promise<readonly string[]> {
  const container = await containers.inspect(id);
  if (container === undefined || lines <= 0) return [];
  const stream = await connection.open(
    {
      method: 'GET',
      path: pathOf('containers', container.facts.id, 'logs'),
      query: { stdout: 'true', stderr: 'true', tail: String(lines + MORE_PIECES) },
    },
    { operation: 'other', doing: `read the log of the container ${container.facts.name}` },
  );

  const tail: string[] = [];
  const add = (line: string): void => {
    tail.push(line);
    if (tail.length > lines) tail.shift();
  };
  const cutters = { stdout: createLineCutter(add), stderr: createLineCutter(add) };
  const frames = createDemultiplexer((output, bytes) => cutters[output].push(bytes));
  let isOver = false;
  const timer = clock.after(READ_DEADLINE, () => {
    isOver = true;
    stream.destroy();
  });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (container.tty) cutters.stdout.push(chunk);
      else if (!frames.push(chunk)) break;
    }
  } catch (error) {
    if (!isOver && tail.length === 0) throw error;
  } finally {
    timer.dispose();
    stream.destroy();
  }
  cutters.stdout.end();
  cutters.stderr.end();
  return tail;
}
