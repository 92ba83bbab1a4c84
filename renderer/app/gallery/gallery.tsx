import { Package, Plus, SearchX, Trash2 } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Chain, ChainItem } from '../../components/chain.tsx';
import { Chip, type ChipLook } from '../../components/chip.tsx';
import { CliTwin } from '../../components/cli-twin.tsx';
import { CodeId } from '../../components/code-id.tsx';
import { CodeText } from '../../components/code-text.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Fact, Facts } from '../../components/facts.tsx';
import { TextField } from '../../components/field.tsx';
import { ImageName } from '../../components/image-name.tsx';
import { KeyHint } from '../../components/key-hint.tsx';
import { LayerList } from '../../components/layer-list.tsx';
import { LoadingState } from '../../components/loading-state.tsx';
import { Note } from '../../components/note.tsx';
import { Popover } from '../../components/popover.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { Segments } from '../../components/segments.tsx';
import { Shape, SHAPE_NAMES } from '../../components/shape.tsx';
import { Sparkline } from '../../components/sparkline.tsx';
import { Cell, HeadCell, Table } from '../../components/table.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { Toast } from '../../components/toast.tsx';

const CHIPS: readonly ChipLook[] = [
  { kind: 'ok', shape: 'ready', word: 'Installed', tone: 'quiet' },
  { kind: 'ok', shape: 'attached', word: 'Installed, attached', tone: 'quiet' },
  { kind: 'wait', shape: 'pending', word: 'Pending', tone: 'tint' },
  { kind: 'work', shape: 'working', word: 'Installing', tone: 'tint' },
  { kind: 'fail', shape: 'failed', word: 'Failed', tone: 'tint' },
  { kind: 'off', shape: 'removing', word: 'Removing', tone: 'tint' },
  { kind: 'off', shape: 'disabled', word: 'Disabled', tone: 'tint' },
  { kind: 'off', shape: 'unknown', word: 'Installed, last known', tone: 'tint' },
  { kind: 'reject', shape: 'rejected', word: 'Rejected', tone: 'tint' },
];

const REFUSED = {
  code: 'DISK_FULL',
  message: 'The data directory’s disk is full.',
  next: 'Free some space; `docker system df` shows what Docker holds.',
  retry: true,
  details: {},
} as const;

const ID = 'sha256:4d82b61f7e05aa3d90c7714e2c5e88d1f6b4f19ac0475b3e80be14a2d5c9e07b';

/** Every component in its states, for tests and pictures; not in the rail. */
export function Gallery() {
  const [text, setText] = useState('geo-enrich');
  const [segment, setSegment] = useState<'all' | 'failed'>('all');
  const [asking, setAsking] = useState(false);
  const keep = useRef<HTMLButtonElement>(null);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <h1 className="flex min-h-[52px] items-center border-b border-line-1 px-5 text-page font-semibold">Components</h1>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(320px,1fr))] items-start gap-3 p-5">
        <Card title="States">
          <div className="grid grid-cols-2 justify-items-start gap-y-2">
            {CHIPS.map((look) => (
              <Chip key={look.word} look={look} since={look.kind === 'work' ? '12 s' : undefined} />
            ))}
          </div>
        </Card>
        <Card title="Shapes">
          <ul className="grid grid-cols-3 gap-y-1.5 text-small text-fg-2">
            {SHAPE_NAMES.map((name) => (
              <li key={name} className="flex items-center gap-2">
                <Shape name={name} kind="off" />
                {name}
              </li>
            ))}
          </ul>
        </Card>
        <Card title="Buttons">
          <div className="flex flex-wrap gap-2">
            <Button variant="primary">
              <Plus aria-hidden="true" />
              Install
            </Button>
            <Button>Retry</Button>
            <Button variant="ghost">Dismiss</Button>
            <Button variant="danger">
              <Trash2 aria-hidden="true" />
              Uninstall
            </Button>
            <Button disabled>Not now</Button>
            <Button size="small">Small</Button>
          </div>
          <div>
            <Segments
              label="Which"
              value={segment}
              onChange={setSegment}
              segments={[
                { value: 'all', label: 'All' },
                { value: 'failed', label: 'Failed', note: <span className="figures text-fg-3">1</span> },
              ]}
            />
          </div>
          <div className="flex gap-2">
            <Button onClick={() => setAsking(true)}>Open dialog</Button>
            <Popover trigger={<Button>Open popover</Button>} label="Popover">
              <p className="p-4">It floats at its button.</p>
            </Popover>
          </div>
        </Card>
        <Card title="Fields">
          <TextField label="Name" value={text} onChange={setText} hint="Letters, digits and hyphens." />
          <TextField label="Empty" value="" onChange={setText} placeholder="localhost:5000/geo-enrich:1.9.0" />
          <TextField label="Wrong" value="Geo Enrich" onChange={setText} problem="The name must be lower case." />
        </Card>
        <Card title="References and ids">
          <ImageName image="registry.lab.local/vision/a-repository-with-a-long-name/ocr-lite:0.7.0" />
          <CodeId id={ID} what="image id" />
          <CodeText text="http://127.0.0.1:8042" what="address of the core API" />
          <div className="flex gap-2">
            <KeyHint keys={['Ctrl', 'K']} />
            <KeyHint keys={['/']} />
            <KeyHint keys={['Esc']} />
          </div>
          <CliTwin command="deltafi plugin install localhost:5000/geo-enrich:1.9.0 --wait" />
        </Card>
        <Card title="Progress">
          <ProgressBar label="Not begun, size not known" share={undefined} />
          <ProgressBar label="Pulling" share={0.61} />
          <ProgressBar label="Done" share={1} kind="ok" />
          <LayerList
            layers={[
              { id: 'a3ed95caeb02', phase: 'done', current: 4_100_000, total: 4_100_000 },
              { id: '9be0714c55aa', phase: 'extracting', current: 31_000_000, total: 38_400_000 },
              { id: '5fa20b33e7d6', phase: 'waiting', current: 0 },
            ]}
          />
        </Card>
        <Card title="Notes">
          <Note kind="wait" shape="queued" title="It queues.">
            The plugin is installing.
          </Note>
          <Note kind="off" shape="unknown" title="Last known,">
            12 s ago.
          </Note>
          <ErrorNote error={REFUSED} onRetry={() => setAsking(true)} />
        </Card>
        <Card title="Reasons">
          <Chain>
            <ChainItem
              mark={{ kind: 'work', shape: 'working' }}
              title="geo-enrich is installing"
              text="1.9.0 started 3 s ago and has not registered"
              aside="12 s"
            />
            <ChainItem
              mark={{ kind: 'ok', shape: 'process' }}
              title="Released when it registers"
              text="If not in time: failed, 1.8.0 comes back."
              aside="57 s left"
            />
          </Chain>
        </Card>
        <Card title="Facts">
          <Facts>
            <Fact name="Version">1.9.0</Fact>
            <Fact name="Container">Runs since 2 h, healthy</Fact>
          </Facts>
        </Card>
        <Card title="Toasts">
          <ul className="flex flex-col gap-2">
            <Toast kind="failed" title="ocr-lite failed" text="The container ended." onShow={noop} onDismiss={noop} />
            <Toast
              kind="done"
              title="csv-tools is uninstalled"
              text="Its image stays."
              onUndo={noop}
              onDismiss={noop}
            />
          </ul>
        </Card>
        <Card title="Courses">
          <div className="flex items-center gap-3 text-small text-fg-2">
            <Sparkline values={[3, 4, 4, 6, 5, 8, 12, 9, 7, 8]} label="Latency, now 8 ms" />8 ms
          </div>
          <div className="flex items-center gap-3 text-small text-fg-2">
            <Sparkline values={[3, 4, undefined, undefined, 5, 8, 12]} label="Latency with a gap, now 12 ms" />
            12 ms
          </div>
        </Card>
        <TableAndTabs />
        <Card title="Empty and loading">
          <LoadingState text="Asking the engine" />
          <EmptyState
            icon={<SearchX aria-hidden="true" />}
            text="No plugin matches."
            action={<Button>Show all</Button>}
          />
          <EmptyState icon={<Package aria-hidden="true" />} text="Nothing here." />
        </Card>
      </div>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title="Uninstall geo-enrich?"
        description="Its container and record go; its image stays."
        size="small"
        initialFocus={keep}
        footer={
          <>
            <span className="flex-1" />
            <Button ref={keep} onClick={() => setAsking(false)}>
              Keep it
            </Button>
            <Button variant="danger" onClick={() => setAsking(false)}>
              Uninstall geo-enrich
            </Button>
          </>
        }
      >
        <p className="px-5 pb-4">Nothing waits for it.</p>
      </Dialog>
    </div>
  );
}

function TableAndTabs() {
  const [tab, setTab] = useState<'status' | 'flows'>('status');
  return (
    <Card title="Table and tabs">
      <Table>
        <thead>
          <tr>
            <HeadCell className="bg-panel">Plugin</HeadCell>
            <HeadCell className="w-[80px] bg-panel text-right">Since</HeadCell>
          </tr>
        </thead>
        <tbody>
          {['csv-tools', 'geo-enrich'].map((name, index) => (
            <tr key={name} className="group">
              <Cell selected={index === 1}>{name}</Cell>
              <Cell selected={index === 1} className="figures text-right text-fg-2">
                {index + 2} h
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
      <Tabs
        label="Example"
        tabs={[
          { value: 'status', label: 'Status' },
          { value: 'flows', label: 'Flows', count: 2 },
        ]}
        value={tab}
        onChange={setTab}
      >
        <p className="px-5 py-3">{tab === 'status' ? 'It serves.' : 'Two flows.'}</p>
      </Tabs>
    </Card>
  );
}

interface CardProps {
  readonly title: string;
  readonly children: ReactNode;
}

function Card({ title, children }: CardProps) {
  return (
    <section aria-label={title} className="min-w-0 rounded-card border border-line-1 bg-panel">
      <h2 className="border-b border-line-1 px-4 py-2.5 font-semibold">{title}</h2>
      <div className="flex flex-col gap-3 p-4">{children}</div>
    </section>
  );
}

function noop(): void {
  // A picture of a button.
}
