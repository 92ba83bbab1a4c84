import { type SyntheticEvent, useRef, useState } from 'react';
import type { PullPolicy } from '../../../shared/model/plugin.ts';
import { useBench } from '../../app/bench-context.tsx';
import { useCommand } from '../../app/use-command.ts';
import { Button } from '../../components/button.tsx';
import { CliTwin } from '../../components/cli-twin.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { TextField } from '../../components/field.tsx';
import { KeyHint } from '../../components/key-hint.tsx';
import { Note } from '../../components/note.tsx';
import { Segments } from '../../components/segments.tsx';
import { installCommand } from './cli-commands.ts';
import { dryRunResult, installWord } from './dry-run-text.ts';
import { DryRunPreview } from './dry-run-preview.tsx';
import { readImageField } from './image-field.ts';
import { InstallPreview } from './install-preview.tsx';
import { useCli } from './use-cli.ts';
import { type DryRunState, useDryRun } from './use-dry-run.ts';

interface InstallDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** The engine took the wish. */
  readonly onAccepted: (pluginId: string) => void;
}

const POLICIES = [
  { value: 'missing', label: 'If missing' },
  { value: 'always', label: 'Always' },
  { value: 'never', label: 'Never' },
] as const satisfies readonly { readonly value: PullPolicy; readonly label: string }[];

/** Installs a plugin from an image tag; says before what will happen. */
export function InstallDialog({ open, onClose, onAccepted }: InstallDialogProps) {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [pull, setPull] = useState<PullPolicy>('missing');
  const install = useCommand('plugin.install');
  const docker = useBench((state) => state.status?.docker);
  const { image, problem } = readImageField(text);
  const dryRun = useDryRun(open ? image : undefined, pull);
  const cli = useCli();

  const close = (): void => {
    install.reset();
    onClose();
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (image === undefined) return;
    install.run({ image, pull }, ({ plugin }) => {
      setText('');
      onClose();
      onAccepted(plugin.id);
    });
  };
  const footer = (
    <>
      <span className="flex-1 text-small text-fg-2">{install.pending ? 'Asking the engine…' : resultOf(dryRun)}</span>
      <Button onClick={close}>Cancel</Button>
      <Button type="submit" form="install-plugin" variant="primary" disabled={image === undefined || install.pending}>
        {installWord(dryRun.value)} <KeyHint keys={['Enter']} onInk />
      </Button>
    </>
  );
  return (
    <Dialog
      open={open}
      onClose={close}
      title="Install plugin"
      description="From an image of this machine or of a registry."
      initialFocus={field}
      footer={footer}
    >
      <form id="install-plugin" onSubmit={submit} noValidate>
        <div className="flex flex-col gap-2 px-5 pt-1 pb-4">
          <TextField
            ref={field}
            label="Image"
            value={text}
            onChange={(value) => {
              setText(value);
              install.reset();
            }}
            problem={problem}
            hint="As you would give it to docker pull."
            placeholder="registry.example.com/team/my-plugin:1.0.0"
          />
          <div className="flex items-center gap-3">
            <span aria-hidden="true" className="text-small font-medium text-fg-2">
              Pull
            </span>
            <Segments label="Pull" segments={POLICIES} value={pull} onChange={setPull} />
          </div>
        </div>
        <div className="border-t border-line-1 px-5 py-4">
          {dryRun.value !== undefined && dryRun.value.checks.length > 0 ? (
            <DryRunPreview dryRun={dryRun.value} />
          ) : (
            <InstallPreview text={text} pull={pull} />
          )}
        </div>
        <div className="flex flex-col gap-3 border-t border-line-1 px-5 py-3.5">
          {docker?.state === 'down' && (
            <Note kind="wait" shape="queued" title="Docker is not reachable.">
              The install waits as Pending and starts by itself when Docker is back.
            </Note>
          )}
          {install.error === undefined && dryRun.error !== undefined && docker?.state !== 'down' && (
            <ErrorNote error={dryRun.error} />
          )}
          {install.error !== undefined && <ErrorNote error={install.error} onRetry={install.retry} />}
          <CliTwin command={cli(installCommand(image ?? '', pull))} />
        </div>
      </form>
    </Dialog>
  );
}

function resultOf({ asking, value }: DryRunState): string {
  if (asking) return 'Asking Docker and the registry…';
  return value === undefined ? 'Nothing has been changed yet' : dryRunResult(value);
}
