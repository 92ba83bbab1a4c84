import type { Command } from 'commander';
import { Settings, type SettingsPatch } from '../../../shared/model/settings.ts';
import { EXIT } from '../failure.ts';
import { jsonText, tableText } from '../print.ts';
import { type Runner, usageError } from '../command-context.ts';

export function addSettingsCommands(program: Command, run: Runner): void {
  const settings = program.command('settings').description('print or change deadlines and limits');
  settings
    .command('list', { isDefault: true })
    .description('print all settings')
    .option('--json', 'print JSON')
    .option('--data-dir <dir>', 'data directory')
    .action(
      run(async ({ surroundings, json, connect }) => {
        const { client } = await connect();
        surroundings.stdout.write(settingsText(await client.call('settings.get', {}), json));
        return EXIT.done;
      }),
    );
  settings
    .command('set')
    .description('change one setting')
    .argument('<key>')
    .argument('<value>')
    .option('--json', 'print JSON')
    .option('--data-dir <dir>', 'data directory')
    .action(
      run(async ({ surroundings, json, connect }, [key = '', value = '']) => {
        const patch = readPatch(key, value);
        const { client } = await connect();
        surroundings.stdout.write(settingsText(await client.call('settings.update', patch), json));
        return EXIT.done;
      }),
    );
}

function readPatch(key: string, value: string): SettingsPatch {
  const keys = Object.keys(Settings.shape);
  if (!keys.includes(key)) throw usageError(`There is no setting “${key}”. There are: ${keys.join(', ')}.`);
  if (!/^\d+$/.test(value)) throw usageError(`${key} is a whole number, not “${value}”.`);
  return { [key]: Number(value) };
}

function settingsText(settings: Settings, json: boolean): string {
  if (json) return jsonText(settings);
  return tableText(
    ['Setting', 'Value'],
    Object.entries(settings).map(([key, value]) => [key, String(value)]),
  );
}
