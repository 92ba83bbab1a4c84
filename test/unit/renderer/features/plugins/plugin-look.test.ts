import { describe, expect, it } from 'vitest';
import { pluginLook, type PluginFacts } from '../../../../../renderer/features/plugins/plugin-look.ts';
import { INSTALL_STATES } from '../../../../../shared/model/plugin.ts';

describe('the chip of a plugin', () => {
  it('has one word, shape and colour for every case', () => {
    const table = INSTALL_STATES.flatMap((installState) =>
      [false, true].flatMap((attached) =>
        [false, true].flatMap((disabled) =>
          [true, false].map((fresh) => line({ installState, attached, disabled, canRollback: false, fresh })),
        ),
      ),
    );
    expect([...new Set(table)].join('\n')).toMatchInlineSnapshot(`
      "PENDING                                  wait  pending   tint   Pending
      PENDING not fresh                        wait  pending   tint   Pending
      PENDING disabled                         wait  pending   tint   Pending
      PENDING disabled not fresh               wait  pending   tint   Pending
      PENDING attached                         wait  pending   tint   Pending
      PENDING attached not fresh               wait  pending   tint   Pending
      PENDING attached disabled                wait  pending   tint   Pending
      PENDING attached disabled not fresh      wait  pending   tint   Pending
      INSTALLING                               work  working   tint   Installing
      INSTALLING not fresh                     off   unknown   tint   Installing, last known
      INSTALLING disabled                      work  working   tint   Installing
      INSTALLING disabled not fresh            off   unknown   tint   Installing, last known
      INSTALLING attached                      work  working   tint   Installing
      INSTALLING attached not fresh            work  working   tint   Installing
      INSTALLING attached disabled             work  working   tint   Installing
      INSTALLING attached disabled not fresh   work  working   tint   Installing
      INSTALLED                                ok    ready     quiet  Installed
      INSTALLED not fresh                      off   unknown   tint   Installed, last known
      INSTALLED disabled                       off   disabled  tint   Disabled
      INSTALLED disabled not fresh             off   disabled  tint   Disabled
      INSTALLED attached                       ok    attached  quiet  Installed, attached
      INSTALLED attached not fresh             ok    attached  quiet  Installed, attached
      INSTALLED attached disabled              off   disabled  tint   Disabled
      INSTALLED attached disabled not fresh    off   disabled  tint   Disabled
      FAILED                                   fail  failed    tint   Failed
      FAILED not fresh                         fail  failed    tint   Failed
      FAILED disabled                          fail  failed    tint   Failed
      FAILED disabled not fresh                fail  failed    tint   Failed
      FAILED attached                          fail  failed    tint   Failed
      FAILED attached not fresh                fail  failed    tint   Failed
      FAILED attached disabled                 fail  failed    tint   Failed
      FAILED attached disabled not fresh       fail  failed    tint   Failed
      REMOVING                                 off   removing  tint   Removing
      REMOVING not fresh                       off   unknown   tint   Removing, last known
      REMOVING disabled                        off   removing  tint   Removing
      REMOVING disabled not fresh              off   unknown   tint   Removing, last known
      REMOVING attached                        off   removing  tint   Removing
      REMOVING attached not fresh              off   removing  tint   Removing
      REMOVING attached disabled               off   removing  tint   Removing
      REMOVING attached disabled not fresh     off   removing  tint   Removing"
    `);
  });

  it('of a failure offers the rollback in its word', () => {
    const failed = {
      installState: 'FAILED',
      attached: false,
      disabled: false,
      canRollback: true,
      fresh: true,
    } as const;
    expect(pluginLook(failed).word).toBe('Failed (rollback available)');
  });

  it.each(INSTALL_STATES)('is last known when the engine is away: %s', (installState) => {
    const look = pluginLook({ installState, attached: false, disabled: false, canRollback: false, fresh: true }, true);
    expect(look).toMatchObject({ kind: 'off', shape: 'unknown', tone: 'tint' });
    expect(look.word).toMatch(/, last known$/);
  });
});

function line(facts: PluginFacts): string {
  const { kind, shape, word, tone } = pluginLook(facts);
  const flags = [facts.attached && 'attached', facts.disabled && 'disabled', !facts.fresh && 'not fresh'];
  return `${[facts.installState, ...flags].filter(Boolean).join(' ').padEnd(40)} ${kind.padEnd(5)} ${shape.padEnd(9)} ${tone.padEnd(6)} ${word}`;
}
