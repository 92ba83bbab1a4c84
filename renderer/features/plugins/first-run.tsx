import { RefreshCw } from 'lucide-react';
import { type SyntheticEvent, useState } from 'react';
import type { DoctorCheck } from '../../../shared/model/engine.ts';
import { useBench } from '../../app/bench-context.tsx';
import { DoctorCheckList } from '../../app/doctor-check-list.tsx';
import { useCommand } from '../../app/use-command.ts';
import { useQuery } from '../../app/use-query.ts';
import { Button } from '../../components/button.tsx';
import { CliTwin } from '../../components/cli-twin.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { TextField } from '../../components/field.tsx';
import { formatCountOf } from '../../components/format/count.ts';
import { installCommand } from './cli-commands.ts';
import { readImageField } from './image-field.ts';
import { useCli } from './use-cli.ts';

interface FirstRunProps {
  readonly onAccepted: (pluginId: string) => void;
}

/** An empty bench: a field for the first plugin, and whether this machine is ready for it. */
export function FirstRun({ onAccepted }: FirstRunProps) {
  const [text, setText] = useState('');
  const install = useCommand('plugin.install');
  const cli = useCli();
  const { image, problem } = readImageField(text);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (image !== undefined) install.run({ image }, ({ plugin }) => onAccepted(plugin.id));
  };
  return (
    <div className="min-h-0 flex-1">
      <div className="mx-auto w-[720px] max-w-full px-5 pt-[72px] pb-12 max-narrow:pt-8">
        <h2 className="mb-1.5 text-hero font-semibold">Your bench is empty</h2>
        <p className="mb-7 text-title text-fg-2">Put a plugin on it. No DeltaFi core, cluster or account is needed.</p>
        <form
          onSubmit={submit}
          noValidate
          className="flex flex-col gap-2 rounded-card border border-line-1 bg-panel p-[18px] shadow-card"
        >
          <TextField
            label="Image of the plugin"
            value={text}
            onChange={(value) => {
              setText(value);
              install.reset();
            }}
            problem={problem}
            placeholder="registry.example.com/team/my-plugin:1.0.0"
            hint="From this machine if it is here, otherwise from its registry."
            beside={
              <Button type="submit" variant="primary" className="h-8" disabled={image === undefined || install.pending}>
                Install
              </Button>
            }
          />
          {install.error !== undefined && <ErrorNote error={install.error} onRetry={install.retry} />}
          <CliTwin command={cli(installCommand(image ?? ''))} />
        </form>
        <Machine />
        <p className="mt-9 text-small text-fg-3">
          No telemetry. DeltaDock connects to Docker on this machine, and to a registry only when you ask.
        </p>
      </div>
    </div>
  );
}

function Machine() {
  const dockerState = useBench((state) => state.status?.docker.state);
  const { value, error, refresh } = useQuery('doctor.run', {}, dockerState ?? '');
  return (
    <section className="mt-9 border-t border-line-1 pt-4">
      <div className="mb-3 flex items-center gap-2">
        <h3 className="font-semibold">This machine</h3>
        <span className="flex-1 text-small text-fg-2">{value === undefined ? '' : summaryOf(value)}</span>
        <Button variant="ghost" size="small" onClick={refresh}>
          <RefreshCw aria-hidden="true" />
          Check again
        </Button>
      </div>
      {error !== undefined && <ErrorNote error={error} />}
      {value === undefined && error === undefined && <p className="text-fg-3">Looking at this machine…</p>}
      {value !== undefined && <DoctorCheckList checks={value} />}
    </section>
  );
}

function summaryOf(checks: readonly DoctorCheck[]): string {
  const problems = checks.filter(({ outcome }) => outcome === 'problem').length;
  const notes = checks.filter(({ outcome }) => outcome === 'note').length;
  const first = problems === 0 ? 'ready' : formatCountOf(problems, 'problem');
  return notes === 0 ? first : `${first}, ${formatCountOf(notes, 'note')}`;
}
