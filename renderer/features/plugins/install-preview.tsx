import { registryOf, resolvedText, tryParseImageReference } from '../../../shared/image-reference.ts';
import { DEFAULT_SETTINGS } from '../../../shared/model/settings.ts';
import type { PullPolicy } from '../../../shared/model/plugin.ts';
import { useBench } from '../../app/bench-context.tsx';
import { Chain, ChainItem } from '../../components/chain.tsx';
import { Fact, Facts } from '../../components/facts.tsx';
import { formatMemory } from '../../components/format/bytes.ts';
import { formatCount } from '../../components/format/count.ts';

interface InstallPreviewProps {
  readonly text: string;
  readonly pull: PullPolicy;
}

/** How the reference is read, and what an install will do, step by step. */
export function InstallPreview({ text, pull }: InstallPreviewProps) {
  const settings = useBench((state) => state.settings) ?? DEFAULT_SETTINGS;
  const reference = tryParseImageReference(text.trim());
  const isKnown = typeof reference !== 'string';
  const pulled: Readonly<Record<PullPolicy, string>> = {
    missing: 'Use the local image, or pull it',
    always: 'Pull the image, also when it is here',
    never: 'Use the local image, never the network',
  };
  return (
    <div className="grid grid-cols-2 gap-5 max-[640px]:grid-cols-1">
      <section>
        <h3 className="mb-2.5 text-small font-semibold">Image</h3>
        <Facts>
          <Fact name="Registry">{isKnown ? registryOf(reference) : '–'}</Fact>
          <Fact name="Repository">{isKnown ? reference.path : '–'}</Fact>
          <Fact name="Tag">
            {isKnown ? (reference.tag ?? (reference.digest === undefined ? 'latest, as none is given' : 'none')) : '–'}
          </Fact>
          {isKnown && reference.digest !== undefined && (
            <Fact name="Digest">
              <code className="mono">{reference.digest}</code>
            </Fact>
          )}
          <Fact name="Plugin name">{isKnown ? reference.appName : '–'}</Fact>
        </Facts>
      </section>
      <section>
        <h3 className="mb-2.5 text-small font-semibold">What will happen</h3>
        <Chain>
          <ChainItem
            mark={{ number: 1 }}
            title={pulled[pull]}
            text={isKnown ? <code className="mono">{resolvedText(reference)}</code> : undefined}
          />
          <ChainItem
            mark={{ number: 2 }}
            title="Create and start one container"
            text={`${formatMemory(settings.containerMemory * 2 ** 20)} of memory, ${formatCount(settings.containerPids)} processes at most`}
          />
          <ChainItem
            mark={{ number: 3 }}
            title="Wait for its registration"
            aside={`${String(settings.registrationTimeout)} s at most`}
          />
          <ChainItem
            mark={{ number: 4 }}
            title="Wait until it is healthy"
            text="Otherwise failed, with its log"
            aside={`${String(settings.healthTimeout)} s at most`}
          />
        </Chain>
      </section>
    </div>
  );
}
