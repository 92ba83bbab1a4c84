import { createSocket } from 'node:dgram';
import * as z from 'zod/mini';
import { AppError } from '../../../shared/errors.ts';
import { LABELS } from '../../engine/port/container-runtime.ts';
import { pathOf } from './client.ts';
import type { Connection } from './connection.ts';
import { type Attempt, refusalStatus } from './errors.ts';

const Labels = z.optional(z.nullable(z.record(z.string(), z.string())));
const Networks = z.array(z.object({ Id: z.string(), Name: z.string(), Driver: z.optional(z.string()), Labels }));
const Listed = z.array(z.unknown());
const Bridge = z.object({
  IPAM: z.object({
    Config: z.optional(
      z.nullable(z.array(z.object({ Gateway: z.optional(z.string()), Subnet: z.optional(z.string()) }))),
    ),
  }),
});

export interface ContainerNetworks {
  readonly ensure: (name: string) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
  readonly hostGateway: () => Promise<string | undefined>;
}

type Network = z.infer<typeof Networks>[number];

export function createNetworks(connection: Connection, directoryId: string): ContainerNetworks {
  const isOurs = (network: Network): boolean => network.Labels?.[LABELS.directory] === directoryId;

  /** All networks of exactly this name: Docker's own filter also finds names that contain it. */
  const find = async (name: string): Promise<readonly Network[]> => {
    const filters = JSON.stringify({ name: [name] });
    const answer = await connection.call(
      { method: 'GET', path: '/networks', query: { filters } },
      other('list the networks'),
    );
    const parsed = Networks.safeParse(answer.value);
    if (!parsed.success)
      throw new AppError('DOCKER_ERROR', 'Docker listed networks in a way that DeltaDock does not know.');
    return parsed.data.filter((network) => network.Name === name);
  };

  const isThere = async (name: string): Promise<boolean> => {
    const found = await find(name);
    if (found.some(isOurs)) return true;
    const holder = found[0];
    if (holder === undefined) return false;
    throw nameTaken(name, holder);
  };

  const ensure = async (name: string): Promise<void> => {
    if (await isThere(name)) return;
    const body = { Name: name, Driver: 'bridge', CheckDuplicate: true, Labels: { [LABELS.directory]: directoryId } };
    try {
      await connection.call({ method: 'POST', path: '/networks/create', body }, other(`create the network ${name}`));
    } catch (error) {
      // Somebody was faster: whose it is decides.
      if (refusalStatus(error) !== 409 || !(await isThere(name))) throw error;
    }
  };
  /** One at a time for each name: an engine's own check lets twins through (tried on 20.10). */
  const ensuring = new Map<string, Promise<void>>();

  return {
    ensure: async (name) => {
      const underWay = ensuring.get(name) ?? ensure(name).finally(() => ensuring.delete(name));
      ensuring.set(name, underWay);
      await underWay;
    },

    remove: async (name) => {
      const ours = (await find(name)).find(isOurs);
      if (ours === undefined) return;
      // Stopped containers count, without their network they could not start again; those that never ran know it by name only.
      const filters = JSON.stringify({ network: [ours.Id, name] });
      const users = await connection.call(
        { method: 'GET', path: '/containers/json', query: { all: 'true', filters } },
        other(`list the containers of the network ${name}`),
      );
      const listed = Listed.safeParse(users.value);
      if (!listed.success || listed.data.length > 0) return;
      try {
        await connection.call(
          { method: 'DELETE', path: pathOf('networks', ours.Id) },
          other(`remove the network ${name}`),
        );
      } catch (error) {
        // 403 and 409: a container joined in between. 404: gone.
        if (![403, 404, 409].includes(refusalStatus(error) ?? 0)) throw error;
      }
    },

    hostGateway: async () => {
      const { info } = await connection.engine();
      if (VIRTUAL_MACHINE.test(`${info.operatingSystem}\n${info.name}`)) return undefined;
      try {
        const { value } = await connection.call(
          { method: 'GET', path: pathOf('networks', 'bridge') },
          other('inspect the network bridge'),
        );
        const parsed = Bridge.safeParse(value);
        const gateway = parsed.success ? gatewayOf(parsed.data.IPAM.Config ?? []) : undefined;
        return gateway !== undefined && (await isOwnAddress(gateway)) ? gateway : undefined;
      } catch (error) {
        // An engine without its default bridge.
        if (refusalStatus(error) === 404) return undefined;
        throw error;
      }
    },
  };
}

/** Engines that live in a virtual machine and lead host.docker.internal to this machine's loopback. */
const VIRTUAL_MACHINE = /docker desktop|orbstack|^colima|lima-|rancher desktop/im;

function nameTaken(name: string, holder: Network): AppError {
  const directory = holder.Labels?.[LABELS.directory];
  const owner = directory === undefined ? 'not made by DeltaDock' : `of the DeltaDock directory ${directory}`;
  const described = `the network ${name} (${holder.Id.slice(0, 12)}, ${holder.Driver ?? 'unknown'} driver, ${owner})`;
  return new AppError('NAME_TAKEN', `The network name ${name} is taken by ${described}. Nothing was changed.`, {
    details: {
      name,
      holder: described,
      holderId: holder.Id.slice(0, 12),
      kind: 'network',
      ours: false,
      ...(directory === undefined ? {} : { directory }),
    },
  });
}

/** The IPv4 gateway; Docker leaves it out where it is the subnet's first address. */
function gatewayOf(
  config: readonly { readonly Gateway?: string | undefined; readonly Subnet?: string | undefined }[],
): string | undefined {
  for (const { Gateway, Subnet } of config) {
    if (Gateway !== undefined && IPV4.test(Gateway)) return Gateway;
    const base = Subnet === undefined ? null : /^(\d+\.\d+\.\d+)\.0\/\d+$/.exec(Subnet);
    if ((Gateway === undefined || Gateway === '') && base?.[1] !== undefined) return `${base[1]}.1`;
  }
  return undefined;
}

const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/**
 * Whether an address is one of this machine, found by binding a socket to it: an engine in a virtual machine or in a
 * namespace of its own has its bridge elsewhere, and the system's list of interfaces leaves out bridges without a
 * running container.
 */
async function isOwnAddress(address: string): Promise<boolean> {
  return await new Promise<boolean>((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind(0, address, () => {
      socket.close();
      resolve(true);
    });
  });
}

function other(doing: string): Attempt {
  return { operation: 'other', doing };
}
