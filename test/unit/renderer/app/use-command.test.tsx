import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallResult, Client } from '../../../../renderer/api/client.ts';
import { BenchProvider } from '../../../../renderer/app/bench-context.tsx';
import { createBenchStore } from '../../../../renderer/app/store/bench-store.ts';
import { useCommand } from '../../../../renderer/app/use-command.ts';
import { AppError, toWire } from '../../../../shared/errors.ts';
import { installedView } from '../../../support/fakes/control-door/views.ts';

afterEach(cleanup);

const DONE = { ok: true, value: { plugin: installedView('a') } };
const FULL = { ok: false, error: toWire(new AppError('DISK_FULL', 'Full.')) };

describe('a command', () => {
  it('is pending until the answer, and sent once however often it is pressed', async () => {
    const { hook, calls } = setUp();
    act(() => {
      hook.current.run({ plugin: 'a' });
      hook.current.run({ plugin: 'a' });
    });
    expect(hook.current.pending).toBe(true);
    expect(calls).toHaveLength(1);
    calls[0]?.answer(DONE);
    await waitFor(() => expect(hook.current.pending).toBe(false));
  });

  it('shows a refusal, and sends the same again on retry', async () => {
    const { hook, calls } = setUp();
    const done: string[] = [];
    act(() => hook.current.run({ plugin: 'a' }, ({ plugin }) => done.push(plugin.name)));
    calls[0]?.answer(FULL);
    await waitFor(() => expect(hook.current.error?.code).toBe('DISK_FULL'));
    expect(done).toEqual([]);
    act(() => hook.current.retry());
    expect(hook.current.error).toBeUndefined();
    expect(calls.map(({ input }) => input)).toEqual([{ plugin: 'a' }, { plugin: 'a' }]);
    calls[1]?.answer(DONE);
    await waitFor(() => expect(done).toEqual(['a']));
  });
});

function setUp() {
  const calls: { readonly input: unknown; readonly answer: (result: unknown) => void }[] = [];
  const client: Client = {
    call: (_name, input) =>
      new Promise((resolve) => {
        calls.push({ input, answer: (result) => resolve(result as CallResult<never>) });
      }),
    subscribe: () => ({ dispose: () => undefined }),
  };
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <BenchProvider client={client} store={createBenchStore()}>
      {children}
    </BenchProvider>
  );
  const { result } = renderHook(() => useCommand('plugin.cancel'), { wrapper });
  return { hook: result, calls };
}
