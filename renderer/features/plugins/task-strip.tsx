import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useState } from 'react';
import type { LayerProgress } from '../../../shared/model/progress.ts';
import { useCommand } from '../../app/use-command.ts';
import { Button } from '../../components/button.tsx';
import { classNames } from '../../components/class-names.ts';
import { formatBytes, formatBytesOf } from '../../components/format/bytes.ts';
import { formatCountOf } from '../../components/format/count.ts';
import { formatClock } from '../../components/format/duration.ts';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { Shape } from '../../components/shape.tsx';
import { pullSummary, type Task } from './task.ts';

interface TaskStripProps {
  readonly tasks: readonly Task[];
  readonly now: number;
}

/** What runs now: a bar with the first two tasks, open with every task and the layers of its pull. */
export function TaskStrip({ tasks, now }: TaskStripProps) {
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const shown = tasks.find(({ pluginId }) => pluginId === chosen) ?? tasks.find(({ pull }) => pull) ?? tasks[0];
  if (shown === undefined) {
    return (
      <section
        aria-label="Tasks"
        className="flex h-8 flex-none items-center border-t border-line-1 bg-panel px-5 text-small text-fg-3"
      >
        No tasks running
      </section>
    );
  }
  const count = formatCountOf(tasks.length, 'task');
  return (
    <section aria-label="Tasks" className="flex flex-none flex-col border-t border-line-2 bg-panel">
      <header className="flex h-8 items-center gap-2.5 pr-3 pl-5 text-small whitespace-nowrap">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="-ml-2 flex h-6 items-center gap-2 rounded-control px-2 font-medium ease-quick hover:bg-hover [&>svg]:size-3.5 [&>svg]:text-fg-3"
        >
          {open ? <ChevronDown aria-hidden="true" /> : <ChevronUp aria-hidden="true" />}
          {count}
        </button>
        {!open && tasks.slice(0, 2).map((task) => <TaskInBar key={task.pluginId} task={task} />)}
      </header>
      {open && (
        <div className="grid h-[184px] min-h-0 grid-cols-[262px_minmax(0,1fr)] border-t border-line-1">
          <ul className="flex flex-col gap-0.5 overflow-y-auto border-r border-line-1 p-2">
            {tasks.map((task) => (
              <TaskInList
                key={task.pluginId}
                task={task}
                selected={task === shown}
                onSelect={() => setChosen(task.pluginId)}
                now={now}
              />
            ))}
          </ul>
          <TaskDetail key={shown.pluginId} task={shown} />
        </div>
      )}
    </section>
  );
}

interface TaskProps {
  readonly task: Task;
}

function TaskInBar({ task }: TaskProps) {
  const cancel = useCommand('plugin.cancel');
  return (
    <span className="flex min-w-0 items-center gap-2 border-l border-line-2 pl-3">
      <Shape name="working" kind="work" />
      <span className="shrink-0 font-medium">{task.title}</span>
      <span className="figures truncate text-fg-2">{cancel.error?.message ?? task.detail}</span>
      {task.share !== undefined && (
        <>
          <ProgressBar share={task.share} label={task.title} className="w-24 shrink-0 max-wide:w-12" />
          <span className="figures shrink-0 text-fg-2">{Math.round(task.share * 100)}%</span>
        </>
      )}
      {task.canCancel && (
        <Button
          variant="ghost"
          size="smallIcon"
          disabled={cancel.pending}
          aria-label={`Cancel ${task.title}`}
          title="Cancel"
          onClick={() => cancel.run({ plugin: task.pluginId })}
        >
          <X aria-hidden="true" />
        </Button>
      )}
    </span>
  );
}

interface TaskInListProps extends TaskProps {
  readonly selected: boolean;
  readonly onSelect: () => void;
  readonly now: number;
}

function TaskInList({ task, selected, onSelect, now }: TaskInListProps) {
  return (
    <li className={classNames('rounded-control', selected ? 'bg-selected' : 'hover:bg-hover')}>
      <button
        type="button"
        aria-pressed={selected}
        onClick={onSelect}
        className="flex w-full flex-col gap-0.5 rounded-control px-3 py-2 text-left"
      >
        <span className="flex w-full items-center gap-2">
          <Shape name="working" kind="work" />
          <TaskTitle title={task.title} />
          <span className="figures text-small text-fg-3">{formatClock(now - task.startedAt)}</span>
        </span>
        <span className="figures w-full truncate pl-[18px] text-small text-fg-2">{task.detail}</span>
      </button>
      {task.share !== undefined && (
        <div className="pr-3 pb-2 pl-[30px]">
          <ProgressBar share={task.share} label={task.title} />
        </div>
      )}
    </li>
  );
}

interface TaskTitleProps {
  readonly title: string;
}

/** The name may shrink, the tag never does. */
function TaskTitle({ title }: TaskTitleProps) {
  const colon = title.lastIndexOf(':');
  const at = colon === -1 ? title.length : colon;
  return (
    <span className="flex min-w-0 flex-1 font-medium">
      <span className="truncate">{title.slice(0, at)}</span>
      <span className="shrink-0">{title.slice(at)}</span>
    </span>
  );
}

function TaskDetail({ task }: TaskProps) {
  const cancel = useCommand('plugin.cancel');
  const layers = task.pull?.progress.layers ?? [];
  return (
    <div className="flex min-h-0 min-w-0 flex-col py-2.5 pr-4 pl-5">
      <div className="mb-2 flex items-center gap-2 text-small">
        <span className="figures min-w-0 flex-1 truncate text-fg-2">
          {cancel.error?.message ?? (task.pull === undefined ? task.detail : pullSummary(task.pull))}
        </span>
        {task.canCancel && (
          <Button
            size="small"
            disabled={cancel.pending}
            aria-label={`Cancel ${task.title}`}
            onClick={() => cancel.run({ plugin: task.pluginId })}
          >
            <X aria-hidden="true" />
            Cancel
          </Button>
        )}
      </div>
      {layers.length > 0 && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
        <ul aria-label="Layers" tabIndex={0} className="min-h-0 overflow-y-auto">
          {layers.map((layer) => (
            <LayerRow key={layer.id} layer={layer} />
          ))}
        </ul>
      )}
    </div>
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
    <li className="grid h-[22px] grid-cols-[92px_84px_minmax(0,1fr)_112px] items-center gap-3 text-small">
      <span className="mono truncate text-fg-3">{id}</span>
      <span className={phase === 'waiting' ? 'text-fg-3' : 'text-fg-2'}>{PHASES[phase]}</span>
      <ProgressBar share={share} label={`Layer ${id}: ${PHASES[phase]}`} kind={isReady ? 'ok' : 'work'} />
      <span className="figures text-right text-fg-2">{size}</span>
    </li>
  );
}
