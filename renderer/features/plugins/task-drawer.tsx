import { X } from 'lucide-react';
import { useState } from 'react';
import { useBench } from '../../app/bench-context.tsx';
import { navigate } from '../../app/route.ts';
import { useCommand } from '../../app/use-command.ts';
import { Button } from '../../components/button.tsx';
import { classNames } from '../../components/class-names.ts';
import { formatClock } from '../../components/format/duration.ts';
import { LayerList } from '../../components/layer-list.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { Shape } from '../../components/shape.tsx';
import { type FinishedTask, finishedTasksOf, pullSummary, type Task } from './task.ts';

interface TaskDrawerProps {
  readonly tasks: readonly Task[];
  readonly now: number;
}

/** So many ended operations are listed; more stand in each plugin's history. */
const FINISHED = 10;

/** Every task at the left, the chosen one with its layers at the right, below them what has ended. */
export function TaskDrawer({ tasks, now }: TaskDrawerProps) {
  const plugins = useBench((state) => state.plugins);
  const [chosen, setChosen] = useState<string>();
  const shown = tasks.find(({ pluginId }) => pluginId === chosen) ?? tasks.find(({ pull }) => pull) ?? tasks[0];
  const finished = finishedTasksOf(plugins).slice(0, FINISHED);
  return (
    <div className="rises grid h-[184px] min-h-0 grid-cols-[262px_minmax(0,1fr)] border-t border-line-1 @max-[560px]:grid-cols-1 @max-[560px]:overflow-y-auto [@media(max-height:560px)]:h-[120px]">
      <div className="min-h-0 overflow-y-auto border-r border-line-1 p-2 @max-[560px]:overflow-visible @max-[560px]:border-r-0">
        {tasks.length > 0 && (
          <ul aria-label="Running" className="flex flex-col gap-0.5">
            {tasks.map((task) => (
              <RunningTask
                key={task.pluginId}
                task={task}
                selected={task === shown}
                onSelect={() => setChosen(task.pluginId)}
                now={now}
              />
            ))}
          </ul>
        )}
        {finished.length > 0 && (
          <>
            <h2 className="px-3 pt-2 pb-1 text-micro font-medium text-fg-3">Ended</h2>
            <ul aria-label="Ended" className="flex flex-col">
              {finished.map((task) => (
                <EndedTask key={task.pluginId} task={task} now={now} />
              ))}
            </ul>
          </>
        )}
      </div>
      {shown === undefined ? (
        <p className="px-5 py-3.5 text-fg-3">
          Nothing is running. What ends is listed here and in each plugin’s history.
        </p>
      ) : (
        <TaskDetail key={shown.pluginId} task={shown} />
      )}
    </div>
  );
}

interface RunningTaskProps {
  readonly task: Task;
  readonly selected: boolean;
  readonly onSelect: () => void;
  readonly now: number;
}

function RunningTask({ task, selected, onSelect, now }: RunningTaskProps) {
  const isLost = task.lostAt !== undefined;
  return (
    <li className={classNames('rounded-control', selected ? 'bg-selected' : 'hover:bg-hover')}>
      <button
        type="button"
        aria-pressed={selected}
        onClick={onSelect}
        className="flex w-full flex-col gap-0.5 rounded-control px-3 py-2 text-left"
      >
        <span className="flex w-full items-center gap-2">
          <Shape name={isLost ? 'unknown' : 'working'} kind={isLost ? 'off' : 'work'} />
          <TaskTitle title={task.title} />
          <span className="figures text-fg-3">{formatClock((task.lostAt ?? now) - task.startedAt)}</span>
        </span>
        <span className="figures w-full truncate pl-[18px] text-fg-2">{task.detail}</span>
      </button>
      {task.share !== undefined && (
        <div className="pr-3 pb-2 pl-[30px]">
          <ProgressBar share={task.share} label={task.title} />
        </div>
      )}
    </li>
  );
}

const OUTCOMES = {
  done: { kind: 'ok', shape: 'done', word: 'done' },
  failed: { kind: 'fail', shape: 'failed', word: 'failed' },
  cancelled: { kind: 'off', shape: 'stopped', word: 'cancelled' },
} as const;

interface EndedTaskProps {
  readonly task: FinishedTask;
  readonly now: number;
}

function EndedTask({ task: { pluginId, title, outcome, finishedAt }, now }: EndedTaskProps) {
  const { kind, shape, word } = OUTCOMES[outcome];
  return (
    <li>
      <button
        type="button"
        onClick={() => navigate({ screen: 'plugins', pluginId })}
        className="flex min-h-[26px] w-full items-center gap-2 rounded-control px-3 text-left hover:bg-hover"
      >
        <Shape name={shape} kind={kind} />
        <TaskTitle title={title} />
        <span className="text-fg-3">
          {word} <RelativeTime at={finishedAt} now={now} />
        </span>
      </button>
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

interface TaskDetailProps {
  readonly task: Task;
}

function TaskDetail({ task }: TaskDetailProps) {
  const cancel = useCommand('plugin.cancel');
  const layers = task.pull?.progress.layers ?? [];
  return (
    <div className="flex min-h-0 min-w-0 flex-col py-2.5 pr-4 pl-5">
      <div className="mb-2 flex items-center gap-2">
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
      {layers.length > 0 && <LayerList layers={layers} />}
    </div>
  );
}
