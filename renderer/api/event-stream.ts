/** One event of a `text/event-stream`, by the WHATWG grammar. */
export interface StreamEvent {
  readonly type: string;
  readonly data: string;
}

/** Takes text in any pieces and gives back the events that are complete. */
export interface EventStreamParser {
  push(chunk: string): readonly StreamEvent[];
}

/**
 * Parser of `text/event-stream` text. Cutting the text elsewhere never changes the events; lines end in LF, CR or CRLF;
 * comments and unknown fields are passed over; an event without data is none.
 */
export function createEventStreamParser(): EventStreamParser {
  let rest = '';
  let type = '';
  let data: string[] = [];

  function takeLine(line: string): StreamEvent | undefined {
    if (line === '') {
      const event = data.length === 0 ? undefined : { type: type === '' ? 'message' : type, data: data.join('\n') };
      type = '';
      data = [];
      return event;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') data.push(value);
    if (field === 'event') type = value;
    return undefined;
  }

  return {
    push(chunk) {
      rest += chunk;
      const events: StreamEvent[] = [];
      for (;;) {
        const end = /\r\n|\n|\r/.exec(rest);
        // A CR at the very end may be the first half of a CRLF: wait for the next piece.
        if (end === null || (end[0] === '\r' && end.index === rest.length - 1)) return events;
        const event = takeLine(rest.slice(0, end.index));
        rest = rest.slice(end.index + end[0].length);
        if (event !== undefined) events.push(event);
      }
    },
  };
}
