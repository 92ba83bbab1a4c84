import type { PluginDetail } from '../../../../shared/model/plugin.ts';
import { RegistrationDocument } from '../../../../shared/model/registration.ts';
import type { DocumentStore } from '../../port/document-store.ts';
import type { PluginBook } from '../plugin-book.ts';
import type { RegisteredPlugin } from './check-registration.ts';

/** The registration documents of all plugins in memory: checked against each other, shown by `plugin.describe`. */
export interface RegisteredPlugins {
  /** Reads the stored documents; a damaged one counts as not registered until the plugin registers again. */
  load(): Promise<void>;
  set(pluginId: string, document: RegistrationDocument): void;
  /** What the other plugins hold; records that are gone do not count. */
  others(pluginId: string | undefined): readonly RegisteredPlugin[];
  ownerOfAction(action: string): string | undefined;
  document(pluginId: string): RegistrationDocument | undefined;
  variables(pluginId: string): RegistrationDocument['variables'];
  detail(pluginId: string): Pick<PluginDetail, 'actions' | 'flowPlans'>;
}

export function createRegisteredPlugins(book: PluginBook, documents: DocumentStore): RegisteredPlugins {
  const known = new Map<string, RegistrationDocument>();
  const present = (): [string, RegistrationDocument][] => [...known].filter(([id]) => book.get(id) !== undefined);
  return {
    async load() {
      for (const record of book.records()) {
        if (record.identity === undefined) continue;
        const text = await documents.get(record.identity.document);
        const parsed = text === undefined ? undefined : RegistrationDocument.safeParse(JSON.parse(text));
        if (parsed?.success === true) known.set(record.id, parsed.data);
      }
    },
    set: (pluginId, document) => void known.set(pluginId, document),
    others: (pluginId) => present().flatMap(([id, document]) => (id === pluginId ? [] : heldBy(document))),
    ownerOfAction: (action) =>
      present().find(([, document]) => document.actions.some(({ name }) => name === action))?.[0],
    document: (pluginId) => known.get(pluginId),
    variables: (pluginId) => known.get(pluginId)?.variables ?? [],
    detail(pluginId) {
      const document = known.get(pluginId);
      return {
        actions: (document?.actions ?? []).map((action) => ({
          name: action.name,
          type: action.type,
          description: descriptionOf(action.actionOptions),
          supportsJoin: action.supportsJoin,
          schema: JSON.stringify(action.schema ?? {}),
        })),
        flowPlans: (document?.flowPlans ?? []).map(({ name, type, description }) => ({ name, type, description })),
      };
    },
  };
}

function heldBy(document: RegistrationDocument): readonly RegisteredPlugin[] {
  const coordinates = document.pluginCoordinates;
  if (coordinates === undefined) return [];
  return [
    {
      coordinates,
      actions: document.actions.map(({ name }) => name),
      flowPlans: document.flowPlans.map(({ name, type }) => ({ name, type })),
      lookupTables: document.lookupTables.map(({ name }) => name),
    },
  ];
}

function descriptionOf(options: Readonly<Record<string, unknown>> | undefined): string {
  const description = options?.['description'];
  return typeof description === 'string' ? description : '';
}
