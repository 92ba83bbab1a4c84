import { randomInt } from 'node:crypto';
import type { Ids } from '../../engine/port/ids.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 12;

/** Random identifiers: 62 bits, enough that two of one data directory never meet. */
export const randomIds: Ids = {
  next: () => Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join(''),
};
