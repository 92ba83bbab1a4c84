import type { PluginView } from '../../../shared/model/plugin.ts';
import type { Pull } from '../../app/store/bench-state.ts';
import { Chain, ChainItem } from '../../components/chain.tsx';
import { CodeId } from '../../components/code-id.tsx';
import { Fact, Facts } from '../../components/facts.tsx';
import { formatTimeLeft } from '../../components/format/duration.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import { deploySteps } from './deploy-steps.ts';
import { DeployStepBars } from './deploy-step-bars.tsx';
import { FailurePanel } from './failure-panel.tsx';
import { PanelSection } from './panel-section.tsx';
import { isChanging, pluginLook } from './plugin-look.ts';
import { pullSummary } from './task.ts';

interface StatusTabProps {
  readonly plugin: PluginView;
  readonly pull: Pull | undefined;
  readonly engineLost: boolean;
  readonly now: number;
}

/** Where the plugin stands and why; for a failed one the cause, its evidence and the next step. */
export function StatusTab({ plugin, pull, engineLost, now }: StatusTabProps) {
  const { failure, lastOperation } = plugin;
  const hasFailed = plugin.installState === 'FAILED' && failure !== undefined;
  const steps = deploySteps(plugin, pull, now);
  return (
    <>
      {hasFailed && <FailurePanel plugin={plugin} failure={failure} now={now} />}
      {steps.length > 0 && (
        <PanelSection
          title={hasFailed ? 'How far it came' : 'Install'}
          aside={
            !hasFailed &&
            lastOperation !== undefined && <RelativeTime at={lastOperation.startedAt} now={now} suffix="so far" />
          }
        >
          <DeployStepBars steps={steps} />
          {pull !== undefined && !hasFailed && <p className="figures mt-2 text-small text-fg-2">{pullSummary(pull)}</p>}
        </PanelSection>
      )}
      {!hasFailed && (
        <PanelSection title={isChanging(plugin) ? 'Why it is not ready' : 'Status'}>
          <ReasonChain plugin={plugin} engineLost={engineLost} now={now} />
        </PanelSection>
      )}
      <PanelSection title="Plugin">
        <PluginFacts plugin={plugin} now={now} />
      </PanelSection>
    </>
  );
}

interface ReasonChainProps {
  readonly plugin: PluginView;
  readonly engineLost: boolean;
  readonly now: number;
}

function ReasonChain({ plugin, engineLost, now }: ReasonChainProps) {
  const { text, since, release, deadline } = plugin.reason;
  const { kind, shape } = pluginLook(plugin, engineLost);
  return (
    <Chain>
      <ChainItem mark={{ kind, shape }} title={text} aside={<RelativeTime at={since} now={now} />} />
      {(release !== undefined || deadline !== undefined) && (
        <ChainItem
          mark={{ kind: 'ok', shape: 'process' }}
          title={release ?? 'It goes on by itself.'}
          text={deadline === undefined ? undefined : 'If not in time, it counts as failed.'}
          aside={deadline === undefined ? undefined : formatTimeLeft(deadline, now)}
        />
      )}
    </Chain>
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
