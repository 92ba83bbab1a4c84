import type { PluginView, ReasonLink } from '../../../shared/model/plugin.ts';
import type { Pull } from '../../app/store/bench-state.ts';
import { Button } from '../../components/button.tsx';
import { CodeId } from '../../components/code-id.tsx';
import { Fact, Facts } from '../../components/facts.tsx';
import { Note } from '../../components/note.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { deploySteps } from './deploy-steps.ts';
import { DeployStepBars } from './deploy-step-bars.tsx';
import { FailurePanel } from './failure-panel.tsx';
import { PanelSection } from './panel-section.tsx';
import type { PluginAction } from './plugin-actions.ts';
import { ReasonChain } from './reason-chain.tsx';
import { pullSummary } from './task.ts';
import { failedUpgradeLine, upgradeLine } from './upgrade.ts';
import type { DirectActions } from './use-direct-actions.ts';

interface StatusTabProps {
  readonly plugin: PluginView;
  /** The chain from effect to release, as far as it was asked for this state. */
  readonly reasons: readonly ReasonLink[];
  readonly pull: Pull | undefined;
  readonly best: PluginAction | undefined;
  readonly direct: DirectActions;
  /** Only last known: nobody observes it now. */
  readonly isLost: boolean;
  readonly now: number;
}

/** Where the plugin stands and why; for a failed one the cause, its evidence and the next step. */
export function StatusTab({ plugin, reasons, pull, isLost, best, direct, now }: StatusTabProps) {
  const { failure, lastOperation, upgrade, installState } = plugin;
  const hasFailed = installState === 'FAILED' && failure !== undefined;
  const steps = deploySteps(plugin, pull, now);
  const startedAt = upgrade?.since ?? lastOperation?.startedAt;
  const operation = upgrade === undefined ? operationWords[lastOperation?.kind ?? 'install'] : 'Upgrade';
  return (
    <>
      {hasFailed && <FailurePanel failure={failure} best={best} direct={direct} now={now} />}
      <UpgradeNote plugin={plugin} direct={direct} />
      {steps.length > 0 && (
        <PanelSection
          title={hasFailed ? 'How far it came' : operation}
          aside={!hasFailed && startedAt !== undefined && <RelativeTime at={startedAt} now={now} suffix="so far" />}
        >
          {upgrade !== undefined && <p className="mb-2.5 text-small text-fg-2">{upgradeLine(plugin)}</p>}
          <DeployStepBars steps={steps} />
          {pull !== undefined && !hasFailed && <p className="figures mt-2 text-small text-fg-2">{pullSummary(pull)}</p>}
        </PanelSection>
      )}
      {!hasFailed && (
        <PanelSection title={installState === 'INSTALLED' && !plugin.disabled ? 'Status' : 'Why it does not serve'}>
          <ReasonChain plugin={plugin} reasons={reasons} isLost={isLost} now={now} />
        </PanelSection>
      )}
      <PanelSection title="Plugin">
        <PluginFacts plugin={plugin} now={now} />
      </PanelSection>
    </>
  );
}

interface UpgradeNoteProps {
  readonly plugin: PluginView;
  readonly direct: DirectActions;
}

/** An upgrade that did not come about, while the version before serves on. */
function UpgradeNote({ plugin, direct }: UpgradeNoteProps) {
  const line = failedUpgradeLine(plugin);
  if (line === undefined) return undefined;
  return (
    <section className="px-5 pt-4 pb-3.5">
      <Note
        kind="fail"
        shape="failed"
        title={`${line}.`}
        actions={
          !plugin.disabled && (
            <Button size="small" disabled={direct.isPending('retry')} onClick={() => direct.run('retry')}>
              Retry upgrade
            </Button>
          )
        }
      >
        {plugin.version} goes on serving. <code className="mono text-fg-2">{plugin.lastOperation?.code}</code>
      </Note>
    </section>
  );
}

interface PluginFactsProps {
  readonly plugin: PluginView;
  readonly now: number;
}

function PluginFacts({ plugin, now }: PluginFactsProps) {
  const { coordinates, description, actionKitVersion, heartbeatAt, imageId, digest, lastOperation } = plugin;
  return (
    <Facts>
      {description !== '' && <Fact name="Description">{description}</Fact>}
      <Fact name="Coordinates">
        {coordinates === undefined ? (
          <span className="text-fg-3">known once it has registered</span>
        ) : (
          <code className="mono">{[coordinates.groupId, coordinates.artifactId, coordinates.version].join(':')}</code>
        )}
      </Fact>
      {actionKitVersion !== undefined && <Fact name="Action kit">{actionKitVersion}</Fact>}
      {imageId !== undefined && (
        <Fact name="Image id">
          <CodeId id={imageId} what="image id" />
        </Fact>
      )}
      {digest !== undefined && (
        <Fact name="Digest">
          <CodeId id={digest} what="digest" />
        </Fact>
      )}
      {heartbeatAt !== undefined && (
        <Fact name="Heartbeat">
          <RelativeTime at={heartbeatAt} now={now} suffix="ago" />
        </Fact>
      )}
      {lastOperation?.finishedAt !== undefined && (
        <Fact name="Last operation">
          {operationWords[lastOperation.kind]}, {lastOperation.outcome}{' '}
          <RelativeTime at={lastOperation.finishedAt} now={now} suffix="ago" />
          {lastOperation.code !== undefined && <code className="mono text-fg-2"> {lastOperation.code}</code>}
        </Fact>
      )}
    </Facts>
  );
}

const operationWords = {
  install: 'Install',
  upgrade: 'Upgrade',
  rollback: 'Rollback',
  restart: 'Restart',
  enable: 'Enable',
  disable: 'Disable',
  uninstall: 'Uninstall',
} as const;
