import { afterEach, describe, expect, it } from 'vitest';
import { createClient } from '../../../../renderer/api/client.ts';
import type { Connection } from '../../../../renderer/api/follow-events.ts';
import type { EngineEvent } from '../../../../shared/contract/events.ts';
import { DEFAULT_SETTINGS } from '../../../../shared/model/settings.ts';
import { engineStatus, pluginView } from '../../../support/fakes/control-door/views.ts';
import { eventually } from '../../../support/eventually.ts';

const open: { dispose(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.dispose();
});

describe('a call', () => {
  it('carries token and input, and gives back the value', async () => {
    const requests: Request[] = [];
    const client = clientOf(async (request) => {
      requests.push(request.clone());
      return Response.json({ ok: true, value: DEFAULT_SETTINGS });
    });
    expect(await client.call('settings.update', { stopGrace: 3 })).toEqual({ ok: true, value: DEFAULT_SETTINGS });
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST http://door/api/call/settings.update',
    ]);
    expect(requests[0]?.headers.get('Authorization')).toBe('Bearer secret');
    expect(await requests[0]?.json()).toEqual({ stopGrace: 3 });
  });

  it('gives back a refusal as it is', async () => {
    const error = { code: 'DISK_FULL', message: 'Full.', next: 'Free some.', retry: true, details: {} };
    const client = clientOf(async () => Response.json({ ok: false, error }, { status: 507 }));
    expect(await client.call('plugin.list', {})).toEqual({ ok: false, error });
  });

  it('says ENGINE_UNREACHABLE when nobody answers or the answer is no JSON', async () => {
    const away = clientOf(() => Promise.reject(new TypeError('fetch failed')));
    const odd = clientOf(async () => new Response('<html>'));
    expect(await away.call('plugin.list', {})).toMatchObject({ ok: false, error: { code: 'ENGINE_UNREACHABLE' } });
    expect(await odd.call('plugin.list', {})).toMatchObject({ ok: false, error: { code: 'ENGINE_UNREACHABLE' } });
  });

  it.each([{ ok: true, value: [{ id: 'half a plugin' }] }, { ok: false, error: { code: 'NO_SUCH_CODE' } }, null])(
    'refuses an answer that breaks the contract: %j',
    async (answer) => {
      const client = clientOf(async () => Response.json(answer));
      expect(await client.call('plugin.list', {})).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
    },
  );

  it('without a token asks nobody', async () => {
    const client = createClient({ address: 'http://door', token: undefined, fetch: () => Promise.reject(new Error()) });
    expect(await client.call('plugin.list', {})).toMatchObject({ ok: false, error: { code: 'TOKEN_INVALID' } });
  });
});

describe('a subscription', () => {
  it('subscribes anew after the stream ends, and begins with a snapshot again', async () => {
    let streams = 0;
    const heard = listen(async () => {
      streams += 1;
      return streamOf([snapshot(`stream ${String(streams)}`)], streams === 2);
    });
    await eventually(() => expect(heard.events).toHaveLength(2));
    expect(heard.states()).toEqual(['connecting', 'live', 'lost', 'live']);
  });

  it('takes a stream that says something unknown as a gap', async () => {
    let streams = 0;
    const heard = listen(async () => {
      streams += 1;
      return streams === 1 ? streamOf(['data: {"type":"dance"}\n\n'], true) : streamOf([snapshot('a')], true);
    });
    await eventually(() => expect(heard.states()).toEqual(['connecting', 'lost', 'live']));
    expect(heard.connections[1]).toMatchObject({ reason: 'not-understood' });
  });

  it('says once that the engine is away, however often it tries', async () => {
    let tries = 0;
    const heard = listen(() => {
      tries += 1;
      return tries < 4 ? Promise.reject(new TypeError('refused')) : Promise.resolve(streamOf([snapshot('a')], true));
    });
    await eventually(() => expect(heard.states()).toEqual(['connecting', 'lost', 'live']));
    expect(tries).toBe(4);
  });

  it('stops at a refused token', async () => {
    let tries = 0;
    const heard = listen(async () => {
      tries += 1;
      return new Response('', { status: 401 });
    });
    await eventually(() => expect(heard.states()).toEqual(['connecting', 'refused']));
    expect(tries).toBe(1);
  });

  it('ends its request when it is disposed', async () => {
    let signal: AbortSignal | undefined;
    const heard = listen(async (request) => {
      signal = request.signal;
      return streamOf([snapshot('a')], true);
    });
    await eventually(() => expect(heard.events).toHaveLength(1));
    heard.dispose();
    expect(signal?.aborted).toBe(true);
  });
});

type Answer = (request: Request) => Promise<Response>;

function clientOf(answer: Answer) {
  const fetch = (input: RequestInfo | URL, init?: RequestInit) => answer(new Request(input, init));
  return createClient({ address: 'http://door', token: 'secret', fetch });
}

function listen(answer: Answer) {
  const events: EngineEvent[] = [];
  const connections: Connection[] = [];
  const subscription = clientOf(answer).subscribe({
    onEvent: (event) => events.push(event),
    onConnection: (connection) => connections.push(connection),
  });
  open.push(subscription);
  return {
    events,
    connections,
    states: () => connections.map(({ state }) => state),
    dispose: () => subscription.dispose(),
  };
}

function snapshot(name: string): string {
  const event: EngineEvent = {
    type: 'snapshot',
    status: engineStatus(),
    plugins: [pluginView({ name })],
    settings: DEFAULT_SETTINGS,
  };
  return `data: ${JSON.stringify(event)}\n\n`;
}

function streamOf(frames: readonly string[], stays: boolean): Response {
  const encoder = new TextEncoder();
  return new Response(
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (const frame of frames) controller.enqueue(encoder.encode(frame));
        if (!stays) controller.close();
      },
    }),
  );
}
