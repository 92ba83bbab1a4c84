import { describe, expect, it } from 'vitest';
import { triesInVain } from '../../../../../electron/engine/plugin/deploy/unreachable-core.ts';

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const line = (remote: string, state: string): string =>
  `   0: 020012AC:C5A4 ${remote} ${state} 00000001:00000000 01:00000064 00000001  1000        0 12345 2`;

describe('a look at the sockets of a container', () => {
  it('finds a connection to the core that gets no answer', () => {
    expect(triesInVain([HEAD, line('010011AC:1F6A', '02')].join('\n'), 8042)).toBe(true);
  });

  it.each([
    ['one that is established', line('010011AC:1F6A', '01')],
    ['one to another port', line('010011AC:1F6B', '02')],
    ['a listener', line('00000000:0000', '0A')],
    ['nothing', ''],
    ['rubbish', 'not a table at all'],
  ])('is not misled by %s', (_name, text) => {
    expect(triesInVain([HEAD, text].join('\n'), 8042)).toBe(false);
  });
});
