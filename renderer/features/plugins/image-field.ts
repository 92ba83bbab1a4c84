import { tryParseImageReference } from '../../../shared/image-reference.ts';

/** What a text in an image field stands for. */
export interface ImageFieldState {
  /** The reference to install; absent while there is none. */
  readonly image: string | undefined;
  /** A sentence to show; absent for an empty field, which is not a mistake yet. */
  readonly problem: string | undefined;
}

/** Reads an image field. Blanks around the reference, as pasting brings them, do not count. */
export function readImageField(text: string): ImageFieldState {
  const image = text.trim();
  if (image === '') return { image: undefined, problem: undefined };
  const reference = tryParseImageReference(image);
  if (typeof reference !== 'string') return { image, problem: undefined };
  return { image: undefined, problem: reference.charAt(0).toUpperCase() + reference.slice(1) };
}
