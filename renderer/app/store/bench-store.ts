import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Client } from '../../api/client.ts';
import { applyEvent, type BenchState, EMPTY_BENCH } from './bench-state.ts';
import { batchPerFrame } from './event-batch.ts';
import { addFailure, type FailureNote } from './failure-list.ts';

/** The page's one store. Only the engine's events change it, and looking at a notice. */
export type BenchStore = StoreApi<BenchState>;

export function createBenchStore(initial: BenchState = EMPTY_BENCH): BenchStore {
  return createStore(() => initial);
}

/** Feeds the store from the client's events until disposed; what comes within one frame is applied together. */
export function feedStore(store: BenchStore, client: Pick<Client, 'subscribe'>): { dispose(): void } {
  const batch = batchPerFrame<BenchState>((update) => store.setState(update));
  const subscription = client.subscribe({
    onEvent: (event) => {
      const now = Date.now();
      batch.add((state) => applyEvent(state, event, now));
    },
    onConnection: (connection) => batch.add((state) => ({ ...state, connection })),
  });
  return {
    dispose: () => {
      subscription.dispose();
      batch.dispose();
    },
  };
}

/** Keeps a failure until it is dismissed. */
export function noteFailure(store: BenchStore, failure: FailureNote): void {
  store.setState((state) => ({ failures: addFailure(state.failures, failure) }));
}

export function dismissFailure(store: BenchStore, id: string): void {
  store.setState((state) => ({ failures: state.failures.filter((failure) => failure.id !== id) }));
}

export function dismissAllFailures(store: BenchStore): void {
  store.setState({ failures: [] });
}

/** Takes a notice away: seen, dismissed, or its time is over. */
export function dismissNotice(store: BenchStore, id: string): void {
  store.setState((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) }));
}
