import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PullProgress } from '../../../../shared/model/progress.ts';
import { type Registry, startRegistry } from '../../../support/docker/registry.ts';
import { eventuallyTrue } from '../../../support/eventually.ts';
import { type Bench, createBench, pullOptions, refusal } from './bench.ts';
import { startSlowProxy } from './slow-proxy.ts';
import { loadTinyImages } from './tiny-images.ts';

const small = 'deltadock-test/small:1';
const large = 'deltadock-test/large:1';
const foreign = 'deltadock-test/foreign:1';
const credentials = { username: 'ann', password: 'correct:horse battery' };

describe('images of a real registry', () => {
  let bench: Bench;
  let open: Registry;
  let guarded: Registry;
  let ids: readonly string[];

  beforeAll(async () => {
    bench = await createBench();
    ids = await loadTinyImages(bench.docker, [
      { name: small, script: 'sleep 1000' },
      { name: large, script: 'sleep 1000', filler: 24_000_000 },
      { name: foreign, script: 'sleep 1000', architecture: 's390x' },
    ]);
    open = await startRegistry();
    guarded = await startRegistry({ credentials });
    for (const image of [small, large, foreign]) await open.push(bench.docker, image);
    await guarded.push(bench.docker, small);
    // What a pull is to bring must not be there already.
    await bench.docker.getImage(large).remove({ force: true });
    await bench.docker.getImage(foreign).remove({ force: true });
  });
  afterAll(async () => {
    await open.dispose();
    await guarded.dispose();
    await bench.dispose();
  });
  beforeEach(async () => await writeConfig({}));

  const writeConfig = async (config: object): Promise<void> => {
    await mkdir(join(bench.home, '.docker'), { recursive: true });
    await writeFile(join(bench.home, '.docker', 'config.json'), JSON.stringify(config));
  };
  const login = (password: string): object => ({
    auth: Buffer.from(`${credentials.username}:${password}`).toString('base64'),
  });
  const forget = async (reference: string): Promise<void> => {
    const image = bench.docker.getImage(reference);
    if ((await bench.runtime.inspectImage(reference)) !== undefined) await image.remove({ force: true });
  };

  it('are pulled once with progress, then used without network', async () => {
    const reference = `${open.address}/${large}`;
    const seen: PullProgress[] = [];
    const begun = performance.now();
    const facts = await bench.runtime.ensureImage(
      reference,
      pullOptions({ onProgress: (progress) => seen.push(progress) }),
    );
    const elapsed = performance.now() - begun;
    expect(facts).toMatchObject({
      id: ids[1],
      os: 'linux',
      architecture: 'amd64',
      hasHealthCheck: false,
      labels: { 'deltadock.test': '1' },
    });
    expect(facts.digest).toMatch(/^sha256:[a-f0-9]{64}$/);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.length).toBeLessThanOrEqual(elapsed / 100 + 1);
    const last = seen.at(-1);
    expect(last?.layers.every(({ phase }) => phase === 'done' || phase === 'present')).toBe(true);
    expect(last?.current).toBe(last?.total);
    expect(last?.total).toBeGreaterThan(1_000_000);

    const again: PullProgress[] = [];
    expect(
      await bench.runtime.ensureImage(reference, pullOptions({ onProgress: (progress) => again.push(progress) })),
    ).toEqual(facts);
    expect(again).toEqual([]);
    // By digest, with and without a tag beside it.
    for (const text of [
      `${open.address}/deltadock-test/large@${facts.digest ?? ''}`,
      `${reference}@${facts.digest ?? ''}`,
    ]) {
      expect(await bench.runtime.ensureImage(text, pullOptions({ policy: 'always' }))).toMatchObject({
        id: facts.id,
        digest: facts.digest,
      });
    }
    expect(await bench.runtime.inspectImage(facts.id)).toMatchObject({ id: facts.id });
    await forget(facts.id);
  });

  it('with the policy never are not fetched, with always they are asked for', async () => {
    const reference = `${open.address}/${small}`;
    await forget(reference);
    expect(await refusal(bench.runtime.ensureImage(reference, pullOptions({ policy: 'never' })))).toMatchObject({
      code: 'IMAGE_NOT_LOCAL',
      details: { image: reference },
    });
    expect(await bench.runtime.ensureImage(reference, pullOptions({ policy: 'always' }))).toMatchObject({ id: ids[0] });
    expect(await bench.runtime.ensureImage(reference, pullOptions({ policy: 'never' }))).toMatchObject({ id: ids[0] });
  });

  it('are found under exactly their reference', async () => {
    expect(await bench.runtime.inspectImage(small)).toMatchObject({ id: ids[0] });
    expect(await bench.runtime.inspectImage('small:1')).toBeUndefined();
    expect(await bench.runtime.inspectImage('deltadock-test/small')).toBeUndefined();
    expect(
      await bench.runtime.inspectImage((ids[0] ?? '').slice('sha256:'.length, 'sha256:'.length + 12)),
    ).toBeUndefined();
  });

  it('of a guarded registry need the right credentials', async () => {
    const reference = `${guarded.address}/${small}`;
    await forget(reference);
    expect(await refusal(bench.runtime.ensureImage(reference, pullOptions()))).toMatchObject({
      code: 'REGISTRY_CREDENTIALS_MISSING',
      details: { registry: guarded.address },
    });
    await writeConfig({ auths: { [guarded.address]: login('wrong-password') } });
    const wrong = await refusal(bench.runtime.ensureImage(reference, pullOptions()));
    expect(wrong).toMatchObject({ code: 'REGISTRY_CREDENTIALS_WRONG', details: { registry: guarded.address } });
    await writeConfig({ auths: { [guarded.address]: login(credentials.password) } });
    expect(await bench.runtime.ensureImage(reference, pullOptions())).toMatchObject({ id: ids[0] });
    await forget(reference);
    const printed = JSON.stringify([bench.log, wrong.message, wrong.details, String(wrong.cause)]);
    for (const secret of ['wrong-password', credentials.password]) {
      expect(printed).not.toContain(secret);
      expect(printed).not.toContain(Buffer.from(`${credentials.username}:${secret}`).toString('base64'));
    }
  });

  it('that do not exist, of registries that do not answer, are coded', async () => {
    const { runtime } = bench;
    expect(await refusal(runtime.ensureImage(`${open.address}/deltadock-test/small:404`, pullOptions()))).toMatchObject(
      { code: 'IMAGE_NOT_FOUND' },
    );
    expect(await refusal(runtime.ensureImage(`${open.address}/unauthorized/denied:403`, pullOptions()))).toMatchObject({
      code: 'IMAGE_NOT_FOUND',
    });
    const refused = await refusal(runtime.ensureImage('127.0.0.1:1/team/plugin:403', pullOptions()));
    expect(refused.code).toBe('REGISTRY_UNREACHABLE');
    expect(refused.message).toContain('connection refused');
    expect(await refusal(runtime.ensureImage('registry.invalid/team/plugin:1', pullOptions()))).toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
    });
    expect(await refusal(runtime.ensureImage('not a reference', pullOptions()))).toMatchObject({
      code: 'IMAGE_REFERENCE_INVALID',
    });
    expect(await refusal(runtime.ensureImage('127.0.0.1:1/Team/plugin:1', pullOptions()))).toMatchObject({
      code: 'IMAGE_REFERENCE_INVALID',
    });
  });

  it('of another platform are refused, pulled or local', async () => {
    const reference = `${open.address}/${foreign}`;
    for (const policy of ['always', 'missing'] as const) {
      expect(await refusal(bench.runtime.ensureImage(reference, pullOptions({ policy })))).toMatchObject({
        code: 'ARCHITECTURE_WRONG',
        details: { wanted: 'linux/amd64', found: 'linux/s390x' },
      });
    }
    await forget(reference);
  });

  it('are given up at once when cancelled', async () => {
    const proxy = await startSlowProxy(open.address, 3_000_000);
    const reference = `${proxy.address}/${large}`;
    try {
      const early = new AbortController();
      early.abort();
      expect(await refusal(bench.runtime.ensureImage(reference, pullOptions({ signal: early.signal })))).toMatchObject({
        code: 'CANCELLED',
      });

      const cancel = new AbortController();
      let current = 0;
      const onProgress = (progress: PullProgress): void => {
        current = progress.current;
      };
      const cancelled = refusal(
        bench.runtime.ensureImage(reference, pullOptions({ signal: cancel.signal, onProgress })),
      );
      await eventuallyTrue(() => current > 0);
      const begun = performance.now();
      cancel.abort();
      expect(await cancelled).toMatchObject({ code: 'CANCELLED' });
      expect(performance.now() - begun).toBeLessThan(500);
      expect(await bench.runtime.inspectImage(reference)).toBeUndefined();
    } finally {
      await proxy.dispose();
    }
  });

  it('are given up when nothing arrives any more, and pulled whole afterwards', async () => {
    const proxy = await startSlowProxy(open.address, 3_000_000);
    const reference = `${proxy.address}/${large}`;
    try {
      const begun = performance.now();
      const stalled = await refusal(bench.runtime.ensureImage(reference, pullOptions({ stallAfter: 1_500 })));
      expect(stalled).toMatchObject({ code: 'PULL_STALLED', details: { image: reference, seconds: 2 } });
      expect(performance.now() - begun).toBeGreaterThan(1_400);
      expect(await bench.runtime.inspectImage(reference)).toBeUndefined();
      proxy.open();
      expect(await bench.runtime.ensureImage(reference, pullOptions())).toMatchObject({ id: ids[1] });
      await forget(reference);
    } finally {
      await proxy.dispose();
    }
  });
});
