import { config } from 'zod/mini';

/**
 * Imported before anything that makes a schema: the strict CSP forbids `new Function`, and zod probes for it
 * as soon as a schema exists unless it is told not to (D19).
 */
config({ jitless: true });
