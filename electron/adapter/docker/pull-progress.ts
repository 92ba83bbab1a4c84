import * as z from 'zod/mini';
import type { LayerProgress, PullProgress } from '../../../shared/model/progress.ts';
import { StreamFailure } from './errors.ts';

const Line = z.object({
  status: z.optional(z.string()),
  id: z.optional(z.string()),
  progressDetail: z.optional(z.object({ current: z.optional(z.number()), total: z.optional(z.number()) })),
  error: z.optional(z.string()),
  errorDetail: z.optional(z.object({ message: z.optional(z.string()) })),
});

/** What the stream of a pull has said so far. */
interface PullState {
  readonly progress: PullProgress;
  /** Whether the final status line has come. */
  readonly finished: boolean;
  readonly failure: StreamFailure | undefined;
}

export interface PullReader {
  /** Takes one value of the stream; answers whether the pull got on by it. */
  take(value: unknown): boolean;
  state(): PullState;
}

const MOST_LAYERS = 500;
const FINAL = /^Status: (?:Downloaded newer image|Image is up to date|Downloaded image)/;

const PHASES: Readonly<Record<string, LayerProgress['phase']>> = {
  'Pulling fs layer': 'waiting',
  Waiting: 'waiting',
  Downloading: 'downloading',
  'Verifying Checksum': 'verifying',
  'Download complete': 'verifying',
  Extracting: 'extracting',
  'Pull complete': 'done',
  'Already exists': 'present',
};

/**
 * Reads the values of a pull's stream: layers, in-band errors and the final status, which `followProgress` of
 * docker-modem leaves out (design/docker.md). Memory is bounded by the number of layers.
 */
export function createPullReader(): PullReader {
  const layers = new Map<string, LayerProgress>();
  let finished = false;
  let failure: StreamFailure | undefined;

  return {
    take: (value) => {
      const parsed = Line.safeParse(value);
      if (!parsed.success) return false;
      const { status = '', id, progressDetail, error, errorDetail } = parsed.data;
      const problem = errorDetail?.message ?? error;
      if (problem !== undefined) {
        failure ??= new StreamFailure(problem);
        return false;
      }
      if (FINAL.test(status)) finished = true;
      const phase = PHASES[status];
      // "Retrying in 3 seconds" and the like come from a pull that does not get on.
      if (phase === undefined) return finished;
      if (id === undefined || (!layers.has(id) && layers.size >= MOST_LAYERS)) return false;
      const before = layers.get(id);
      const after = nextLayer(id, phase, before, progressDetail);
      layers.set(id, after);
      return (
        before === undefined ||
        before.phase !== after.phase ||
        before.current !== after.current ||
        phase === 'extracting'
      );
    },
    state: () => ({ progress: sum([...layers.values()]), finished, failure }),
  };
}

function nextLayer(
  id: string,
  phase: LayerProgress['phase'],
  before: LayerProgress | undefined,
  detail: { readonly current?: number | undefined; readonly total?: number | undefined } | undefined,
): LayerProgress {
  const said = phase === 'downloading' ? detail : undefined;
  const total = positive(said?.total) ?? before?.total;
  const complete = phase !== 'waiting' && phase !== 'downloading';
  // Sizes are those of the download: what extracting counts is another number.
  const current = complete ? (total ?? before?.current ?? 0) : (positive(said?.current) ?? before?.current ?? 0);
  return {
    id,
    phase,
    current: total === undefined ? current : Math.min(current, total),
    ...(total === undefined ? {} : { total }),
  };
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) && value >= 0 ? value : undefined;
}

function sum(layers: LayerProgress[]): PullProgress {
  const known = layers.filter((layer) => layer.total !== undefined);
  return {
    layers,
    current: known.reduce((all, layer) => all + layer.current, 0),
    total: known.reduce((all, layer) => all + (layer.total ?? 0), 0),
  };
}
