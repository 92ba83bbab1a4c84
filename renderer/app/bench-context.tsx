import { createContext, type ReactNode, useContext } from 'react';
import { useStore } from 'zustand';
import type { Client } from '../api/client.ts';
import type { BenchState } from './store/bench-state.ts';
import type { BenchStore } from './store/bench-store.ts';

interface Bench {
  readonly client: Client;
  readonly store: BenchStore;
}

const BenchContext = createContext<Bench | undefined>(undefined);

interface BenchProviderProps extends Bench {
  readonly children: ReactNode;
}

/** Gives everything below it the engine's client and the store. */
export function BenchProvider({ client, store, children }: BenchProviderProps) {
  return <BenchContext value={{ client, store }}>{children}</BenchContext>;
}

export function useClient(): Client {
  return useBenchContext().client;
}

export function useBenchStore(): BenchStore {
  return useBenchContext().store;
}

/** What `select` takes from the store; renders anew only when that changes, so it must not build new objects. */
export function useBench<T>(select: (state: BenchState) => T): T {
  return useStore(useBenchContext().store, select);
}

function useBenchContext(): Bench {
  const bench = useContext(BenchContext);
  if (bench === undefined) throw new Error('There is no BenchProvider above this component.');
  return bench;
}
