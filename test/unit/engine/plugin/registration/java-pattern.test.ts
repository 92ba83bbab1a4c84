import { expect, test } from 'vitest';
import { javaPatternProblem } from '../../../../../electron/engine/plugin/registration/java-pattern.ts';

test.each([
  '.*',
  '(?i)timed out.*',
  '(?is-m:a.b)',
  'a*+b++c?+d{2}+',
  '(?>atomic)',
  String.raw`\Q[not a class\E.*`,
  String.raw`\Qopen (`,
  String.raw`\p{Alpha}+\h\R`,
  '(?<name>x)(?=y)(?!z)(?<=w)',
  '[a-z&&[^b]]',
  String.raw`\(\[`,
])('%s is a pattern of Java', (pattern) => {
  expect(javaPatternProblem(pattern)).toBeUndefined();
});

test.each([
  ['[a', 'Unterminated character class'],
  ['(a', 'Unterminated group'],
  ['a)', "Unmatched ')'"],
  ['*a', 'Nothing to repeat'],
  ['a\\', '\\ at end of pattern'],
])('%s is none: %s', (pattern, problem) => {
  expect(javaPatternProblem(pattern)).toBe(problem);
});
