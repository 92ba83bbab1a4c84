import type { PluginView } from '../../shared/model/plugin.ts';
import type { PullProgress } from '../../shared/model/progress.ts';
import { sizeText } from './print.ts';
import type { CliSurroundings } from './surroundings.ts';

/** Shows what installs wait for: on a terminal one moving line, elsewhere a line for every step. On stderr. */
export interface InstallReporter {
  show(image: string, plugin: PluginView): void;
  showPull(image: string, progress: PullProgress): void;
  showWaitForLife(image: string, plugin: PluginView): void;
  end(image: string): void;
  dispose(): void;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
/** Milliseconds between two frames of the moving line. */
const FRAME = 100;
/** Elsewhere a pull is told in steps of so many percent. */
const PERCENT_STEP = 10;

interface Line {
  readonly text: string;
  /** When the wait began and when it fails, by the engine's clock; shown as “3 s of 60 s”. */
  readonly since?: number;
  readonly deadline?: number;
}

export function createInstallReporter({ stderr }: CliSurroundings, quiet: boolean): InstallReporter {
  if (quiet) return { show() {}, showPull() {}, showWaitForLife() {}, end() {}, dispose() {} };
  return stderr.isTerminal ? createMovingLine(stderr) : createPlainLines(stderr);
}

function createPlainLines(stderr: CliSurroundings['stderr']): InstallReporter {
  const told = new Map<string, string>();
  const percents = new Map<string, number>();
  const tell = (image: string, text: string): void => {
    if (told.get(image) === text) return;
    told.set(image, text);
    stderr.write(`${image}: ${text}\n`);
  };
  return {
    show: (image, plugin) => tell(image, stepLine(plugin).text),
    showPull(image, progress) {
      const step = Math.floor(percentOf(progress) / PERCENT_STEP) * PERCENT_STEP;
      if (step === 0 || step === percents.get(image)) return;
      percents.set(image, step);
      tell(image, pullText(progress));
    },
    showWaitForLife: (image) => tell(image, WAIT_FOR_LIFE),
    end() {},
    dispose() {},
  };
}

function createMovingLine(stderr: CliSurroundings['stderr']): InstallReporter {
  const lines = new Map<string, Line>();
  let frame = 0;
  const draw = (): void => {
    frame += 1;
    const texts = [...lines].map(([image, line]) => `${image}: ${line.text}${timeText(line)}`);
    stderr.write(
      `\r\u001B[K${texts.length === 0 ? '' : `${FRAMES[frame % FRAMES.length] ?? ''} ${texts.join(' · ')}`.slice(0, 200)}`,
    );
  };
  const timer = setInterval(draw, FRAME);
  return {
    show: (image, plugin) => void lines.set(image, stepLine(plugin)),
    showPull: (image, progress) => void lines.set(image, { text: pullText(progress) }),
    showWaitForLife: (image, { since }) => void lines.set(image, { text: WAIT_FOR_LIFE, since }),
    end: (image) => void lines.delete(image),
    dispose() {
      clearInterval(timer);
      stderr.write('\r\u001B[K');
    },
  };
}

const WAIT_FOR_LIFE = 'INSTALLED, waiting for its first sign of life at the work queue';

function stepLine({ status, reason }: PluginView): Line {
  const text = `${status}. ${reason.text.replace(/\.$/, '')}`;
  return { text, since: reason.since, ...(reason.deadline === undefined ? {} : { deadline: reason.deadline }) };
}

function timeText({ since, deadline }: Line): string {
  if (since === undefined) return '';
  const seconds = (from: number, to: number): string => String(Math.max(0, Math.round((to - from) / 1000)));
  const elapsed = seconds(since, Date.now());
  return deadline === undefined ? ` ${elapsed} s` : ` ${elapsed} s of ${seconds(since, deadline)} s`;
}

function percentOf({ current, total }: PullProgress): number {
  return total === 0 ? 0 : Math.min(100, Math.floor((current / total) * 100));
}

function pullText(progress: PullProgress): string {
  return `pulling ${String(percentOf(progress))} % (${sizeText(progress.current)} of ${sizeText(progress.total)})`;
}
