import { Box } from 'lucide-react';
import type { PluginView } from '../../../shared/model/plugin.ts';
import { LiveAge } from '../../app/live-time.tsx';
import { CodeId } from '../../components/code-id.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Fact, Facts } from '../../components/facts.tsx';
import { formatMemory } from '../../components/format/bytes.ts';
import { formatCount } from '../../components/format/count.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import { PanelSection } from './panel-section.tsx';

interface ContainerTabProps {
  readonly plugin: PluginView;
  readonly lostAt: number | undefined;
  readonly now: number;
}

const HEALTH = { none: 'No health check', starting: 'Starting', healthy: 'Healthy', unhealthy: 'Unhealthy' } as const;

/** What Docker says of the plugin's container. */
export function ContainerTab({ plugin, lostAt, now }: ContainerTabProps) {
  const { container, attached, fresh } = plugin;
  if (container === undefined) {
    const text = attached ? 'It runs outside Docker and has no container.' : 'There is no container.';
    return <EmptyState icon={<Box aria-hidden="true" />} text={text} />;
  }
  const { id, name, status, health, startedAt, exitCode, memory, pids, network } = container;
  return (
    <PanelSection title="Container" aside={<Freshness fresh={fresh} lostAt={lostAt} />}>
      <Facts>
        <Fact name="Name">
          <code className="mono">{name}</code>
        </Fact>
        <Fact name="Id">
          <CodeId id={id} what="container id" />
        </Fact>
        <Fact name="Status">
          {status}
          {exitCode !== undefined && `, exit code ${String(exitCode)}`}
        </Fact>
        <Fact name="Health">{HEALTH[health]}</Fact>
        {startedAt !== undefined && (
          <Fact name="Started">
            <RelativeTime at={Date.parse(startedAt)} now={now} suffix="ago" />
          </Fact>
        )}
        <Fact name="Memory limit">{memory === 0 ? 'none' : formatMemory(memory)}</Fact>
        <Fact name="Process limit">{pids === 0 ? 'none' : formatCount(pids)}</Fact>
        <Fact name="Network">
          <code className="mono">{network}</code>
        </Fact>
      </Facts>
    </PanelSection>
  );
}

interface FreshnessProps {
  readonly fresh: boolean;
  readonly lostAt: number | undefined;
}

function Freshness({ fresh, lostAt }: FreshnessProps) {
  if (lostAt === undefined) return !fresh && 'last known';
  return (
    <>
      last known, <LiveAge at={lostAt} suffix="ago" />
    </>
  );
}
