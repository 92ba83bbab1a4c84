import { type IncomingMessage, request } from 'node:http';
import { CONTRACT, type Input, type Output, type ProcedureName } from '../../shared/contract/contract.ts';
import { EngineEvent } from '../../shared/contract/events.ts';
import { AppError, type WireError, fromWire, isErrorCode } from '../../shared/errors.ts';
import type { Disposable } from '../engine/port/disposable.ts';

/** Where an engine's control door is, and the token for it. */
export interface ControlAddress {
  readonly control: string;
  readonly token: string;
  /** The data directory, for messages. */
  readonly directory: string;
}

/** The contract as a client of the control door sees it. */
export interface ControlClient {
  /** @throws AppError with the code of the engine's answer; ENGINE_UNREACHABLE when there is none */
  call<N extends ProcedureName>(name: N, input: Input<N>): Promise<Output<N>>;
  /** Whether a DeltaDock engine that takes the token answers, of whatever version. @throws like `call` */
  ping(): Promise<void>;
  /** An address that leads a browser to the page once, within a minute, without showing the token. @throws like `call` */
  pageTicket(): Promise<string>;
  /** Events from the snapshot on. `onEnd` is called once, when the stream is over for another reason than `dispose`. */
  subscribe(onEvent: (event: EngineEvent) => void, onEnd: (error: AppError) => void): Disposable;
}

/** Milliseconds without a single byte after which an answer or an event stream counts as lost. */
const ANSWER_PATIENCE = 60_000;
const STREAM_PATIENCE = 45_000;

export function createControlClient({ control, token, directory }: ControlAddress): ControlClient {
  const headers = { Authorization: `Bearer ${token}` };
  const notUnderstood = (): AppError =>
    new AppError('ENGINE_FOREIGN', 'The running engine speaks another version of DeltaDock.', {
      details: { directory },
    });
  const call = async (name: string, input: unknown): Promise<unknown> => {
    const body = JSON.stringify(input);
    const text = await exchange(
      `${control}/api/call/${name}`,
      { ...headers, 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) },
      body,
    );
    const answer = parseJson(text);
    if (!isRecord(answer) || typeof answer['ok'] !== 'boolean') throw notUnderstood();
    if (answer['ok']) return answer['value'];
    const error = readError(answer['error']);
    throw error === undefined ? notUnderstood() : fromWire(error);
  };
  return {
    async pageTicket() {
      const text = await exchange(
        `${control}/api/ticket`,
        { ...headers, 'Content-Type': 'application/json', 'Content-Length': '0' },
        '',
      );
      const answer = parseJson(text);
      const value = isRecord(answer) ? answer['value'] : undefined;
      const ticket = isRecord(value) ? value['ticket'] : undefined;
      if (typeof ticket !== 'string') throw notUnderstood();
      return `${control}/open/${ticket}`;
    },
    async call(name, input) {
      const output = CONTRACT[name].output.safeParse(await call(name, input));
      if (!output.success) throw notUnderstood();
      // The schema that was just applied is the one of this name.
      return output.data as Output<typeof name>;
    },
    async ping() {
      await call('engine.status', {});
    },
    subscribe(onEvent, onEnd) {
      let isOver = false;
      const end = (error: AppError): void => {
        if (!isOver) onEnd(error);
        isOver = true;
      };
      const outgoing = request(`${control}/api/events`, { headers, agent: false }, (response) => {
        if (response.statusCode !== 200) {
          response.resume();
          return end(unreachable(`it answered ${String(response.statusCode)}`));
        }
        const reader = createEventReader(
          (event) => {
            if (!isOver) onEvent(event);
          },
          () => end(notUnderstood()),
        );
        response.setEncoding('utf8');
        response.on('data', (text: string) => reader(text));
        response.on('error', (error) => end(unreachable(error.message)));
        response.on('end', () => end(unreachable('it ended the event stream')));
        return undefined;
      });
      outgoing.setTimeout(STREAM_PATIENCE, () => outgoing.destroy(new Error('nothing was heard of it')));
      outgoing.on('error', (error) => end(unreachable(error.message)));
      outgoing.end();
      return {
        dispose() {
          isOver = true;
          outgoing.destroy();
        },
      };
    },
  };
}

/** Reads server-sent events out of text that arrives in pieces. */
function createEventReader(onEvent: (event: EngineEvent) => void, onProblem: () => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const frames = (rest + text).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) {
      if (!frame.startsWith('data: ')) continue;
      const event = EngineEvent.safeParse(parseJson(frame.slice('data: '.length)));
      if (!event.success) return onProblem();
      onEvent(event.data);
    }
    return undefined;
  };
}

function exchange(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(unreachable(error.message, error));
    const outgoing = request(url, { method: 'POST', headers, agent: false }, (response: IncomingMessage) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', fail);
      response.on('end', () => resolve(text));
    });
    outgoing.setTimeout(ANSWER_PATIENCE, () => outgoing.destroy(new Error('it did not answer in time')));
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

function readError(error: unknown): WireError | undefined {
  if (!isRecord(error) || typeof error['code'] !== 'string' || !isErrorCode(error['code'])) return undefined;
  const { code, message, next, retry, details } = error;
  return {
    code,
    message: typeof message === 'string' ? message : code,
    next: typeof next === 'string' ? next : '',
    retry: retry === true,
    // Plain JSON from our own engine; used for texts only.
    details: isRecord(details) ? (details as WireError['details']) : {},
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function unreachable(words: string, cause?: unknown): AppError {
  return new AppError('ENGINE_UNREACHABLE', `The engine cannot be reached: ${words}.`, { cause });
}
