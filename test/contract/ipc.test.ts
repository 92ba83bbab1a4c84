import type { Answer } from '../../shared/contract/dispatch.ts';
import { createFakeEngine } from '../support/fakes/engine.ts';
import { silentLogger } from '../support/fakes/host-parts.ts';
import { createIpcPair } from '../support/fakes/ipc-pair.ts';
import { describeContract } from './contract-suite.ts';

describeContract('IPC', async () => {
  const engine = createFakeEngine({
    version: '0.0.0',
    pid: 1,
    mode: 'borrowed',
    directory: { id: 'abcdef', path: 'nowhere', isDefault: false },
    requestStop() {},
  });
  const { bridge, door, page } = createIpcPair(Promise.resolve(engine), silentLogger);
  return {
    engine,
    transport: {
      call: async (name, input) => (await bridge.invoke(name, input)) as Answer,
      subscribe(onEvent) {
        const stop = bridge.subscribe((event) => {
          if (event !== undefined) onEvent(event);
        });
        return { dispose: stop };
      },
    },
    cutStreams: () => door.forget(page.id),
    close: () => engine.stop({ leavePlugins: true }),
  };
});
