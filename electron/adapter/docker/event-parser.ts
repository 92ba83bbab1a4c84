import * as z from 'zod/mini';
import { type ContainerEvent, type ImageEvent, LABELS } from '../../engine/port/container-runtime.ts';

/** Only what engines of all ages send: newer ones have dropped `status`, `id` and `from`. */
const Event = z.object({
  Type: z.string(),
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: z.optional(z.nullable(z.record(z.string(), z.string()))) }),
  time: z.optional(z.number()),
  timeNano: z.optional(z.number()),
});

export type ParsedEvent =
  | { readonly kind: 'container'; readonly event: ContainerEvent; readonly seconds: number | undefined }
  | { readonly kind: 'image'; readonly event: ImageEvent; readonly seconds: number | undefined };

/** One value of the event stream, or undefined where it concerns nobody here. */
export function parseEvent(value: unknown, directoryId: string): ParsedEvent | undefined {
  const parsed = Event.safeParse(value);
  if (!parsed.success) return undefined;
  const { Type, Action, Actor, time, timeNano } = parsed.data;
  const seconds = timeNano === undefined ? time : timeNano / 1_000_000_000;
  // "health_status: healthy" and "exec_start: cat …" carry a detail behind the action.
  const action = Action.split(':', 1)[0] ?? '';
  if (Type === 'image') return { kind: 'image', event: { action, image: Actor.ID }, seconds };
  if (Type !== 'container' || action.startsWith('exec_')) return undefined;
  const attributes = Actor.Attributes ?? {};
  if (attributes[LABELS.directory] !== directoryId) return undefined;
  const labels = Object.fromEntries(
    Object.values(LABELS).flatMap((name) => (attributes[name] === undefined ? [] : [[name, attributes[name]]])),
  );
  return { kind: 'container', event: { containerId: Actor.ID, action, labels }, seconds };
}
