import { type ReactNode, useRef } from 'react';
import type { PluginDetail, PluginView } from '../../../shared/model/plugin.ts';
import { useCommand } from '../../app/use-command.ts';
import { Button } from '../../components/button.tsx';
import { CliTwin } from '../../components/cli-twin.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { formatCountOf } from '../../components/format/count.ts';
import { shortId } from '../../components/format/short-id.ts';
import { pluginCommand } from './cli-commands.ts';
import { EffectItem } from './effect-item.tsx';
import { useCli } from './use-cli.ts';

interface UninstallDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly plugin: PluginView;
  /** What it registered, as far as that is known. */
  readonly detail: PluginDetail | undefined;
}

/** Says exactly what goes and what stays; the safe choice has the focus. */
export function UninstallDialog({ open, onClose, plugin, detail }: UninstallDialogProps) {
  const keep = useRef<HTMLButtonElement>(null);
  const uninstall = useCommand('plugin.uninstall');
  const cli = useCli();
  const close = (): void => {
    uninstall.reset();
    onClose();
  };
  const isBlocked = uninstall.error?.code === 'UNINSTALL_BLOCKED';
  const footer = (
    <>
      <span className="flex-1" />
      <Button ref={keep} onClick={close}>
        Keep it
      </Button>
      <Button
        variant="danger"
        disabled={uninstall.pending}
        onClick={() => uninstall.run({ plugin: plugin.id, ...(isBlocked ? { force: true } : {}) }, close)}
      >
        {isBlocked ? `Uninstall ${plugin.name} anyway` : `Uninstall ${plugin.name}`}
      </Button>
    </>
  );
  return (
    <Dialog
      open={open}
      onClose={close}
      title={`Uninstall ${plugin.displayName}?`}
      description="It can be installed again from its image at any time."
      size="small"
      initialFocus={keep}
      footer={footer}
    >
      <div className="flex flex-col gap-3 px-5 pt-1 pb-4">
        <ul className="flex flex-col gap-1.5">
          <EffectItem stays={false}>{goingContainer(plugin)}</EffectItem>
          <EffectItem stays={false}>{goingRecord(plugin, detail)}</EffectItem>
          {plugin.image !== undefined && (
            <EffectItem stays>
              The image <code className="mono">{plugin.image}</code> stays on this machine
            </EffectItem>
          )}
        </ul>
        {uninstall.error !== undefined && <ErrorNote error={uninstall.error} onRetry={uninstall.retry} />}
        <CliTwin command={cli(`${pluginCommand('uninstall', plugin.name)}${isBlocked ? ' --force' : ''}`)} />
      </div>
    </Dialog>
  );
}

function goingContainer({ container }: PluginView): ReactNode {
  if (container === undefined) return 'There is no container to remove';
  return (
    <>
      Container <code className="mono">{container.name}</code> ({shortId(container.id)}, {container.status}) is stopped
      and removed
    </>
  );
}

function goingRecord({ coordinates }: PluginView, detail: PluginDetail | undefined): string {
  if (coordinates === undefined) return 'Its record is removed; it has not registered';
  if (detail === undefined) return 'Its record and everything it registered are removed';
  const registered = [
    formatCountOf(detail.actions.length, 'action'),
    formatCountOf(detail.flowPlans.length, 'flow'),
    formatCountOf(detail.variables.length, 'variable'),
  ];
  return `Its record is removed, with ${registered.join(', ')}`;
}
