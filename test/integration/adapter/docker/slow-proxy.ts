import { type AddressInfo, createServer, connect, type Socket } from 'node:net';

/** A TCP proxy that passes on so many bytes from the server, over all connections, and then nothing more. */
export interface SlowProxy {
  readonly address: string;
  /** From now on everything passes. */
  open(): void;
  readonly dispose: () => Promise<void>;
}

export async function startSlowProxy(target: string, bytes: number): Promise<SlowProxy> {
  const [host = '', port = ''] = target.split(':');
  const sockets = new Set<Socket>();
  const waiting: (() => void)[] = [];
  let left = bytes;
  const server = createServer((client) => {
    const upstream = connect(Number(port), host);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      // The engine gives up connections in the middle; that is what these tests do to it.
      socket.on('error', () => socket.destroy());
    }
    client.on('data', (chunk) => upstream.write(chunk));
    client.on('close', () => upstream.destroy());
    upstream.on('end', () => client.end());
    upstream.on('error', () => client.destroy());
    upstream.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left > 0) {
        client.write(chunk);
        return;
      }
      upstream.pause();
      waiting.push(() => {
        client.write(chunk);
        upstream.resume();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    open: () => {
      left = Number.POSITIVE_INFINITY;
      for (const resume of waiting.splice(0)) resume();
    },
    dispose: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
