/**
 * A host that ends itself with SIGKILL at a named crash point: `node crash-host.ts DATA_DIR POINT`.
 * Everything else of it is the product's own; it prints the same ready line as `deltafi serve`.
 */
import { homedir } from 'node:os';
import { createHost } from '../../../electron/host/create-host.ts';
import { createProductParts } from '../../../electron/host/product-parts.ts';

const [path = '', point = ''] = process.argv.slice(2);
const host = await createHost(
  {
    directory: { path, isDefault: false },
    version: '0.0.0-crash',
    mode: 'serve',
    uiFolder: '',
    controlPort: 0,
    corePort: 0,
  },
  {
    ...createProductParts(process.env, homedir()),
    reachCrashPoint(reached) {
      if (reached === point) process.kill(process.pid, 'SIGKILL');
    },
  },
);
const control = `${host.addresses.control}/#token=${host.token}`;
process.stdout.write(
  `${JSON.stringify({ ready: true, ...host.addresses, control, pid: process.pid, dataDirectory: path })}\n`,
);
await host.ended;
