import { dispatch } from '../../shared/contract/dispatch.ts';
import { createFakeEngine } from '../support/fakes/engine.ts';
import { describeContract } from './contract-suite.ts';

describeContract('direct dispatch', async () => {
  const engine = createFakeEngine({
    version: '0.0.0',
    pid: 1,
    mode: 'borrowed',
    directory: { id: 'abcdef', path: 'nowhere', isDefault: false },
    requestStop() {},
  });
  return {
    engine,
    transport: {
      call: (name, input) => dispatch(engine.handlers, name, input, () => {}),
      subscribe: (onEvent) => engine.subscribe(onEvent),
    },
    close: () => engine.stop({ leavePlugins: true }),
  };
});
