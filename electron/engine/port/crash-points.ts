/** The named points of the plugins' operations at which a test ends the process (D15). */
export type CrashPoint =
  | 'install.pending-stored'
  | 'install.mid-pull'
  | 'install.created'
  | 'install.started'
  | 'install.registration-received'
  | 'install.installed-stored'
  | 'upgrade.wish-stored'
  | 'upgrade.next-created'
  | 'upgrade.switched'
  | 'upgrade.former-stopped'
  | 'rollback.stored'
  | 'disable.stored'
  | 'disable.stopped'
  | 'enable.stored'
  | 'restart.stored'
  | 'restart.stopped'
  | 'uninstall.removing-stored'
  | 'uninstall.container-removed';

/** Called when such a point is passed; the product does nothing there. */
export type ReachCrashPoint = (point: CrashPoint) => void;
