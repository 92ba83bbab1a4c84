import { extendTailwindMerge } from 'tailwind-merge';

const merge = extendTailwindMerge({
  extend: {
    theme: {
      text: ['micro', 'small', 'body', 'title', 'page', 'hero', 'code'],
      radius: ['chip', 'control', 'card', 'dialog'],
      shadow: ['card', 'float', 'dialog'],
    },
  },
});

/** Joins class names; of two Tailwind classes for the same property the later wins. */
export function classNames(...parts: readonly (string | false | undefined)[]): string {
  return merge(...parts);
}
