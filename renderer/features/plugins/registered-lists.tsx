import { PackageOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import type { PluginDetail } from '../../../shared/model/plugin.ts';
import { EmptyState } from '../../components/empty-state.tsx';

interface RegisteredListProps {
  readonly detail: PluginDetail;
}

/** The actions that the plugin registered, each with the schema of its parameters. */
export function ActionList({ detail }: RegisteredListProps) {
  return (
    <RegisteredList
      nothing="It registered no actions."
      items={detail.actions.map(({ name, type, description, schema }) => ({
        name,
        type,
        description,
        more: <Schema schema={schema} />,
      }))}
    />
  );
}

/** The flow plans that the plugin registered. */
export function FlowPlanList({ detail }: RegisteredListProps) {
  return <RegisteredList nothing="It registered no flows." items={detail.flowPlans} />;
}

interface RegisteredItem {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly more?: ReactNode;
}

interface ItemsProps {
  readonly items: readonly RegisteredItem[];
  readonly nothing: string;
}

function RegisteredList({ items, nothing }: ItemsProps) {
  if (items.length === 0) return <EmptyState icon={<PackageOpen aria-hidden="true" />} text={nothing} />;
  return (
    <ul>
      {items.map(({ name, type, description, more }) => (
        <li key={name} className="border-t border-line-1 px-5 py-2.5 first:border-t-0">
          <div className="flex items-baseline gap-3">
            <span className="min-w-0 flex-1 font-medium wrap-anywhere">{name}</span>
            <span className="text-small text-fg-3">{type}</span>
          </div>
          {description !== '' && <p className="text-small text-fg-2 wrap-anywhere">{description}</p>}
          {more}
        </li>
      ))}
    </ul>
  );
}

interface SchemaProps {
  readonly schema: string;
}

function Schema({ schema }: SchemaProps) {
  const pretty = prettyJson(schema);
  if (pretty === '{}') return undefined;
  return (
    <details className="mt-1 text-small text-fg-2">
      <summary>Parameters</summary>
      <pre className="mono mt-1 overflow-x-auto rounded-control border border-line-1 bg-inset px-[11px] py-[9px]">
        {pretty}
      </pre>
    </details>
  );
}

function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
