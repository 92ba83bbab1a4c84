import * as z from 'zod/mini';
import { AppError } from '../../../shared/errors.ts';
import { type ContainerFacts, type ContainerSpec, LABELS } from '../../engine/port/container-runtime.ts';
import { pathOf } from './client.ts';
import type { Connection } from './connection.ts';
import { type InspectedContainer, parseContainer } from './container-facts.ts';
import { createBody } from './create-body.ts';
import { type Attempt, refusalStatus } from './errors.ts';

export interface Containers {
  readonly create: (spec: ContainerSpec) => Promise<string>;
  readonly start: (id: string) => Promise<void>;
  readonly stop: (id: string, grace: number) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  readonly rename: (id: string, name: string) => Promise<void>;
  readonly inspect: (id: string) => Promise<InspectedContainer | undefined>;
  readonly list: () => Promise<readonly ContainerFacts[]>;
}

const Created = z.object({ Id: z.string() });
const Listed = z.array(z.object({ Id: z.string() }));
const AT_ONCE = 8;
const CREATE_DEADLINE = 60_000;
const START_DEADLINE = 60_000;
const STOP_SLACK = 20_000;
const REMOVE_DEADLINE = 60_000;

export function createContainers(connection: Connection, directoryId: string): Containers {
  const inspect = async (id: string): Promise<InspectedContainer | undefined> => {
    const attempt = other(`inspect the container ${short(id)}`);
    try {
      return parseContainer(
        (await connection.call({ method: 'GET', path: pathOf('containers', id, 'json') }, attempt)).value,
      );
    } catch (error) {
      if (refusalStatus(error) === 404) return undefined;
      throw error;
    }
  };

  /** The container's own id, once it is seen to be ours; every mutation goes through here (D6). */
  const requireOurs = async (id: string, doing: string): Promise<string | undefined> => {
    const facts = (await inspect(id))?.facts;
    if (facts === undefined) return undefined;
    if (facts.labels[LABELS.directory] === directoryId) return facts.id;
    throw new AppError(
      'NOT_OURS',
      `The container ${facts.name} is not one of this data directory; DeltaDock does not ${doing} it.`,
      {
        details: { name: facts.name, id: short(facts.id), image: facts.image },
      },
    );
  };

  const nameTaken = async (name: string, error: AppError): Promise<AppError> => {
    const holder = (await inspect(name))?.facts;
    // Gone in between, or the beginning of another container's id.
    if (holder === undefined || holder.name !== name) {
      return new AppError('NAME_TAKEN', `The container name ${name} is taken.`, {
        cause: error.cause,
        details: { name, holder: `the container ${name}`, ours: false },
      });
    }
    const directory = holder.labels[LABELS.directory];
    const owner =
      directory === undefined
        ? 'not made by DeltaDock'
        : directory === directoryId
          ? 'of this data directory'
          : `of the DeltaDock directory ${directory}`;
    const described = `the container ${name} (${short(holder.id)}, image ${holder.image}, ${holder.status}, ${owner})`;
    return new AppError('NAME_TAKEN', `The container name ${name} is taken by ${described}. Nothing was changed.`, {
      cause: error.cause,
      details: {
        name,
        holder: described,
        holderId: short(holder.id),
        holderImage: holder.image,
        ours: directory === directoryId,
        ...(directory === undefined ? {} : { directory }),
      },
    });
  };

  const refineConflict = async (error: unknown, name: string): Promise<unknown> =>
    error instanceof AppError && (error.code === 'NAME_TAKEN' || refusalStatus(error) === 409)
      ? await nameTaken(name, error)
      : error;

  const gone = (id: string): AppError =>
    new AppError('CONTAINER_GONE', `The container ${short(id)} does not exist any more.`, {
      details: { id: short(id) },
    });

  return {
    inspect,

    create: async (spec) => {
      const { info } = await connection.engine();
      const attempt: Attempt = { operation: 'create', doing: `create the container ${spec.name}`, image: spec.image };
      try {
        const { value } = await connection.call(
          {
            method: 'POST',
            path: '/containers/create',
            query: { name: spec.name },
            body: createBody(spec, directoryId, info.loggingDriver),
            deadline: CREATE_DEADLINE,
          },
          attempt,
        );
        const created = Created.safeParse(value);
        if (created.success) return created.data.Id;
        throw new AppError('DOCKER_ERROR', `Docker created the container ${spec.name} but did not say its id.`);
      } catch (error) {
        throw await refineConflict(error, spec.name);
      }
    },

    start: async (id) => {
      const own = await requireOurs(id, 'start');
      if (own === undefined) throw gone(id);
      const attempt: Attempt = { operation: 'start', doing: `start the container ${short(own)}` };
      try {
        await connection.call(
          { method: 'POST', path: pathOf('containers', own, 'start'), deadline: START_DEADLINE },
          attempt,
        );
      } catch (error) {
        // 304: it runs already.
        if (refusalStatus(error) !== 304) throw error;
      }
    },

    stop: async (id, grace) => {
      const own = await requireOurs(id, 'stop');
      if (own === undefined) return;
      const seconds = Math.max(0, Math.ceil(grace));
      await unlessGone(async () => {
        await connection.call(
          {
            method: 'POST',
            path: pathOf('containers', own, 'stop'),
            query: { t: String(seconds) },
            deadline: seconds * 1_000 + STOP_SLACK,
          },
          other(`stop the container ${short(own)}`),
        );
      });
    },

    remove: async (id) => {
      const own = await requireOurs(id, 'remove');
      if (own === undefined) return;
      await unlessGone(async () => {
        await connection.call(
          {
            method: 'DELETE',
            path: pathOf('containers', own),
            query: { force: 'true', v: 'true' },
            deadline: REMOVE_DEADLINE,
          },
          other(`remove the container ${short(own)}`),
        );
      });
    },

    rename: async (id, name) => {
      const own = await requireOurs(id, 'rename');
      if (own === undefined) throw gone(id);
      try {
        await connection.call(
          { method: 'POST', path: pathOf('containers', own, 'rename'), query: { name } },
          other(`rename the container ${short(own)} to ${name}`),
        );
      } catch (error) {
        throw await refineConflict(error, name);
      }
    },

    list: async () => {
      const filters = JSON.stringify({ label: [`${LABELS.directory}=${directoryId}`] });
      const answer = await connection.call(
        { method: 'GET', path: '/containers/json', query: { all: 'true', filters } },
        other('list the containers'),
      );
      const listed = Listed.safeParse(answer.value);
      if (!listed.success)
        throw new AppError('DOCKER_ERROR', 'Docker listed containers in a way that DeltaDock does not know.');
      const all: ContainerFacts[] = [];
      for (let begin = 0; begin < listed.data.length; begin += AT_ONCE) {
        const some = await Promise.all(
          listed.data.slice(begin, begin + AT_ONCE).map(async ({ Id }) => await inspect(Id)),
        );
        // Removed between the list and the look: it is simply not there.
        all.push(...some.flatMap((one) => (one === undefined ? [] : [one.facts])));
      }
      return all;
    },
  };
}

/** The first 12 characters of an id, as Docker shows it. */
function short(id: string): string {
  return /^[a-f0-9]{64}$/.test(id) ? id.slice(0, 12) : id;
}

function other(doing: string): Attempt {
  return { operation: 'other', doing };
}

/** Stopping and removing what is stopped, gone or just being removed (409 to a forced removal) is done. */
async function unlessGone(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (![304, 404, 409].includes(refusalStatus(error) ?? 0)) throw error;
  }
}
