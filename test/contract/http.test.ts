import { systemClock } from '../../electron/adapter/system/system-clock.ts';
import { createControlDoor } from '../../electron/http/control-door.ts';
import { loadUiFiles } from '../../electron/page/ui-files.ts';
import { createFakeEngine } from '../support/fakes/engine.ts';
import { silentLogger } from '../support/fakes/host-parts.ts';
import { describeContract } from './contract-suite.ts';
import { httpTransport } from './http-transport.ts';

describeContract('HTTP', async () => {
  const token = 'a'.repeat(43);
  const engine = createFakeEngine({
    version: '0.0.0',
    pid: 1,
    mode: 'borrowed',
    directory: { id: 'abcdef', path: 'nowhere', isDefault: false },
    requestStop() {},
  });
  const ui = await loadUiFiles('/there/is/no/such/folder');
  const door = createControlDoor({ engine, token, ui, clock: systemClock, logger: silentLogger });
  const port = await door.listen(0);
  return {
    engine,
    transport: httpTransport(`http://127.0.0.1:${String(port)}`, token),
    close: async () => {
      await engine.stop({ leavePlugins: true });
      await door.close(100);
    },
  };
});
