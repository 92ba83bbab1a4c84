import type { FakeEngine } from './fake-engine.ts';
import { failedView, installedView, pluginView } from './views.ts';

/** Ten plugins, at least one in every state. */
export function fillBench(engine: FakeEngine): void {
  const now = Date.now();
  engine.show(installedView('csv-tools', { image: 'localhost:5000/csv-tools:2.1.0-rc.3', version: '2.1.0-rc.3' }));
  engine.show(
    installedView('dedupe-window', {
      installState: 'REMOVING',
      since: now - 11_000,
      reason: { text: 'Its container is being stopped.', since: now - 11_000 },
    }),
  );
  engine.show(
    installedView('deltafi-core-actions', {
      image: 'deltafi/deltafi-core-actions:2.45.1',
      version: '2.45.1',
      since: now - 432_000_000,
    }),
  );
  const {
    image: _image,
    imageId: _imageId,
    ...edi
  } = pluginView({
    name: 'edi-parser',
    attached: true,
    heartbeatAt: now - 400,
    version: '0.9.0-SNAPSHOT',
    since: now - 2_280_000,
    reason: { text: 'It registered from this machine and is alive.', since: now - 2_280_000 },
  });
  engine.show(edi);
  engine.show(
    installedView('geo-enrich', {
      image: 'localhost:5000/geo-enrich:1.9.0',
      version: '1.9.0',
      installState: 'INSTALLING',
      since: now - 12_000,
      step: 'register',
      reason: {
        text: 'Its container runs; waiting for its registration.',
        since: now - 3000,
        release: 'Released when it registers.',
        deadline: now + 57_000,
      },
      lastOperation: { kind: 'install', startedAt: now - 12_000, outcome: 'running' },
    }),
  );
  engine.show(
    installedView('metrics-tap', {
      image: 'registry.lab.local/obs/metrics-tap:1.2.4',
      version: '1.2.4',
      since: now - 42_000,
    }),
  );
  const ocr = failedView('ocr-lite');
  engine.show(ocr);
  engine.show(installedView('passthrough', { image: 'localhost:5000/passthrough:latest', since: now - 86_400_000 }));
  engine.show(
    pluginView({
      name: 's3-archive-sink',
      image: 'registry.lab.local/sink/s3-archive-sink:0.4.2',
      version: '0.4.2',
      installState: 'PENDING',
      step: 'pull',
      since: now - 31_000,
      reason: { text: 'Pulling its image.', since: now - 31_000 },
      lastOperation: { kind: 'install', startedAt: now - 31_000, outcome: 'running' },
    }),
  );
  engine.show(
    installedView('xml-normalizer', {
      image: 'localhost:5000/xml-normalizer:3.0.1',
      version: '3.0.1',
      disabled: true,
      since: now - 10_800_000,
      reason: { text: 'You disabled it; its container is stopped and kept.', since: now - 10_800_000 },
    }),
  );
}
