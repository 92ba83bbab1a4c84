import type { Output as Answer } from '../../../shared/contract/contract.ts';
import { AppError, toWire } from '../../../shared/errors.ts';
import type { PullPolicy } from '../../../shared/model/plugin.ts';
import type { Connection } from '../../client/find-engine.ts';
import { EXIT, exitCodeOf, okLine, tellError } from '../failure.ts';
import { type WaitOutcome, waitForInstalls } from '../install-wait.ts';
import { failureText } from '../plugin-text.ts';
import { jsonText } from '../print.ts';
import type { CommandContext } from '../command-context.ts';

export interface InstallOptions {
  readonly wait: boolean;
  /** Milliseconds, with `wait`. */
  readonly timeout: number;
  readonly pull: PullPolicy;
}

type Installed = Answer<'plugin.install'>;

/** What became of one image on the command line. */
interface Result {
  readonly image: string;
  readonly exitCode: number;
  /** For `--json`. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** Asks for all images, then follows those that were taken. One that is refused does not keep the others. */
export async function installPlugins(
  context: CommandContext,
  images: readonly string[],
  options: InstallOptions,
): Promise<number> {
  const { surroundings, json } = context;
  const connection = await context.connect();
  const asked = await Promise.all(unique(images).map((image) => ask(connection, image, options.pull)));
  const taken = asked.flatMap(({ image, answer }) => (answer instanceof AppError ? [] : [{ image, answer }]));
  const refused = asked.flatMap(({ image, answer }) => (answer instanceof AppError ? [{ image, error: answer }] : []));
  for (const { error } of refused) tellError(error, false, surroundings);

  const results: readonly Result[] = [
    ...refused.map(({ image, error }) => ({
      image,
      exitCode: exitCodeOf(error),
      document: { image, outcome: 'refused', error: toWire(error) },
    })),
    ...(options.wait ? await follow(context, connection, taken, options) : await queue(context, connection, taken)),
  ];
  if (json) surroundings.stdout.write(jsonText(results.map(({ document }) => document)));
  const failures = new Set(results.map(({ exitCode }) => exitCode).filter((code) => code !== EXIT.done));
  const [only] = failures;
  return failures.size > 1 ? EXIT.failed : (only ?? EXIT.done);
}

interface Taken {
  readonly image: string;
  readonly answer: Installed;
}

async function ask(
  { client }: Connection,
  image: string,
  pull: PullPolicy,
): Promise<{ readonly image: string; readonly answer: Installed | AppError }> {
  try {
    return { image, answer: await client.call('plugin.install', { image, pull }) };
  } catch (error) {
    if (error instanceof AppError) return { image, answer: error };
    throw error;
  }
}

async function queue(
  { surroundings: { stdout, stderr }, json }: CommandContext,
  { client }: Connection,
  taken: readonly Taken[],
): Promise<readonly Result[]> {
  for (const { image, answer } of taken) {
    if (!json) stdout.write(okLine(QUEUED[answer.outcome](image)));
  }
  const { docker } = await client.call('engine.status', {});
  if (docker.state === 'down' && taken.some(({ answer }) => answer.outcome !== 'installed')) {
    stderr.write('Docker cannot be reached now; the install stays PENDING and goes on when Docker is back.\n');
  }
  return taken.map(({ image, answer: { outcome, plugin } }) => ({
    image,
    exitCode: EXIT.done,
    document: { image, outcome, plugin },
  }));
}

const QUEUED: Readonly<Record<Installed['outcome'], (image: string) => string>> = {
  queued: (image) => `${image} queued for installation`,
  joined: (image) => `${image} is being installed already`,
  installed: (image) => `${image} is installed already`,
};

async function follow(
  context: CommandContext,
  connection: Connection,
  taken: readonly Taken[],
  { timeout }: InstallOptions,
): Promise<readonly Result[]> {
  const { surroundings, json } = context;
  const tell = ({ image, answer }: Taken, outcome: WaitOutcome): Result => {
    switch (outcome.kind) {
      case 'installed': {
        const already = answer.outcome === 'installed' ? ' already' : '';
        if (!json) surroundings.stdout.write(okLine(`${image} is INSTALLED${already} as ${outcome.plugin.name}`));
        return { image, exitCode: EXIT.done, document: { image, outcome: 'installed', plugin: outcome.plugin } };
      }
      case 'failed': {
        const { plugin, failure } = outcome;
        surroundings.stderr.write(failureText(failure, image));
        return { image, exitCode: EXIT.failed, document: { image, outcome: 'failed', plugin, error: failure } };
      }
      case 'error': {
        const exitCode = tellError(outcome.error, false, surroundings);
        return { image, exitCode, document: { image, outcome: 'unknown', error: toWire(outcome.error) } };
      }
      case 'interrupted':
        surroundings.stderr.write(`The install of ${image} goes on; see \`deltafi plugin list\`.\n`);
        return { image, exitCode: EXIT.interrupted, document: { image, outcome: 'interrupted' } };
    }
  };
  const requests = taken.map(({ image, answer: { plugin } }) => ({ image, id: plugin.id, name: plugin.name }));
  const outcomes = await waitForInstalls(context, connection, requests, timeout);
  return taken.map((one, index) => tell(one, outcomes[index] ?? { kind: 'interrupted' }));
}

function unique(images: readonly string[]): readonly string[] {
  return [...new Set(images)];
}
