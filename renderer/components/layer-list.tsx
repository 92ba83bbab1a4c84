import type { LayerProgress } from '../../shared/model/progress.ts';
import { formatBytes, formatBytesOf } from './format/bytes.ts';
import { ProgressBar } from './progress-bar.tsx';

interface LayerListProps {
  readonly layers: readonly LayerProgress[];
}

/** The layers of a pull: id, phase, bar, bytes. Their total stands above, where the list is used. */
export function LayerList({ layers }: LayerListProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <ul aria-label="Layers" tabIndex={0} className="min-h-0 overflow-y-auto">
      {layers.map((layer) => (
        <LayerRow key={layer.id} layer={layer} />
      ))}
    </ul>
  );
}

const PHASES: Readonly<Record<LayerProgress['phase'], string>> = {
  waiting: 'Waiting',
  downloading: 'Downloading',
  verifying: 'Verifying',
  extracting: 'Extracting',
  done: 'Done',
  present: 'Already here',
};

interface LayerRowProps {
  readonly layer: LayerProgress;
}

function LayerRow({ layer: { id, phase, current, total } }: LayerRowProps) {
  const isReady = phase === 'done' || phase === 'present';
  const size = total === undefined ? '' : isReady ? formatBytes(total) : formatBytesOf(current, total);
  const share = isReady ? 1 : total === undefined || total === 0 ? undefined : current / total;
  return (
    <li className="grid h-[22px] grid-cols-[62px_76px_minmax(16px,1fr)_98px] items-center gap-2 text-small">
      <span className="mono truncate text-fg-3" title={id}>
        {id.slice(0, 8)}
      </span>
      <span className={phase === 'waiting' ? 'text-fg-3' : 'text-fg-2'}>{PHASES[phase]}</span>
      <ProgressBar share={share} label={`Layer ${id}: ${PHASES[phase]}`} kind={isReady ? 'ok' : 'work'} />
      <span className="figures text-right whitespace-nowrap text-fg-2">{size}</span>
    </li>
  );
}
