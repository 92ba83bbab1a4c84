import type { DockerFacts } from '../../shared/model/docker.ts';
import { Fact, Facts } from '../components/facts.tsx';
import { formatAgo } from '../components/format/duration.ts';
import { Note } from '../components/note.tsx';
import { Popover } from '../components/popover.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { Shape } from '../components/shape.tsx';
import { TextWithCode } from '../components/text-with-code.tsx';
import { useBench } from './bench-context.tsx';
import { engineLostAt } from './bench-time.ts';
import { dockerLook } from './docker-look.ts';
import { useNow } from './use-now.ts';

interface DockerChipProps {
  readonly docker: DockerFacts;
}

/** Docker's version, API, latency, and how old that knowledge is; the rest at a press. */
export function DockerChip({ docker }: DockerChipProps) {
  const now = useNow();
  const lostAt = useBench(engineLostAt);
  const engineLost = lostAt !== undefined;
  const { kind, shape, title, facts } = dockerLook(docker, engineLost);
  const trigger = (
    <button
      type="button"
      className="figures flex h-7 shrink-0 items-center gap-2 rounded-control border border-line-1 px-2.5 text-small whitespace-nowrap text-fg-2 ease-quick hover:bg-hover data-[state=open]:bg-selected"
    >
      <Shape name={shape} kind={kind} />
      <span className="font-medium text-fg-1">{title}</span>
      <span className="text-fg-3 max-[900px]:sr-only">{[...facts, ageOf(docker, lostAt, now)].join(' · ')}</span>
    </button>
  );
  return (
    <Popover trigger={trigger} label="Docker">
      <div className="flex flex-col gap-3 overflow-y-auto p-4">
        <h2 className="flex items-center gap-2 font-semibold">
          <Shape name={shape} kind={kind} />
          {title}
        </h2>
        {engineLost && (
          <Note kind="off" shape="unknown" title="Last known.">
            The engine that watches Docker does not answer.
          </Note>
        )}
        {docker.state === 'down' && docker.error !== undefined && (
          <Note kind="fail" shape="failed" title={docker.error.message}>
            <TextWithCode text={docker.error.next} />
          </Note>
        )}
        <Facts>
          <Fact name="Version">{docker.version ?? 'not known'}</Fact>
          <Fact name="API">{docker.apiVersion ?? 'not known'}</Fact>
          <Fact name="Address">
            {docker.address === undefined ? 'none' : <code className="mono">{docker.address}</code>}
          </Fact>
          <Fact name="Found by">{docker.source ?? 'not known'}</Fact>
          {docker.operatingSystem !== undefined && <Fact name="System">{docker.operatingSystem}</Fact>}
          {docker.platform !== undefined && <Fact name="Platform">{docker.platform}</Fact>}
          {docker.latency !== undefined && docker.state === 'up' && (
            <Fact name="Answers in">{Math.max(1, Math.round(docker.latency))} ms</Fact>
          )}
          <Fact name={docker.state === 'down' ? 'Away for' : 'State since'}>
            <RelativeTime at={docker.since} now={now} />
          </Fact>
          <Fact name="Last check">
            <RelativeTime at={docker.checkedAt} now={now} suffix="ago" />
          </Fact>
        </Facts>
      </div>
    </Popover>
  );
}

function ageOf({ checkedAt }: DockerFacts, lostAt: number | undefined, now: number): string {
  return lostAt === undefined ? `checked ${formatAgo(now - checkedAt)}` : `last known, ${formatAgo(now - lostAt)}`;
}
