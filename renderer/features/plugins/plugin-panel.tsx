import { Trash2, X } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { PluginView } from '../../../shared/model/plugin.ts';
import type { Pull } from '../../app/store/bench-state.ts';
import { useCommand } from '../../app/use-command.ts';
import { useQuery } from '../../app/use-query.ts';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { CliTwin } from '../../components/cli-twin.tsx';
import { CodeId } from '../../components/code-id.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { ImageName } from '../../components/image-name.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { describeCommand, installCommand, uninstallCommand } from './cli-commands.ts';
import { ContainerTab } from './container-tab.tsx';
import { isChanging, pluginLook } from './plugin-look.ts';
import { ActionList, FlowPlanList, VariableList } from './registered-lists.tsx';
import { StatusTab } from './status-tab.tsx';
import { UninstallDialog } from './uninstall-dialog.tsx';

interface PluginPanelProps {
  readonly plugin: PluginView;
  readonly pull: Pull | undefined;
  readonly onClose: () => void;
  readonly engineLost: boolean;
  /** Opened by the keyboard: the title takes the focus. */
  readonly takeFocus: boolean;
  readonly now: number;
}

/** Everything about one plugin, beside the table. */
export function PluginPanel({ plugin, pull, onClose, engineLost, takeFocus, now }: PluginPanelProps) {
  const title = useRef<HTMLHeadingElement>(null);
  const [uninstalling, setUninstalling] = useState(false);
  const cancel = useCommand('plugin.cancel');
  const canCancel = plugin.installState === 'PENDING' || plugin.installState === 'INSTALLING';
  const detail = useQuery('plugin.describe', { plugin: plugin.id }, registrationOf(plugin));

  useEffect(() => {
    // Where nothing has the focus (the form that caused this is gone), the panel is the place to go on.
    if (takeFocus || document.activeElement === document.body) title.current?.focus();
  }, [takeFocus, plugin.id]);

  return (
    <aside
      aria-label={plugin.displayName}
      className="appears flex min-h-0 w-[464px] flex-none flex-col border-l border-line-1 bg-panel max-wide:absolute max-wide:inset-y-0 max-wide:right-0 max-wide:z-3 max-wide:shadow-float"
    >
      <header className="flex flex-col gap-2 px-5 pt-3.5">
        <div className="flex min-w-0 items-center gap-2">
          <h2 ref={title} tabIndex={-1} className="truncate text-page font-semibold focus:outline-none">
            {plugin.displayName}
          </h2>
          <Chip look={pluginLook(plugin, engineLost)} since={<RelativeTime at={plugin.since} now={now} />} />
          <span className="flex-1" />
          <Button variant="ghost" size="smallIcon" aria-label="Close panel" title="Close (Esc)" onClick={onClose}>
            <X aria-hidden="true" />
          </Button>
        </div>
        <div className="flex min-h-6 min-w-0 items-center gap-1.5">
          {plugin.image === undefined ? (
            <span className="text-small text-fg-3">Runs outside Docker; it registered from this machine</span>
          ) : (
            <ImageName image={plugin.image} />
          )}
          <span className="flex-1" />
          {plugin.imageId !== undefined && <CodeId id={plugin.imageId} what="image id" />}
        </div>
      </header>
      <Tabs.Root defaultValue="status" className="flex min-h-0 flex-1 flex-col">
        <Tabs.List
          aria-label={plugin.displayName}
          className="mt-1 flex h-[34px] flex-none gap-4 border-b border-line-1 px-5"
        >
          <Tab value="status">Status</Tab>
          <Tab value="container">Container</Tab>
          <Tab value="actions" count={detail.value?.actions.length}>
            Actions
          </Tab>
          <Tab value="flows" count={detail.value?.flowPlans.length}>
            Flows
          </Tab>
          <Tab value="variables" count={detail.value?.variables.length}>
            Variables
          </Tab>
        </Tabs.List>
        <TabBody value="status">
          <StatusTab plugin={plugin} pull={pull} engineLost={engineLost} now={now} />
        </TabBody>
        <TabBody value="container">
          <ContainerTab plugin={plugin} now={now} />
        </TabBody>
        {(['actions', 'flows', 'variables'] as const).map((value) => (
          <TabBody key={value} value={value}>
            {detail.error !== undefined && (
              <div className="p-5">
                <ErrorNote error={detail.error} onRetry={detail.refresh} />
              </div>
            )}
            {detail.error === undefined && detail.value === undefined && (
              <p className="px-5 py-3.5 text-fg-3">Asking the engine…</p>
            )}
            {detail.value !== undefined && value === 'actions' && <ActionList detail={detail.value} />}
            {detail.value !== undefined && value === 'flows' && <FlowPlanList detail={detail.value} />}
            {detail.value !== undefined && value === 'variables' && <VariableList detail={detail.value} />}
          </TabBody>
        ))}
      </Tabs.Root>
      <footer className="flex flex-col gap-2.5 border-t border-line-1 px-5 py-3.5">
        {cancel.error !== undefined && <ErrorNote error={cancel.error} onRetry={cancel.retry} />}
        <CliTwin command={twinOf(plugin)} />
        <div className="flex items-center gap-2">
          {canCancel && (
            <Button disabled={cancel.pending} onClick={() => cancel.run({ plugin: plugin.id })}>
              <X aria-hidden="true" />
              Cancel install
            </Button>
          )}
          <span className="flex-1" />
          <Button
            variant="danger"
            disabled={plugin.installState === 'REMOVING' || plugin.attached}
            title={plugin.attached ? 'It runs outside Docker: end it where you started it.' : undefined}
            onClick={() => setUninstalling(true)}
          >
            <Trash2 aria-hidden="true" />
            Uninstall
          </Button>
        </div>
      </footer>
      <UninstallDialog
        open={uninstalling}
        onClose={() => setUninstalling(false)}
        plugin={plugin}
        detail={detail.value}
      />
    </aside>
  );
}

interface TabProps {
  readonly value: string;
  readonly count?: number | undefined;
  readonly children: ReactNode;
}

function Tab({ value, count, children }: TabProps) {
  return (
    <Tabs.Trigger
      value={value}
      className="-mb-px flex items-center gap-1.5 border-b-2 border-transparent text-small whitespace-nowrap text-fg-2 ease-quick hover:text-fg-1 data-[state=active]:border-here data-[state=active]:font-medium data-[state=active]:text-fg-1"
    >
      {children}
      {count !== undefined && count > 0 && <span className="figures font-normal text-fg-3">{count}</span>}
    </Tabs.Trigger>
  );
}

interface TabBodyProps {
  readonly value: string;
  readonly children: ReactNode;
}

function TabBody({ value, children }: TabBodyProps) {
  return (
    <Tabs.Content value={value} className="min-h-0 flex-1 overflow-y-auto focus-visible:-outline-offset-2">
      {children}
    </Tabs.Content>
  );
}

/** Changes when the plugin may have registered something else. */
function registrationOf({ coordinates, installState }: PluginView): string {
  return `${installState} ${coordinates?.version ?? ''}`;
}

function twinOf(plugin: PluginView): string {
  if (plugin.installState === 'REMOVING') return uninstallCommand(plugin.name);
  const isInstall = isChanging(plugin) || plugin.installState === 'FAILED';
  return isInstall && plugin.image !== undefined ? installCommand(plugin.image) : describeCommand(plugin.name);
}
