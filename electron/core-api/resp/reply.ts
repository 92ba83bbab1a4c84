/** A reply in RESP2. A text is a bulk string; `null` is the null array that a wait without a result ends with. */
export type Reply =
  | string
  | number
  | null
  | readonly Reply[]
  | { readonly status: string }
  | { readonly error: string };

export const OK: Reply = { status: 'OK' };

export function errorReply(message: string): Reply {
  return { error: message };
}

/** The bytes of a reply. Line breaks in an error or status become spaces: they would end it. */
export function encodeReply(reply: Reply): string {
  if (reply === null) return '*-1\r\n';
  if (typeof reply === 'number') return `:${String(reply)}\r\n`;
  if (typeof reply === 'string') return `$${String(Buffer.byteLength(reply))}\r\n${reply}\r\n`;
  if ('status' in reply) return `+${oneLine(reply.status)}\r\n`;
  if ('error' in reply) return `-${oneLine(reply.error)}\r\n`;
  return `*${String(reply.length)}\r\n${reply.map(encodeReply).join('')}`;
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}
