import type { DockerFacts } from '../../shared/model/docker.ts';
import { Shape } from '../components/shape.tsx';
import { formatDuration } from '../components/format/duration.ts';
import { useBench } from './bench-context.tsx';
import { dockerLook } from './docker-look.ts';
import { useNow } from './use-now.ts';

interface DockerChipProps {
  readonly docker: DockerFacts;
}

/** Docker's version, API, latency, and how old that knowledge is. */
export function DockerChip({ docker }: DockerChipProps) {
  const now = useNow();
  const engineLost = useBench((state) => state.connection.state !== 'live');
  const { kind, shape, title, facts } = dockerLook(docker, engineLost);
  return (
    <div
      title={[docker.address, docker.source, docker.operatingSystem, docker.platform].filter(Boolean).join('\n')}
      className="figures flex h-7 items-center gap-2 rounded-control border border-line-1 px-2.5 text-small whitespace-nowrap text-fg-2"
    >
      <Shape name={shape} kind={kind} />
      <span className="font-medium text-fg-1">{title}</span>
      <span className="text-fg-3">
        {[...facts, `checked ${formatDuration(now - docker.checkedAt)} ago`].join(' · ')}
      </span>
    </div>
  );
}
