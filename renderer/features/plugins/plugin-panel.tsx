import { Trash2, X } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { PluginDetail, PluginView, ReasonLink } from '../../../shared/model/plugin.ts';
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
import { ActionMenu } from './action-menu.tsx';
import { BestAction } from './best-action.tsx';
import { installCommand, pluginCommand } from './cli-commands.ts';
import { ContainerTab } from './container-tab.tsx';
import { DisableDialog } from './disable-dialog.tsx';
import { HistoryTab } from './history-tab.tsx';
import { LogsTab } from './logs-tab.tsx';
import { type PluginAction, type PluginActionId, pluginActions } from './plugin-actions.ts';
import { isChanging, pluginLook } from './plugin-look.ts';
import { ActionList, FlowPlanList } from './registered-lists.tsx';
import { StatusTab } from './status-tab.tsx';
import { UninstallDialog } from './uninstall-dialog.tsx';
import { useCli } from './use-cli.ts';
import { useDirectActions } from './use-direct-actions.ts';
import { VariablesTab } from './variables-tab.tsx';

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
  const canCancel = isChanging(plugin) && plugin.installState !== 'REMOVING';
  const [disabling, setDisabling] = useState(false);
  const direct = useDirectActions(plugin);
  const cli = useCli();
  const { best, others } = pluginActions(plugin);
  const detail = useQuery('plugin.describe', { plugin: plugin.id }, describedBy(plugin));
  const choose = (id: PluginActionId): void => {
    if (id === 'disable') setDisabling(true);
    else if (id === 'uninstall') setUninstalling(true);
    else direct.run(id);
  };

  useEffect(() => {
    // Where nothing has the focus (the form that caused this is gone), the panel is the place to go on.
    if (takeFocus || document.activeElement === document.body) title.current?.focus();
  }, [takeFocus, plugin.id]);

  return (
    <aside
      aria-label={plugin.displayName}
      className="appears flex min-h-0 w-[464px] max-w-full flex-none flex-col border-l border-line-1 bg-panel max-wide:absolute max-wide:inset-y-0 max-wide:right-0 max-wide:z-3 max-wide:shadow-float"
    >
      <header className="flex flex-col gap-2 px-5 pt-3.5">
        <div className="flex min-w-0 items-center gap-2">
          <h2 ref={title} tabIndex={-1} className="truncate text-page font-semibold focus:outline-none">
            {plugin.displayName}
          </h2>
          <Chip look={pluginLook(plugin, engineLost)} since={<RelativeTime at={plugin.since} now={now} />} />
          <span className="flex-1" />
          <ActionMenu name={plugin.name} actions={others} isPending={direct.isPending} onChoose={choose} />
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
          className="mt-1 flex h-[34px] flex-none gap-3 border-b border-line-1 px-5"
        >
          <Tab value="status">Status</Tab>
          <Tab value="logs">Logs</Tab>
          <Tab value="history">History</Tab>
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
          <StatusTab
            plugin={plugin}
            reasons={reasonsOf(plugin, detail.value)}
            pull={pull}
            best={best}
            direct={direct}
            engineLost={engineLost}
            now={now}
          />
        </TabBody>
        <TabBody value="logs">
          <LogsTab pluginId={plugin.id} />
        </TabBody>
        <TabBody value="history">
          <HistoryTab plugin={plugin} now={now} />
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
            {detail.value !== undefined && value === 'variables' && (
              <VariablesTab plugin={plugin} variables={detail.value.variables} onChanged={detail.refresh} />
            )}
          </TabBody>
        ))}
      </Tabs.Root>
      <footer className="flex flex-col gap-2.5 border-t border-line-1 px-5 py-3.5">
        {cancel.error !== undefined && <ErrorNote error={cancel.error} onRetry={cancel.retry} />}
        {direct.errors.map(({ id, error, retry }) => (
          <ErrorNote key={id} error={error} onRetry={retry} />
        ))}
        <CliTwin command={cli(twinOf(plugin, best))} />
        <div className="flex items-center gap-2">
          {canCancel && (
            <Button disabled={cancel.pending} onClick={() => cancel.run({ plugin: plugin.id })}>
              <X aria-hidden="true" />
              {plugin.upgrade === undefined ? 'Cancel install' : 'Cancel upgrade'}
            </Button>
          )}
          {best !== undefined && !(plugin.installState === 'FAILED' && plugin.failure !== undefined) && (
            <BestAction action={best} direct={direct} />
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
      <DisableDialog open={disabling} onClose={() => setDisabling(false)} plugin={plugin} />
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

/** Changes when a description of the plugin may say something else. */
function describedBy({ coordinates, installState, disabled, reason, since, container, fresh }: PluginView): string {
  return JSON.stringify([coordinates, installState, disabled, reason, since, container, fresh]);
}

/** The chain, unless it was told of an earlier state. */
function reasonsOf(plugin: PluginView, detail: PluginDetail | undefined): readonly ReasonLink[] {
  return detail !== undefined && describedBy(detail.plugin) === describedBy(plugin) ? detail.reasons : [];
}

function twinOf(plugin: PluginView, best: PluginAction | undefined): string {
  const { name, installState, upgrade } = plugin;
  if (best !== undefined) return best.command;
  if (installState === 'REMOVING') return pluginCommand('uninstall', name);
  const image = upgrade?.image ?? plugin.image;
  return isChanging(plugin) && image !== undefined ? installCommand(image) : pluginCommand('describe', name);
}
