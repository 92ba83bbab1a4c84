import { PackageOpen } from 'lucide-react';
import { type SyntheticEvent, useId, useState } from 'react';
import type { PluginDetail, PluginView } from '../../../shared/model/plugin.ts';
import { useCommand } from '../../app/use-command.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';

type VariableView = PluginDetail['variables'][number];

interface VariablesTabProps {
  readonly plugin: PluginView;
  readonly variables: readonly VariableView[];
  /** The engine took a value. */
  readonly onChanged: () => void;
}

/** The variables that the plugin registered; each can be set, and taken back to its default. */
export function VariablesTab({ plugin, variables, onChanged }: VariablesTabProps) {
  if (variables.length === 0) {
    return <EmptyState icon={<PackageOpen aria-hidden="true" />} text="It registered no variables." />;
  }
  return (
    <ul>
      {variables.map((variable) => (
        <li key={variable.name} className="border-t border-line-1 px-5 py-2.5 first:border-t-0">
          <Variable pluginId={plugin.id} variable={variable} onChanged={onChanged} />
        </li>
      ))}
    </ul>
  );
}

interface VariableProps {
  readonly pluginId: string;
  readonly variable: VariableView;
  readonly onChanged: () => void;
}

function Variable({ pluginId, variable, onChanged }: VariableProps) {
  const { name, description, dataType, required, masked, isSet } = variable;
  const set = useCommand('plugin.setVariables');
  const [typed, setTyped] = useState<string>();
  const id = useId();
  const text = typed ?? (masked ? '' : (variable.value ?? ''));
  const changed = (): void => {
    setTyped(undefined);
    onChanged();
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (typed !== undefined) set.run({ plugin: pluginId, values: { [name]: typed } }, changed);
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-1.5">
      <div className="flex items-baseline gap-3">
        <label htmlFor={id} className="min-w-0 flex-1 font-medium wrap-anywhere">
          {name}
        </label>
        <span className="text-small text-fg-3">
          {[dataType, required && 'required', masked && 'masked'].filter(Boolean).join(', ')}
        </span>
      </div>
      {description !== '' && <p className="text-small text-fg-2 wrap-anywhere">{description}</p>}
      <div className="flex items-center gap-2">
        <input
          id={id}
          type={masked ? 'password' : 'text'}
          value={text}
          onChange={(event) => {
            setTyped(event.target.value);
            set.reset();
          }}
          placeholder={placeholderOf(variable)}
          aria-describedby={`${id}-state`}
          autoComplete={masked ? 'new-password' : 'off'}
          autoCapitalize="off"
          spellCheck={false}
          className="mono h-7 min-w-0 flex-1 rounded-control border border-line-3 bg-inset px-[9px] text-fg-1 ease-quick focus-visible:border-here focus-visible:outline-1 focus-visible:outline-offset-0"
        />
        <Button type="submit" aria-label={`Set ${name}`} disabled={typed === undefined || set.pending}>
          Set
        </Button>
        {isSet && (
          <Button
            aria-label={`Unset ${name}`}
            disabled={set.pending}
            onClick={() => set.run({ plugin: pluginId, values: { [name]: null } }, changed)}
          >
            Unset
          </Button>
        )}
      </div>
      <p id={`${id}-state`} className="text-small text-fg-3">
        {stateOf(variable)}
      </p>
      {set.error !== undefined && <ErrorNote error={set.error} onRetry={set.retry} />}
    </form>
  );
}

function placeholderOf({ masked, isSet, defaultValue }: VariableView): string {
  if (masked) return isSet ? '••••••••' : '';
  return defaultValue ?? '';
}

function stateOf({ masked, isSet, required, defaultValue }: VariableView): string {
  const fallback = defaultValue === undefined ? '' : `default ${defaultValue}`;
  if (isSet) return masked ? 'Set; its value is never shown' : ['Set', fallback].filter(Boolean).join(', ');
  if (fallback !== '') return `Not set, ${fallback}`;
  return required && !masked ? 'Not set, and it has no default' : 'Not set';
}
