import { app, dialog } from 'electron';
import { toWire } from '../../shared/errors.ts';
import { QUIT_ANSWERS, type QuitAnswer, type QuitQuestion } from './quit-question.ts';
import type { MainWindow } from './window.ts';

/** Asks before quitting. Closing the question is staying. */
export async function askToQuit(main: MainWindow, question: QuitQuestion): Promise<QuitAnswer> {
  const { response } = await dialog.showMessageBox(main.window, {
    type: 'question',
    message: question.message,
    detail: question.detail,
    buttons: [...question.buttons],
    defaultId: QUIT_ANSWERS.indexOf('stop'),
    cancelId: QUIT_ANSWERS.indexOf('stay'),
    noLink: true,
  });
  return QUIT_ANSWERS[response] ?? 'stay';
}

export type StartFailureAnswer = 'again' | 'fresh' | 'quit';

/** Says why the engine could not be started and what helps. State that cannot be read is only set aside when asked. */
export async function tellStartFailure(main: MainWindow, error: unknown): Promise<StartFailureAnswer> {
  const { code, message, next } = toWire(error);
  const canBeginEmpty = code === 'STATE_DAMAGED' || code === 'STATE_NEWER';
  const answers: readonly StartFailureAnswer[] = canBeginEmpty ? ['quit', 'again', 'fresh'] : ['quit', 'again'];
  const labels = { quit: 'Quit', again: 'Try again', fresh: 'Set it aside and begin empty' } as const;
  main.focus();
  const { response } = await dialog.showMessageBox(main.window, {
    type: 'error',
    title: app.getName(),
    message,
    detail: `${next}\n\n${code}`,
    buttons: answers.map((answer) => labels[answer]),
    defaultId: answers.indexOf('again'),
    cancelId: answers.indexOf('quit'),
    noLink: true,
  });
  return answers[response] ?? 'quit';
}
