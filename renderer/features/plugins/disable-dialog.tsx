import { useRef } from 'react';
import type { PluginView } from '../../../shared/model/plugin.ts';
import { useCommand } from '../../app/use-command.ts';
import { Button } from '../../components/button.tsx';
import { CliTwin } from '../../components/cli-twin.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { shortId } from '../../components/format/short-id.ts';
import { pluginCommand } from './cli-commands.ts';
import { EffectItem } from './effect-item.tsx';
import { useCli } from './use-cli.ts';

interface DisableDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly plugin: PluginView;
}

/** Says what stops and what is kept (guide, "Disabling a Plugin"); the safe choice has the focus. */
export function DisableDialog({ open, onClose, plugin }: DisableDialogProps) {
  const keep = useRef<HTMLButtonElement>(null);
  const disable = useCommand('plugin.disable');
  const cli = useCli();
  const { id, name, displayName, container, upgrade } = plugin;
  const close = (): void => {
    disable.reset();
    onClose();
  };
  const footer = (
    <>
      <span className="flex-1 text-small text-fg-2">Enable takes it back at any time</span>
      <Button ref={keep} onClick={close}>
        Keep it enabled
      </Button>
      <Button variant="danger" disabled={disable.pending} onClick={() => disable.run({ plugin: id }, close)}>
        Disable {name}
      </Button>
    </>
  );
  return (
    <Dialog
      open={open}
      onClose={close}
      title={`Disable ${displayName}?`}
      description="It goes out of service until it is enabled again."
      size="small"
      initialFocus={keep}
      footer={footer}
    >
      <div className="flex flex-col gap-3 px-5 pt-1 pb-4">
        <ul className="flex flex-col gap-1.5">
          <EffectItem stays={false}>
            {container === undefined ? (
              'No container of it is started'
            ) : (
              <>
                Container <code className="mono">{container.name}</code> ({shortId(container.id)}) is stopped
              </>
            )}
          </EffectItem>
          <EffectItem stays={false}>Its flows reject data while it is disabled</EffectItem>
          {upgrade !== undefined && <EffectItem stays={false}>The upgrade under way is given up</EffectItem>}
          <EffectItem stays>Its container, its record and its variables are kept</EffectItem>
        </ul>
        {disable.error !== undefined && <ErrorNote error={disable.error} onRetry={disable.retry} />}
        <CliTwin command={cli(pluginCommand('disable', name))} />
      </div>
    </Dialog>
  );
}
