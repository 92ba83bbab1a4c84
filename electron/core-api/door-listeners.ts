import type { Server as HttpServer } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import { AppError } from '../../shared/errors.ts';
import type { Caller } from '../engine/plugin/doors.ts';
import type { Logger } from '../engine/port/logger.ts';

/** One open listener of a door. */
interface DoorListener {
  /** The port it got. */
  readonly port: number;
  /** Ends it with its connections; answers under way get a moment to be written. Harmless when closed already. */
  close(): Promise<void>;
}

/** A door that can listen at several addresses. */
export interface Door {
  /**
   * Listens there; port 0 takes a free one. Loopback 127.0.0.1 also takes `[::1]`, where that can be had.
   * @throws Node's error of listening (EADDRINUSE, EADDRNOTAVAIL, EACCES); AppError ADDRESS_UNAVAILABLE for “every address” (D2)
   */
  listen(address: string, port: number, listener: Caller['listener']): Promise<DoorListener>;
  /** Ends every listener and connection. */
  close(): Promise<void>;
}

export interface DoorServer {
  readonly server: Server | HttpServer;
  /** Milliseconds that answers under way get when the listener ends. */
  readonly grace: number;
}

/** A door over the servers that `createServer` makes, one for each address. */
export function createDoor(createServer: (listener: Caller['listener']) => DoorServer, logger: Logger): Door {
  const open = new Set<DoorListener>();

  const listenOnce = async (address: string, port: number, listener: Caller['listener']): Promise<DoorListener> => {
    const { server, grace } = createServer(listener);
    const sockets = trackSockets(server);
    await listening(server, address, port);
    server.on('error', (error) => logger.error('door failed', { address, error: error.message }));
    let closing: Promise<void> | undefined;
    const one: DoorListener = {
      port: portOf(server),
      close() {
        open.delete(one);
        closing ??= end(server, sockets, grace);
        return closing;
      },
    };
    open.add(one);
    return one;
  };

  return {
    async listen(address, port, listener) {
      if (address === '0.0.0.0' || address === '::' || address === '') {
        throw new AppError('ADDRESS_UNAVAILABLE', 'This door listens at one address, never at all of them.', {
          details: { address },
        });
      }
      const first = await listenOnce(address, port, listener);
      if (address !== '127.0.0.1' || listener !== 'loopback') return first;
      const second = await listenOnce('::1', first.port, listener).catch((error: unknown) => {
        logger.debug('door not at [::1]', { port: first.port, error: String(error) });
        return undefined;
      });
      return {
        port: first.port,
        close: async () => {
          await Promise.all([first.close(), second?.close()]);
        },
      };
    },
    async close() {
      await Promise.all([...open].map((one) => one.close()));
    },
  };
}

function listening(server: Server, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: address, port, exclusive: true, ipv6Only: true }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('a listening server has an address');
  return address.port;
}

function trackSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

async function end(server: Server | HttpServer, sockets: ReadonlySet<Socket>, grace: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  if ('closeIdleConnections' in server) server.closeIdleConnections();
  const destroyAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  if (grace === 0) destroyAll();
  const timer = setTimeout(destroyAll, grace);
  await closed;
  clearTimeout(timer);
}
