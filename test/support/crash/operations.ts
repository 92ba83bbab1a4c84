import type { CrashPoint } from '../../../electron/engine/port/crash-points.ts';

/** The operations on a plugin that a kill may fall into. */
export const OPERATIONS = [
  'install',
  'upgrade',
  'rollback',
  'disable',
  'enable',
  'restart',
  'recreate',
  'uninstall',
] as const;
export type PluginOperation = (typeof OPERATIONS)[number];

/** What every start of a container passes. */
const START: readonly CrashPoint[] = ['install.started', 'install.registration-received', 'install.installed-stored'];

/** Every named point that an operation passes, in order. */
export const POINTS_OF: Readonly<Record<PluginOperation, readonly CrashPoint[]>> = {
  install: ['install.pending-stored', 'install.mid-pull', 'install.created', ...START],
  upgrade: [
    'upgrade.wish-stored',
    'install.mid-pull',
    'upgrade.next-created',
    'upgrade.switched',
    'upgrade.former-stopped',
    ...START,
  ],
  rollback: ['rollback.stored', 'install.created', ...START],
  disable: ['disable.stored', 'disable.stopped'],
  enable: ['enable.stored', ...START],
  restart: ['restart.stored', 'restart.stopped', ...START],
  recreate: ['restart.stored', 'install.created', ...START],
  uninstall: ['uninstall.removing-stored', 'uninstall.container-removed'],
};
