import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Answers a request; `path` is without the API version and the query. */
type Handler = (request: FakeRequest, response: ServerResponse) => void;

interface FakeRequest {
  readonly method: string;
  /** `v1.41`, or nothing. */
  readonly version: string | undefined;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

/** What the daemon says of itself. */
interface FakeVersion {
  readonly Version: string;
  readonly ApiVersion: string;
  readonly MinAPIVersion?: string;
  readonly Os: string;
  readonly Arch: string;
}

/**
 * Speaks as much of the Docker API over a unix socket as its test teaches it, and misbehaves on demand. `/version`,
 * `/info` and `/events` are answered unless told otherwise.
 */
export interface FakeDaemon {
  readonly socketPath: string;
  readonly address: string;
  readonly requests: FakeRequest[];
  version: FakeVersion;
  /** Teaches it `GET /images/json` and the like; later ones win. */
  on(methodAndPath: string, handler: Handler): void;
  /** Sends one event to everybody who listens; text as it is, a value as JSON. */
  event(value: unknown): void;
  readonly listeners: () => number;
  /** Accepts connections and says nothing, as a stopped process does. */
  freeze(): void;
  thaw(): void;
  /** Cuts every connection. */
  cut(): void;
  readonly dispose: () => Promise<void>;
}

export async function startFakeDaemon(): Promise<FakeDaemon> {
  const directory = await mkdtemp(join(tmpdir(), 'fake-docker-'));
  const socketPath = join(directory, 'docker.sock');
  const handlers = new Map<string, Handler>();
  const sockets = new Set<Socket>();
  const streams = new Set<ServerResponse>();
  const requests: FakeRequest[] = [];
  let frozen = false;

  const fake: FakeDaemon = {
    socketPath,
    address: `unix://${socketPath}`,
    requests,
    version: { Version: '20.10.24', ApiVersion: '1.41', MinAPIVersion: '1.12', Os: 'linux', Arch: 'amd64' },
    on: (methodAndPath, handler) => void handlers.set(methodAndPath, handler),
    event: (value) => {
      for (const stream of streams) stream.write(typeof value === 'string' ? value : `${JSON.stringify(value)}\n`);
    },
    listeners: () => streams.size,
    freeze: () => {
      frozen = true;
    },
    thaw: () => {
      frozen = false;
    },
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    dispose: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await rm(directory, { recursive: true, force: true });
    },
  };
  handlers.set('GET /version', (_request, response) => json(response, fake.version));
  handlers.set('GET /info', (_request, response) =>
    json(response, { OperatingSystem: 'Fake Linux', Name: 'fake', LoggingDriver: 'local' }),
  );
  handlers.set('GET /events', (_request, response) => {
    streams.add(response);
    response.on('close', () => streams.delete(response));
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.flushHeaders();
  });

  const server = createServer((incoming, response) => {
    incoming.resume();
    const url = new URL(incoming.url ?? '/', 'http://docker');
    const match = /^(?:\/(v\d+\.\d+))?(\/.*)$/.exec(decodeURIComponent(url.pathname));
    const request: FakeRequest = {
      method: incoming.method ?? '',
      version: match?.[1],
      path: match?.[2] ?? '',
      query: url.searchParams,
      headers: incoming.headers,
    };
    requests.push(request);
    if (frozen) return;
    const handler = handlers.get(`${request.method} ${request.path}`);
    if (handler === undefined) json(response, { message: `page not found: ${request.path}` }, 404);
    else handler(request, response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return fake;
}

export function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(value));
}
