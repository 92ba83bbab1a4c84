/**
 * A host of the product with one protection taken away: `node unprotected-host.ts DATA_DIR PROTECTION`, to show that the
 * tests of crash points can fail. `recovery`: nothing is looked at and taken up at the start. `durability`: what it stores
 * lies beside the data directory, and so is not there for the next engine.
 */
import { homedir } from 'node:os';
import { createHost } from '../../../electron/host/create-host.ts';
import type { HostParts } from '../../../electron/host/host-parts.ts';
import { createProductParts } from '../../../electron/host/product-parts.ts';

const [path = '', protection = ''] = process.argv.slice(2);
const parts = createProductParts(process.env, homedir());
const without: Readonly<Record<string, Partial<HostParts>>> = {
  recovery: {
    createEngine: (ports, options) => ({ ...parts.createEngine(ports, options), start: async () => {} }),
  },
  durability: {
    openState: (directory, freshState, logger) => parts.openState(`${directory}/elsewhere`, freshState, logger),
  },
};
const host = await createHost(
  {
    directory: { path, isDefault: false },
    version: '0.0.0-unprotected',
    mode: 'serve',
    uiFolder: '',
    controlPort: 0,
  },
  { ...parts, ...without[protection] },
);
const control = `${host.addresses.control}/#token=${host.token}`;
process.stdout.write(`${JSON.stringify({ ready: true, ...host.addresses, control, pid: process.pid })}\n`);
await host.ended;
