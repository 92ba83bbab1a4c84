import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { browserCommand } from '../../../electron/cli/open-in-browser.ts';
import { environmentText } from '../../../electron/cli/plugin-text.ts';
import { sizeText, tableText } from '../../../electron/cli/print.ts';

describe('a table', () => {
  const head = ['Name', 'Status'];
  const rows = [
    ['sample', 'INSTALLED'],
    ['x', 'FAILED (rollback available)'],
  ];

  it('has rounded borders', () => {
    expect(tableText(head, rows)).toMatchInlineSnapshot(`
      "╭────────┬─────────────────────────────╮
      │ Name   │ Status                      │
      ├────────┼─────────────────────────────┤
      │ sample │ INSTALLED                   │
      │ x      │ FAILED (rollback available) │
      ╰────────┴─────────────────────────────╯
      "
    `);
  });

  it('is plain on request', () => {
    expect(tableText(head, rows, true)).toBe(
      ' Name   | Status\n sample | INSTALLED\n x      | FAILED (rollback available)\n',
    );
  });
});

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [12_345_678, '12.3 MB'],
    [5e15, '5000.0 TB'],
  ])('%i bytes are %s', (bytes, text) => expect(sizeText(bytes)).toBe(text));
});

describe('the environment of an attached plugin', () => {
  it('is read back by a shell as it was', () => {
    const value = `it's "quoted" $HOME \`date\` \\ and more`;
    const script = `${environmentText({ SECRET: value })}printf %s "$SECRET"`;
    expect(execFileSync('/bin/sh', ['-c', script]).toString()).toBe(value);
  });
});

describe('the program that opens a browser', () => {
  it.each([
    ['linux', {}, []],
    ['linux', { DISPLAY: ':0' }, ['xdg-open', 'ADDRESS']],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open', 'ADDRESS']],
    ['darwin', {}, ['open', 'ADDRESS']],
    ['win32', {}, ['rundll32', 'url.dll,FileProtocolHandler', 'ADDRESS']],
  ] as const)('on %s with %j is %j', (platform, environment, expected) => {
    expect(browserCommand(platform, environment, 'ADDRESS')).toEqual(expected);
  });
});
