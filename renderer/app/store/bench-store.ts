import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Client } from '../../api/client.ts';
import { applyEvent, type BenchState, EMPTY_BENCH } from './bench-state.ts';

/** The page's one store. Only the engine's events change it, and looking at a notice. */
export type BenchStore = StoreApi<BenchState>;

export function createBenchStore(initial: BenchState = EMPTY_BENCH): BenchStore {
  return createStore(() => initial);
}

/** Feeds the store from the client's events until disposed. */
export function feedStore(store: BenchStore, client: Pick<Client, 'subscribe'>): { dispose(): void } {
  return client.subscribe({
    onEvent: (event) => store.setState((state) => applyEvent(state, event, Date.now())),
    onConnection: (connection) => store.setState({ connection }),
  });
}

/** Takes a notice away: seen, dismissed, or its time is over. */
export function dismissNotice(store: BenchStore, id: string): void {
  store.setState((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) }));
}
