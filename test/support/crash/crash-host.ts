/**
 * A host that ends itself with SIGKILL at a named crash point: `node crash-host.ts DATA_DIR POINT`.
 * Instead of a point, `@FILE` names a file that holds it once the host is to end there.
 * Everything else of it is the product's own; it prints the same ready line as `deltafi serve`.
 */
import { existsSync, readFileSync } from 'node:fs';
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
  },
  {
    ...createProductParts(process.env, homedir()),
    reachCrashPoint(reached) {
      if (reached === wantedPoint()) process.kill(process.pid, 'SIGKILL');
    },
  },
);
const control = `${host.addresses.control}/#token=${host.token}`;
process.stdout.write(
  `${JSON.stringify({ ready: true, ...host.addresses, control, pid: process.pid, dataDirectory: path })}\n`,
);
await host.ended;

function wantedPoint(): string {
  if (!point.startsWith('@')) return point;
  const file = point.slice(1);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
