import type { PluginView, ReasonLink } from '../../../shared/model/plugin.ts';
import { Chain, ChainItem } from '../../components/chain.tsx';
import { formatTimeLeft } from '../../components/format/duration.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import type { Kind, ShapeName } from '../../components/shape.tsx';
import { pluginLook } from './plugin-look.ts';

interface ReasonChainProps {
  readonly plugin: PluginView;
  readonly reasons: readonly ReasonLink[];
  readonly isLost: boolean;
  readonly now: number;
}

/** From what is noticed over each cause and its evidence to what would end it. Where nothing is wrong, the one reason. */
export function ReasonChain({ plugin, reasons, isLost, now }: ReasonChainProps) {
  const { kind, shape } = pluginLook(plugin, isLost);
  const links = reasons.length > 0 ? reasons : linksOf(plugin);
  return (
    <Chain>
      {links.map(({ kind: role, text, since, deadline, code }, index) => (
        <ChainItem
          // oxlint-disable-next-line react/no-array-index-key -- equal links are told apart by their place only
          key={index}
          mark={role === 'cause' ? { kind, shape } : role === 'effect' && plugin.disabled ? REJECTS : MARKS[role]}
          title={text}
          text={
            code === undefined && deadline === undefined ? undefined : (
              <>
                {code !== undefined && <code className="mono">{code}</code>}
                {deadline !== undefined && 'If not in time, it counts as failed.'}
              </>
            )
          }
          aside={
            deadline === undefined ? since && <RelativeTime at={since} now={now} /> : formatTimeLeft(deadline, now)
          }
        />
      ))}
    </Chain>
  );
}

const REJECTS = { kind: 'reject', shape: 'rejected' } as const;

const MARKS = {
  effect: { kind: 'wait', shape: 'queued' },
  evidence: { kind: 'off', shape: 'note' },
  release: { kind: 'ok', shape: 'process' },
} as const satisfies Readonly<
  Record<Exclude<ReasonLink['kind'], 'cause'>, { readonly kind: Kind; readonly shape: ShapeName }>
>;

function linksOf({ reason: { text, since, release, deadline } }: PluginView): readonly ReasonLink[] {
  const cause: ReasonLink = { kind: 'cause', text, since };
  if (release === undefined && deadline === undefined) return [cause];
  const end: ReasonLink = { kind: 'release', text: release ?? 'It goes on by itself.' };
  return [cause, deadline === undefined ? end : { ...end, deadline }];
}
