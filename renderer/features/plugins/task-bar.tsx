import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { useBench } from '../../app/bench-context.tsx';
import { useLost } from '../../app/bench-time.ts';
import { useIntent } from '../../app/intent.ts';
import { useCommand } from '../../app/use-command.ts';
import { useNow } from '../../app/use-now.ts';
import { Button } from '../../components/button.tsx';
import { CodeText } from '../../components/code-text.tsx';
import { formatCountOf } from '../../components/format/count.ts';
import { formatAgo } from '../../components/format/duration.ts';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { Shape } from '../../components/shape.tsx';
import { TaskDrawer } from './task-drawer.tsx';
import { type Task, tasksOf } from './task.ts';

/** The page's foot: the first two tasks and where plugins reach this bench; open with every task and its layers. */
export function TaskBar() {
  const plugins = useBench((state) => state.plugins);
  const pulls = useBench((state) => state.pulls);
  const core = useBench((state) => state.status?.doors.core);
  const lost = useLost();
  const now = useNow();
  const [isOpen, setOpen] = useState(false);
  const toggle = useRef<HTMLButtonElement>(null);
  useIntent('show-tasks', () => {
    setOpen(true);
    toggle.current?.focus();
  });
  const tasks = tasksOf(plugins, pulls, lost, now);
  const lostAt = lost.engineAt ?? lost.dockerAt;
  return (
    <section
      aria-label="Tasks"
      className="@container flex flex-none flex-col border-t border-line-2 bg-panel text-small"
    >
      <header className="flex h-8 flex-none items-center gap-2.5 pr-3 pl-5 whitespace-nowrap">
        <button
          type="button"
          ref={toggle}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="-ml-2 flex h-6 shrink-0 items-center gap-2 rounded-control px-2 font-medium ease-quick hover:bg-hover [&>svg]:size-3.5 [&>svg]:text-fg-3"
        >
          {isOpen ? <ChevronDown aria-hidden="true" /> : <ChevronUp aria-hidden="true" />}
          {tasks.length === 0 ? (
            <span className="font-normal text-fg-3">No tasks running</span>
          ) : (
            formatCountOf(tasks.length, 'task')
          )}
        </button>
        {!isOpen &&
          tasks.slice(0, 2).map((task, index) => <TaskInBar key={task.pluginId} task={task} isSecond={index === 1} />)}
        <span className="min-w-0 flex-1" />
        {lostAt !== undefined && (
          <span className="figures flex shrink-0 items-center gap-1.5 text-fg-2">
            <Shape name="unknown" kind="off" />
            Last known, {formatAgo(now - lostAt)}
          </span>
        )}
        {core !== undefined && (
          <span className="flex shrink-0 items-center gap-1.5 text-fg-3 @max-[560px]:hidden">
            <span className="@max-[900px]:sr-only">Core API</span>
            <CodeText text={core} what="address of the core API" />
          </span>
        )}
      </header>
      {isOpen && <TaskDrawer tasks={tasks} now={now} />}
    </section>
  );
}

interface TaskInBarProps {
  readonly task: Task;
  readonly isSecond: boolean;
}

function TaskInBar({ task, isSecond }: TaskInBarProps) {
  const cancel = useCommand('plugin.cancel');
  return (
    <span
      className={`flex min-w-0 items-center gap-2 border-l border-line-2 pl-3 ${isSecond ? '@max-[760px]:hidden' : ''}`}
    >
      <TaskShape task={task} />
      <span className="shrink-0 font-medium">{task.title}</span>
      <span className="figures truncate text-fg-2">{cancel.error?.message ?? task.detail}</span>
      {task.share !== undefined && (
        <ProgressBar share={task.share} label={task.title} className="w-24 shrink-0 @max-[900px]:w-12" />
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

interface TaskShapeProps {
  readonly task: Task;
}

function TaskShape({ task: { lostAt } }: TaskShapeProps) {
  return lostAt === undefined ? <Shape name="working" kind="work" /> : <Shape name="unknown" kind="off" />;
}
