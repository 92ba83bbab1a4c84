import type { PluginView } from '../../shared/model/plugin.ts';

/** What is asked before the window goes, and what the answers mean. */
export interface QuitQuestion {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

export const QUIT_ANSWERS = ['stop', 'leave', 'stay'] as const;
export type QuitAnswer = (typeof QUIT_ANSWERS)[number];

const BUTTONS: Readonly<Record<QuitAnswer, string>> = {
  stop: 'Stop plugins and quit',
  leave: 'Leave plugins running and quit',
  stay: 'Cancel',
};
const NAMED = 5;

/** The question, or none when quitting stops nothing that the user could miss. */
export function quitQuestion(plugins: readonly PluginView[]): QuitQuestion | undefined {
  const concerned = plugins.filter(({ attached, installState }) => !attached && CONCERNED.includes(installState));
  if (concerned.length === 0) return undefined;
  const busy = concerned.filter(({ lastOperation }) => lastOperation?.outcome === 'running');
  const detail = [
    `Plugin containers are stopped and kept, and start again with DeltaDock: ${nameList(concerned)}.`,
    ...(busy.length === 0 ? [] : [`Still under way: ${nameList(busy)}. It is taken up again at the next start.`]),
    'Plugins, settings and images stay. Whatever you leave running has no engine until DeltaDock is back.',
  ];
  return {
    message: 'Quit DeltaDock?',
    detail: detail.join('\n\n'),
    buttons: QUIT_ANSWERS.map((answer) => BUTTONS[answer]),
  };
}

const CONCERNED: readonly PluginView['installState'][] = ['PENDING', 'INSTALLING', 'INSTALLED', 'REMOVING'];

function nameList(plugins: readonly PluginView[]): string {
  const names = plugins.slice(0, NAMED).map(({ name }) => name);
  const more = plugins.length - names.length;
  return more === 0 ? names.join(', ') : `${names.join(', ')} and ${String(more)} more`;
}
