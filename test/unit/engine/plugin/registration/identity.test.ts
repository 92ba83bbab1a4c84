import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkRegistration } from '../../../../../electron/engine/plugin/registration/check-registration.ts';
import { canonicalRegistration, sameImage } from '../../../../../electron/engine/plugin/registration/identity.ts';
import type { RegistrationDocument } from '../../../../../shared/model/registration.ts';
import { recordedRegistration } from '../../../../support/registrations.ts';

function read(document: unknown): RegistrationDocument {
  const checked = checkRegistration(document, { others: [] });
  if (!checked.ok) throw new Error(checked.lines.join('\n'));
  return checked.registration;
}

async function recorded(): Promise<Readonly<Record<string, unknown>>> {
  return JSON.parse((await recordedRegistration('full')).toString('utf8')) as Record<string, unknown>;
}

describe('the canonical text', () => {
  test('is the same in whatever order a kit sends keys, plans, actions and variables', {
    timeout: 30_000,
  }, async () => {
    const document = await recorded();
    const wanted = canonicalRegistration(read(document));
    const lists = ['actions', 'flowPlans', 'variables'] as const;
    fc.assert(
      fc.property(
        fc.shuffledSubarray(Object.keys(document), { minLength: Object.keys(document).length }),
        fc.tuple(...lists.map((name) => shuffled(document[name]))),
        (keys, orders) => {
          const mixed = Object.fromEntries(keys.map((key) => [key, document[key]]));
          for (const [index, name] of lists.entries()) mixed[name] = orders[index];
          expect(canonicalRegistration(read(mixed))).toBe(wanted);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('is read back as the same registration', async () => {
    const text = canonicalRegistration(read(await recorded()));
    expect(canonicalRegistration(read(JSON.parse(text)))).toBe(text);
  });

  test('changes with a value, with the order of a flow’s actions, and with the version', async () => {
    const document = await recorded();
    const texts = [
      document,
      { ...document, description: 'other' },
      { ...document, pluginCoordinates: { groupId: 'org.example.demo', artifactId: 'hello-plugin', version: '1.0.1' } },
      { ...document, flowPlans: plansWithActionsReversed(document['flowPlans']) },
    ].map((one) => canonicalRegistration(read(one)));
    expect(new Set(texts).size).toBe(4);
  });

  test('an absent value and null are the same', async () => {
    const document = await recorded();
    const without = Object.fromEntries(Object.entries(document).filter(([key]) => key !== 'imagePullSecret'));
    expect(canonicalRegistration(read(without))).toBe(canonicalRegistration(read(document)));
  });
});

function shuffled(list: unknown): fc.Arbitrary<readonly unknown[]> {
  const items = list as readonly unknown[];
  return fc.shuffledSubarray([...items], { minLength: items.length });
}

function plansWithActionsReversed(plans: unknown): readonly unknown[] {
  return (plans as readonly Record<string, unknown>[]).map((plan) =>
    Array.isArray(plan['transformActions'])
      ? { ...plan, transformActions: plan['transformActions'].toReversed() as unknown[] }
      : plan,
  );
}

describe('the same image', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const otherDigest = `sha256:${'b'.repeat(64)}`;
  test.each([
    [undefined, undefined, true],
    ['foo', undefined, false],
    [undefined, 'foo', false],
    ['foo:1', 'foo:1', true],
    ['foo', 'foo:latest', true],
    ['foo:1', 'foo:2', false],
    ['foo', 'docker.io/library/foo:latest', true],
    ['org/foo:1', 'docker.io/org/foo:1', true],
    ['org/foo:1', 'index.docker.io/org/foo:1', true],
    ['library/foo:1', 'foo:1', true],
    ['reg.example:5000/org/foo:1', 'other.example:5000/org/foo:1', false],
    ['reg.example:5000/org/foo:1', 'org/foo:1', false],
    ['localhost/foo:1', 'foo:1', false],
    ['Reg.Example/foo:1', 'reg.example/foo:1', true],
    [`foo@${digest}`, `foo@${digest}`, true],
    [`foo@${digest}`, `foo:1@${digest}`, true],
    [`foo:1@${digest}`, `foo:1@${otherDigest}`, false],
    [`foo:1@${digest}`, 'foo:1', false],
    ['not an image', 'not an image', true],
    ['not an image', 'foo', false],
  ])('%s and %s: %s', (desired, registering, same) => {
    expect(sameImage(desired, registering)).toBe(same);
    expect(sameImage(registering, desired)).toBe(same);
  });
});
