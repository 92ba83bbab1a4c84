import { AppError } from '../../../shared/errors.ts';
import type { EngineState } from '../../../shared/model/engine-state.ts';
import type { PluginDetail } from '../../../shared/model/plugin.ts';
import type { RegistrationDocument } from '../../../shared/model/registration.ts';
import type { PluginContext } from './context.ts';
import type { RegisteredPlugins } from './registration/registered-plugins.ts';
import { valueProblem } from './registration/variables.ts';

/** Characters of all values of one plugin: they stand in the state file (D12). */
const LONGEST = 16 * 1024;

/** Values of plugin variables, kept by name over upgrades (`lifecycle.md` §3.6, §3.7). */
export interface VariableService {
  /** Sets values, or takes them back to the default with null. All or nothing. @throws AppError VARIABLE_UNKNOWN, VARIABLE_INVALID */
  set(plugin: string, values: Readonly<Record<string, string | null>>): Promise<PluginDetail['variables']>;
  /** The registered variables with the values that were set; masked ones never show theirs. */
  list(pluginId: string): PluginDetail['variables'];
  /** After a registration: names that are gone lose their value, and so does one that is no longer masked. */
  prune(pluginId: string, before: RegistrationDocument | undefined, after: RegistrationDocument): Promise<void>;
}

export function createVariableService(context: PluginContext, registered: RegisteredPlugins): VariableService {
  const { book, ports } = context;
  const valuesOf = (pluginId: string): Readonly<Record<string, string>> =>
    ports.state.read().variables?.[pluginId] ?? {};

  const service: VariableService = {
    async set(plugin, values) {
      const record = book.find(plugin);
      const known = registered.variables(record.id);
      for (const [name, value] of Object.entries(values)) {
        const variable = known.find((one) => one.name === name);
        if (variable === undefined)
          throw new AppError('VARIABLE_UNKNOWN', `${record.name} has no variable “${name.slice(0, 100)}”.`, {
            details: { plugin: record.name, names: known.map((one) => one.name) },
          });
        const problem = value === null ? undefined : valueProblem(variable.dataType, value);
        if (problem !== undefined)
          throw new AppError(
            'VARIABLE_INVALID',
            `Variable named: ${name} has an invalid value for the given type: ${variable.masked ? 'its value does not fit' : problem}`,
            { details: { plugin: record.name, variable: name } },
          );
      }
      await store(record.id, (current) => {
        const changed = { ...current, ...values };
        const kept = Object.entries(changed).filter((entry): entry is [string, string] => entry[1] !== null);
        if (kept.reduce((sum, [name, value]) => sum + name.length + value.length, 0) > LONGEST)
          throw new AppError(
            'VARIABLE_INVALID',
            `The values of ${record.name} are longer than ${String(LONGEST)} characters together.`,
            { details: { plugin: record.name } },
          );
        return Object.fromEntries(kept);
      });
      context.note(record, 'user', `Variables changed: ${Object.keys(values).join(', ')}`);
      book.touched(record.id);
      return service.list(record.id);
    },

    list(pluginId) {
      const values = valuesOf(pluginId);
      return registered.variables(pluginId).map((variable) => {
        const value = values[variable.name];
        return {
          name: variable.name,
          description: variable.description,
          dataType: variable.dataType,
          required: variable.required,
          masked: variable.masked,
          isSet: value !== undefined,
          ...(variable.defaultValue === undefined || variable.masked ? {} : { defaultValue: variable.defaultValue }),
          ...(value === undefined || variable.masked ? {} : { value }),
        };
      });
    },

    async prune(pluginId, before, after) {
      const values = valuesOf(pluginId);
      const wasMasked = (name: string): boolean => before?.variables.find((one) => one.name === name)?.masked ?? false;
      const kept = Object.entries(values).filter(([name]) => {
        const variable = after.variables.find((one) => one.name === name);
        return variable !== undefined && (variable.masked || !wasMasked(name));
      });
      if (kept.length < Object.keys(values).length) await store(pluginId, () => Object.fromEntries(kept));
    },
  };
  return service;

  async function store(
    pluginId: string,
    change: (values: Readonly<Record<string, string>>) => Record<string, string>,
  ): Promise<void> {
    await ports.state.update((state: EngineState) => ({
      ...state,
      variables: { ...state.variables, [pluginId]: change(state.variables?.[pluginId] ?? {}) },
    }));
  }
}
