import type { Fault } from './fault.ts';

const UNIT = 'test/unit/engine/plugin';
const UPGRADE = `${UNIT}/upgrade.test.ts`;
const INSTALL = `${UNIT}/install.test.ts`;
const SURVIVAL = `${UNIT}/survival.test.ts`;
const NUMBERS = `${UNIT}/numbers-engine.test.ts`;
const RECONCILE = `${UNIT}/reconcile.test.ts`;
const READINESS = `${UNIT}/deploy/readiness.test.ts`;

/** Faults of the machine, of deploys and upgrades, and of the commands. */
export const LIFECYCLE_FAULTS: readonly Fault[] = [
  {
    what: 'an upgrade takes the serving version down at once',
    file: 'electron/engine/plugin/lifecycle.ts',
    search: "? to('INSTALLED', 'abort-next', 'prepare-next')",
    replacement: "? to('PENDING', 'abort-next', 'prepare-next')",
    caughtBy: { file: UPGRADE, title: 'keeps the old version serving until the new one is prepared' },
  },
  {
    what: 'an installed plugin can become REMOVING and come back',
    file: 'electron/engine/plugin/lifecycle.ts',
    search: "return refuse(state, 'it is being removed');",
    replacement: "return to('PENDING', 'start-deploy');",
    caughtBy: { file: `${UNIT}/lifecycle.test.ts`, title: 'answers every pair of state and event' },
  },
  {
    what: 'a ready plugin is called installed from whatever state',
    file: 'electron/engine/plugin/lifecycle.ts',
    search: "return state === 'INSTALLING' ? to('INSTALLED') :",
    replacement: "return state !== 'absent' ? to('INSTALLED') :",
    caughtBy: { file: `${UNIT}/lifecycle.test.ts`, title: 'answers every pair of state and event' },
  },
  {
    what: 'the serving container goes while the next one is prepared',
    file: 'electron/engine/plugin/deploy/prepare.ts',
    search: 'await removeStrays(context, target.pluginId, target.deployId);',
    replacement: 'await removeStrays(context, target.pluginId, context.book.get(target.pluginId)?.deploy?.id);',
    caughtBy: { file: UPGRADE, title: 'stops and keeps the old container before the new one starts' },
  },
  {
    what: 'an upgrade that was cut short meets its own container and fails',
    file: 'electron/engine/plugin/deploy/prepare.ts',
    search: 'await removeStrays(context, target.pluginId, target.deployId);',
    replacement: 'await removeStrays(context, target.pluginId);',
    caughtBy: { file: `${UNIT}/model.test.ts`, title: 'keeps its promises at every step' },
  },
  {
    what: 'old and new container run at the same time',
    file: 'electron/engine/plugin/deploy/containers.ts',
    search: "if (status === 'running' || status === 'paused' || status === 'restarting')",
    replacement: "if (status === 'restarting')",
    caughtBy: { file: `${UNIT}/model.test.ts`, title: 'keeps its promises at every step' },
  },
  {
    what: 'the former container is not stopped before the next one starts',
    file: 'electron/engine/plugin/deploy/deploy-runner.ts',
    search: "if (part === 'switch') await takeThePlace(target);",
    replacement: '',
    caughtBy: { file: UPGRADE, title: 'stops and keeps the old container before the new one starts' },
  },
  {
    what: 'the image to go back to is not kept',
    file: 'electron/engine/plugin/deploy/await-ready.ts',
    search: '...(good === undefined ? {} : { good }),',
    replacement: '',
    caughtBy: { file: UPGRADE, title: 'offers the way back, and goes back to the exact image' },
  },
  {
    what: 'a rollback asks the tag instead of taking the exact image',
    file: 'electron/engine/plugin/plugin-service.ts',
    search: 'deploy: { ...newDeploy(), exactImageId: good.imageId },',
    replacement: 'deploy: newDeploy(),',
    caughtBy: { file: UPGRADE, title: 'offers the way back, and goes back to the exact image' },
  },
  {
    what: 'a rollback is offered to the version that failed',
    file: 'electron/engine/plugin/view.ts',
    search: 'record.good.imageId !== record.deploy?.imageId',
    replacement: 'record.deploy !== undefined',
    caughtBy: { file: UPGRADE, title: 'retries what failed and refuses what did not' },
  },
  {
    what: 'a failed preparation fails the serving plugin',
    file: 'electron/engine/plugin/deploy/upgrade-runner.ts',
    search: 'await giveUp(target, cause);',
    replacement: "await failing.fail(target.pluginId, context.book.get(target.pluginId)?.deploy?.id ?? '', cause);",
    caughtBy: { file: UPGRADE, title: 'that cannot be prepared leaves the old version as it is' },
  },
  {
    what: 'a prepared upgrade is forgotten when the engine starts again',
    file: 'electron/engine/plugin/observer.ts',
    search: 'if (next !== undefined && !services.upgrades.isRunning(id)) services.upgrades.begin(id);',
    replacement: 'if (next === undefined) return;',
    caughtBy: { file: UPGRADE, title: 'is taken up again by another engine' },
  },
  {
    what: 'disabling leaves the container running',
    file: 'electron/engine/plugin/plugin-service.ts',
    search: 'await stopAndKeep(context, record.id);',
    replacement: '',
    caughtBy: { file: UPGRADE, title: 'stops and keeps the container, and nothing brings it back but enabling' },
  },
  {
    what: 'a container is started while it still stops',
    file: 'electron/engine/plugin/deploy/await-ready.ts',
    search: 'await Promise.allSettled([live.stopping]);',
    replacement: '',
    caughtBy: { file: NUMBERS, title: 'enabling while it still stops' },
  },
  {
    what: 'a restart that a kill cut short fails the plugin',
    file: 'electron/engine/plugin/plugin-service.ts',
    search: "...withoutRegistration(current),\n          lastOperation: running('restart'),",
    replacement: "...current,\n          lastOperation: running('restart'),",
    caughtBy: { file: NUMBERS, title: 'a restart that is cut short' },
  },
  {
    what: 'a disabled plugin is left running by the next look',
    file: 'electron/engine/plugin/reconcile.ts',
    search:
      "return container !== undefined && isUp(container)\n      ? { do: 'stop', because: 'a disabled plugin does not run' }",
    replacement:
      "return container !== undefined && !isUp(container)\n      ? { do: 'stop', because: 'a disabled plugin does not run' }",
    caughtBy: { file: NUMBERS, title: 'a disabled plugin that somebody starts' },
  },
  {
    what: 'a container that runs another image is adopted',
    file: 'electron/engine/plugin/reconcile.ts',
    search: 'if (container.imageId !== record.deploy?.imageId)',
    replacement: 'if (container.imageId === undefined)',
    caughtBy: { file: RECONCILE, title: 'is this table' },
  },
  {
    what: 'exits are not counted, and a crash loop never ends',
    file: 'electron/engine/plugin/reconcile.ts',
    search: 'countExit: watched',
    replacement: 'countExit: false',
    caughtBy: { file: SURVIVAL, title: 'three times in five minutes is a crash loop' },
  },
  {
    what: 'a registration of an earlier start counts for this one',
    file: 'electron/engine/plugin/deploy/readiness.ts',
    search: "registration.kind === 'accepted' && registration.start === container.startedAt;",
    replacement: "registration.kind === 'accepted';",
    caughtBy: { file: READINESS, title: 'needs a registration of this very start' },
  },
  {
    what: 'a container of another image is called installed',
    file: 'electron/engine/plugin/deploy/readiness.ts',
    search: 'if (container.imageId !== input.wantedImageId)',
    replacement: "if (container.imageId === '')",
    caughtBy: { file: READINESS, title: 'needs the wished image' },
  },
  {
    what: 'a refused plugin waits for its deadline',
    file: 'electron/engine/plugin/deploy/readiness.ts',
    search: "if (registration.kind === 'refused') return refused(registration);",
    replacement: '',
    caughtBy: { file: INSTALL, title: 'fails at once when the registration is refused' },
  },
  {
    what: 'an unhealthy plugin waits for its deadline',
    file: 'electron/engine/plugin/deploy/readiness.ts',
    search: "if (container.health === 'unhealthy')\n    return fail('UNHEALTHY'",
    replacement: "if (container.health === 'none')\n    return fail('UNHEALTHY'",
    caughtBy: { file: READINESS, title: 'tells failing health from health that never came' },
  },
];
