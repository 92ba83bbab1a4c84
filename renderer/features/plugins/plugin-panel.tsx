import { Trash2, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { PluginDetail, PluginView, ReasonLink } from '../../../shared/model/plugin.ts';
import { LiveAge } from '../../app/live-time.tsx';
import { useLost } from '../../app/bench-time.ts';
import type { PluginTab } from '../../app/route.ts';
import type { Pull } from '../../app/store/bench-state.ts';
import { useCommand } from '../../app/use-command.ts';
import { useNow } from '../../app/use-now.ts';
import { type Query, useQuery } from '../../app/use-query.ts';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { CliTwin } from '../../components/cli-twin.tsx';
import { CodeId } from '../../components/code-id.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { ImageName } from '../../components/image-name.tsx';
import { LoadingState } from '../../components/loading-state.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { type TabItem, Tabs } from '../../components/tabs.tsx';
import { ActionMenu } from './action-menu.tsx';
import { BestAction } from './best-action.tsx';
import { installCommand, pluginCommand } from './cli-commands.ts';
import { ContainerTab } from './container-tab.tsx';
import { DisableDialog } from './disable-dialog.tsx';
import { HistoryTab } from './history-tab.tsx';
import { LogsTab } from './logs-tab.tsx';
import { type PluginAction, type PluginActionId, pluginActions } from './plugin-actions.ts';
import { isChanging, lastKnownAt, pluginLook } from './plugin-look.ts';
import { ActionList, FlowPlanList } from './registered-lists.tsx';
import { StatusTab } from './status-tab.tsx';
import { UninstallDialog } from './uninstall-dialog.tsx';
import { useCli } from './use-cli.ts';
import { useDirectActions } from './use-direct-actions.ts';
import { VariablesTab } from './variables-tab.tsx';

interface PluginPanelProps {
  readonly plugin: PluginView;
  readonly pull: Pull | undefined;
  readonly tab: PluginTab;
  readonly onTab: (tab: PluginTab) => void;
  readonly onClose: () => void;
  /** Opened by the keyboard: the title takes the focus. */
  readonly takeFocus: boolean;
}

/** Everything about one plugin, beside the table. */
export function PluginPanel({ plugin, pull, tab, onTab, onClose, takeFocus }: PluginPanelProps) {
  const lostAt = lastKnownAt(plugin, useLost());
  const now = useNow(lostAt);
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
    <SidePanel
      label={plugin.displayName}
      head={
        <>
          <div className="flex min-w-0 items-center gap-2">
            <h2 ref={title} tabIndex={-1} className="truncate text-page font-semibold focus:outline-none">
              {plugin.displayName}
            </h2>
            <Chip
              look={pluginLook(plugin, lostAt !== undefined)}
              since={lostAt === undefined ? <LiveAge at={plugin.since} /> : <LiveAge at={lostAt} suffix="ago" />}
            />
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
        </>
      }
      foot={
        <>
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
        </>
      }
    >
      <Tabs label={plugin.displayName} tabs={tabsOf(detail.value)} value={tab} onChange={onTab}>
        {tab === 'status' && (
          <StatusTab
            plugin={plugin}
            reasons={reasonsOf(plugin, detail.value)}
            pull={pull}
            best={best}
            direct={direct}
            isLost={lostAt !== undefined}
            now={now}
          />
        )}
        {tab === 'logs' && <LogsTab plugin={plugin} />}
        {tab === 'history' && <HistoryTab plugin={plugin} now={now} />}
        {tab === 'container' && <ContainerTab plugin={plugin} lostAt={lostAt} now={now} />}
        {(tab === 'actions' || tab === 'flows' || tab === 'variables') && (
          <RegisteredTab tab={tab} plugin={plugin} detail={detail} />
        )}
      </Tabs>
      <DisableDialog open={disabling} onClose={() => setDisabling(false)} plugin={plugin} />
      <UninstallDialog
        open={uninstalling}
        onClose={() => setUninstalling(false)}
        plugin={plugin}
        detail={detail.value}
      />
    </SidePanel>
  );
}

function tabsOf(detail: PluginDetail | undefined): readonly TabItem<PluginTab>[] {
  return [
    { value: 'status', label: 'Status' },
    { value: 'history', label: 'History' },
    { value: 'flows', label: 'Flows', count: detail?.flowPlans.length },
    { value: 'actions', label: 'Actions', count: detail?.actions.length },
    { value: 'variables', label: 'Variables', count: detail?.variables.length },
    { value: 'container', label: 'Container' },
    { value: 'logs', label: 'Logs' },
  ];
}

interface RegisteredTabProps {
  readonly tab: 'actions' | 'flows' | 'variables';
  readonly plugin: PluginView;
  readonly detail: Query<'plugin.describe'>;
}

/** What the plugin registered. What was known before an error stays in sight below it. */
function RegisteredTab({ tab, plugin, detail: { value, error, refresh } }: RegisteredTabProps) {
  return (
    <>
      {error !== undefined && (
        <div className="p-5">
          <ErrorNote error={error} onRetry={refresh} />
        </div>
      )}
      {error === undefined && value === undefined && <LoadingState text="Asking the engine" />}
      {value !== undefined && tab === 'actions' && <ActionList detail={value} />}
      {value !== undefined && tab === 'flows' && <FlowPlanList detail={value} />}
      {value !== undefined && tab === 'variables' && (
        <VariablesTab plugin={plugin} variables={value.variables} onChanged={refresh} />
      )}
    </>
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
