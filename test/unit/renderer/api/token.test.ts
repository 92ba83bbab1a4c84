import { describe, expect, it } from 'vitest';
import { takeToken, type TokenWindow } from '../../../../renderer/api/token.ts';

describe('the token', () => {
  it('is taken from the fragment, kept for the tab, and removed from the address', () => {
    const window = fakeWindow('#token=abc-123');
    expect(takeToken(window)).toBe('abc-123');
    expect(window.shown).toBe('/page?x=1');
    expect(takeToken({ ...window, location: { ...window.location, hash: '#/plugins' } })).toBe('abc-123');
  });

  it('of a new address replaces the kept one', () => {
    const window = fakeWindow('#token=new');
    window.sessionStorage.setItem('deltadock.token', 'old');
    expect(takeToken(window)).toBe('new');
  });

  it('is absent when there is none, and a route is left alone', () => {
    const window = fakeWindow('#/plugins/a');
    expect(takeToken(window)).toBeUndefined();
    expect(window.shown).toBeUndefined();
  });
});

function fakeWindow(hash: string): TokenWindow & { readonly shown: string | undefined } {
  const kept = new Map<string, string>();
  let shown: string | undefined;
  return {
    location: { hash, pathname: '/page', search: '?x=1' },
    history: {
      replaceState: (_data, _unused, url) => {
        shown = url;
      },
    },
    sessionStorage: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => {
        kept.set(key, value);
      },
    },
    get shown() {
      return shown;
    },
  };
}
