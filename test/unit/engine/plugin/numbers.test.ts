import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../../support/repository.ts';

/**
 * The numbers of `deltafi/lifecycle.md` §8 that the lifecycle owes, each with the test that covers it (file and a part
 * of its title, as written in the file), or with the reason for which it cannot apply yet.
 */
type Cover = readonly (readonly [file: string, title: string])[] | { readonly reason: string };

const ENGINE = 'test/unit/engine/plugin/numbers-engine.test.ts';
const NAMES = 'test/unit/engine/plugin/numbers-names.test.ts';
const REGISTRATION = 'test/unit/engine/plugin/numbers-registration.test.ts';
const DOCKER = 'test/integration/lifecycle/numbers.test.ts';
const UPGRADE = 'test/unit/engine/plugin/upgrade.test.ts';
const INSTALL = 'test/unit/engine/plugin/install.test.ts';
const EXIT_CODES = 'test/integration/cli/exit-codes.test.ts';
const CHECK = 'test/unit/engine/plugin/registration/check-registration.test.ts';

const COVERED: Readonly<Record<string, Cover>> = {
  A1: [[ENGINE, 'A1: ']],
  A2: [[ENGINE, 'A2: ']],
  A3: [[ENGINE, 'A3: ']],
  A4: [[REGISTRATION, 'A4: ']],
  A5: [[ENGINE, 'A5: ']],
  A10: [[EXIT_CODES, "it.each(['status', 'plugin list', 'doctor', 'plugin install a:1'])"]],
  A12: [[ENGINE, 'A12: ']],
  A13: [[DOCKER, 'A13: ']],
  A14: { reason: 'There is no update dialog of another plugin: upgrades are wished in the one install dialog.' },
  A15: [
    ['test/integration/product/taken.test.ts', 'of a container: NAME_TAKEN naming the holder'],
    [NAMES, 'A15: '],
  ],
  A17: [[ENGINE, 'A17: ']],
  A20: {
    reason: 'Plugins have no tasks before there is a data path; any sign of life at the queue counts until then.',
  },
  A21: [[ENGINE, 'A21: ']],
  A22: [[ENGINE, 'A22: ']],
  A23: [[ENGINE, 'A23: ']],
  A24: { reason: 'Nothing is mounted: TLS and certificates are not in this product (D23).' },
  A25: [[REGISTRATION, 'A25: ']],
  A27: [[REGISTRATION, 'A27: ']],
  A29: [[REGISTRATION, 'A29: ']],
  A33: [[ENGINE, 'A33: ']],
  A35: [[ENGINE, 'A35: ']],
  A36: [[REGISTRATION, 'A36: ']],
  A39: [
    [NAMES, 'A39: '],
    [DOCKER, 'A39: '],
  ],
  A40: [
    ['test/integration/lifecycle/upgrades.test.ts', 'end as they must'],
    [ENGINE, 'B2: '],
  ],
  A43: [
    [REGISTRATION, 'A43: '],
    ['test/unit/engine/plugin/variables.test.ts', '(A43)'],
  ],
  A44: [
    [INSTALL, 'fails with the cause, the exit code and the last log lines'],
    [INSTALL, 'goes REMOVING, then container, then record'],
  ],
  A45: [[EXIT_CODES, "describe('exit codes of deltafi'"]],
  B1: [[ENGINE, 'B1: ']],
  B2: [[ENGINE, 'B2: ']],
  B3: [
    [DOCKER, 'B3: '],
    ['test/unit/engine/plugin/survival.test.ts', 'three times in five minutes is a crash loop'],
  ],
  B4: [[DOCKER, 'B4: ']],
  B5: [[REGISTRATION, 'B5: ']],
  B6: [[REGISTRATION, 'B6: ']],
  B7: [
    [UPGRADE, '(B7)'],
    [ENGINE, 'B7: '],
  ],
  B8: [
    [ENGINE, 'B8: '],
    [DOCKER, 'B8: '],
  ],
  B9: [[ENGINE, 'B9: ']],
  B10: [['test/unit/shared/image-reference.test.ts', 'names its registry, its repository and what Docker resolves']],
  B11: [[ENGINE, 'B11: ']],
  B12: [[ENGINE, 'B12: ']],
  B13: [[ENGINE, 'B13: ']],
  B22: [[CHECK, 'a lookup table without sourcePlugin is no clash with itself']],
  B23: [[CHECK, 'a body with coordinates alone is accepted']],
  B24: [['test/unit/adapter/docker/errors.test.ts', 'is quoted whole, quotes in it too']],
  B25: [['test/integration/adapter/docker/images.test.ts', 'are found under exactly their reference']],
  B26: [
    [UPGRADE, '(B26)'],
    [ENGINE, 'B26: '],
    [EXIT_CODES, 'takes every shown name as argument'],
  ],
  B27: [
    ['test/e2e/page.spec.ts', 'the install dialog checks the reference while it is typed'],
    ['test/unit/renderer/features/plugins/plugin-look.test.ts', 'has one word, shape and colour for every case'],
    [EXIT_CODES, 'takes every shown name as argument'],
  ],
  B28: [['test/integration/product/docker-restarts.test.ts', 'nothing fails, and installed again by itself']],
  B30: [[DOCKER, 'B30: ']],
  B31: [[ENGINE, 'B31: ']],
  B33: [[ENGINE, 'B33: ']],
};

const OWED = [
  ...[1, 2, 3, 4, 5, 10, 12, 13, 14, 15, 17, 20, 21, 22, 23, 24, 25, 27, 29, 33, 35, 36, 39, 40, 43, 44, 45].map(
    (number) => `A${String(number)}`,
  ),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 22, 23, 24, 25, 26, 27, 28, 30, 31, 33].map(
    (number) => `B${String(number)}`,
  ),
];

describe('the numbers of §8', () => {
  it('are all here, and no other', () => {
    expect(Object.keys(COVERED)).toEqual(OWED);
  });

  it.each(OWED)('%s is covered by a test, or has a reason', (number) => {
    const cover = COVERED[number];
    if (cover === undefined) throw new Error('neither');
    if ('reason' in cover) {
      expect(cover.reason).toMatch(/^[A-Z].{20,}\.$/);
      return;
    }
    expect(cover.length).toBeGreaterThan(0);
    for (const [file, title] of cover) expect(readFileSync(join(repositoryRoot, file), 'utf8')).toContain(title);
  });
});
