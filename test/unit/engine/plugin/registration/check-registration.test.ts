import { describe, expect, test } from 'vitest';
import {
  checkRegistration,
  type RegisteredPlugin,
} from '../../../../../electron/engine/plugin/registration/check-registration.ts';
import { recordedRegistration } from '../../../../support/registrations.ts';

const OTHER: RegisteredPlugin = {
  coordinates: { groupId: 'org.other', artifactId: 'other', version: '2.1.0' },
  actions: ['org.other.Taken'],
  flowPlans: [
    { name: 'taken-rest', type: 'REST_DATA_SOURCE' },
    { name: 'taken-error', type: 'ON_ERROR_DATA_SOURCE' },
    { name: 'taken-transform', type: 'TRANSFORM' },
    { name: 'taken-sink', type: 'DATA_SINK' },
  ],
  lookupTables: ['taken-table'],
};
const COORDINATES = { groupId: 'org.example', artifactId: 'mine', version: '1.0.0' };

/** The lines for a document of ours with these parts. */
function linesFor(parts: Readonly<Record<string, unknown>>, others: readonly RegisteredPlugin[] = [OTHER]) {
  const checked = checkRegistration({ pluginCoordinates: COORDINATES, ...parts }, { others });
  return checked.ok ? [] : checked.lines;
}
const plan = (parts: Readonly<Record<string, unknown>>) => linesFor({ flowPlans: [{ name: 'mine', ...parts }] });
const variable = (dataType: string, defaultValue: unknown) =>
  linesFor({ variables: [{ name: 'v', dataType, defaultValue }] });
const WHOLE_TEST = {
  name: 't',
  description: 'd',
  plugins: [COORDINATES],
  dataSources: ['in'],
  inputs: [{ flow: 'in', ingressFileName: 'a.txt' }],
  expectedDeltaFiles: [{ stage: 'COMPLETE' }],
};
const integrationTest = (parts: Readonly<Record<string, unknown>>) =>
  linesFor({ integrationTests: [{ ...WHOLE_TEST, ...parts }] });
const error = (name: string, message: string) => `Config named: ${name} had the following error: ${message}`;

describe('what genuine kits sent', () => {
  test.each(['minimal', 'full'] as const)('the %s recording is accepted', async (which) => {
    const document: unknown = JSON.parse((await recordedRegistration(which)).toString('utf8'));
    expect(checkRegistration(document, { others: [OTHER] })).toMatchObject({ ok: true });
  });

  test('a body with coordinates alone is accepted', () => {
    expect(linesFor({})).toEqual([]);
  });

  test('null lists and texts are absent ones, and a number where a text belongs is its text', () => {
    const checked = checkRegistration(
      {
        pluginCoordinates: { ...COORDINATES, version: 3 },
        image: null,
        dependencies: null,
        actions: null,
        flowPlans: null,
        lookupTables: null,
        integrationTests: null,
        variables: [{ name: 'port', dataType: 'NUMBER', required: 'true', defaultValue: 8080, value: null }],
      },
      { others: [] },
    );
    expect(checked).toMatchObject({
      ok: true,
      registration: {
        pluginCoordinates: { version: '3' },
        image: undefined,
        actions: [],
        integrationTests: [],
        variables: [{ defaultValue: '8080', required: true, masked: false }],
      },
    });
  });

  test('unknown keys do no harm, and docsMarkdown is not kept', () => {
    const checked = checkRegistration(
      { pluginCoordinates: COORDINATES, new: 1, actions: [{ name: 'a', type: 'EGRESS', docsMarkdown: '#', x: 2 }] },
      { others: [] },
    );
    expect(checked.ok && checked.registration.actions[0]).toEqual(expect.objectContaining({ x: 2 }));
    expect(JSON.stringify(checked)).not.toContain('#');
  });
});

describe('every problem has the words of DeltaFi', () => {
  const cases: readonly (readonly [readonly string[], readonly string[]])[] = [
    [linesFor({ pluginCoordinates: null }), ['The plugin coordinates must be provided']],
    [linesFor({ pluginCoordinates: { ...COORDINATES, groupId: ' ' } }), ['The plugin groupId cannot be null or empty']],
    [
      linesFor({ pluginCoordinates: { version: '1' } }),
      ['The plugin groupId cannot be null or empty', 'The plugin artifactId cannot be null or empty'],
    ],
    [
      linesFor({ pluginCoordinates: { ...COORDINATES, version: null } }),
      ['The plugin version cannot be null or empty'],
    ],
    [
      linesFor({ dependencies: [{ groupId: 'g', artifactId: 'a', version: '1' }] }),
      ['Plugin dependency not registered: g:a:1.'],
    ],
    [
      linesFor({ dependencies: [{ groupId: 'org.other', artifactId: 'other', version: '[3,)' }] }),
      ['Plugin dependency for org.other:other not satisfied. Required version [3,) but installed version is 2.1.0.'],
    ],
    [linesFor({ dependencies: [{ groupId: 'org.other', artifactId: 'other', version: '[2,3)' }] }), []],
    [
      linesFor({ actions: [{ name: 'org.other.Taken', type: 'EGRESS' }] }),
      ["Action 'org.other.Taken' has registered in another plugin 'org.other:other:2.1.0'"],
    ],
    [
      linesFor({ actions: [{ name: 'n'.repeat(257), type: 'EGRESS' }] }),
      [`Action name ${'n'.repeat(257)} exceeds maximum length 256`],
    ],
    [linesFor({ actions: [{ name: 'n'.repeat(256), type: 'EGRESS' }] }), []],
    [
      linesFor({ flowPlans: [{ name: 'taken-transform', type: 'TRANSFORM' }] }),
      [
        'A transform plan with the name: taken-transform already exists from another source plugin: org.other:other:2.1.0',
      ],
    ],
    [
      linesFor({ flowPlans: [{ name: 'taken-sink', type: 'DATA_SINK' }] }),
      ['A dataSink plan with the name: taken-sink already exists from another source plugin: org.other:other:2.1.0'],
    ],
    [linesFor({ flowPlans: [{ name: 'taken-sink', type: 'TRANSFORM' }] }), []],
    [
      linesFor({ flowPlans: [{ name: 'taken-rest', type: 'REST_DATA_SOURCE', topic: 't' }] }),
      [
        'A dataSource plan with the name: taken-rest already exists from another source plugin: org.other:other:2.1.0',
        'Duplicate data source names found: taken-rest',
      ],
    ],
    [
      linesFor({
        flowPlans: [
          { name: 'taken-rest', type: 'TIMED_DATA_SOURCE', timedIngressAction: { name: 'a' }, cronSchedule: '@hourly' },
        ],
      }),
      [
        'A dataSource plan with the name: taken-rest of type: REST_DATA_SOURCE already exists -- two data sources of the same name cannot exist',
        'Duplicate data source names found: taken-rest',
      ],
    ],
    [
      linesFor({
        flowPlans: [
          { name: 'a', type: 'REST_DATA_SOURCE', topic: 't' },
          { name: 'a', type: 'ON_ERROR_DATA_SOURCE' },
          { name: 'b', type: 'REST_DATA_SOURCE', topic: 't' },
          { name: 'taken-error', type: 'REST_DATA_SOURCE', topic: 't' },
        ],
      }),
      ['Duplicate data source names found: a, taken-error'],
    ],
    [plan({ name: '', type: 'TRANSFORM' }), [error('', 'The flow plan name cannot be blank')]],
    [
      plan({ type: 'DATA_SINK', egressAction: { name: ' ' } }),
      [error('mine', 'The plan cannot contain an action configuration with a name this is null or empty')],
    ],
    [
      plan({
        type: 'TRANSFORM',
        transformActions: [
          { name: 'x', type: 'A' },
          { name: 'x', type: 'B' },
        ],
      }),
      [error('x', 'The action name: x is duplicated for the following action types: A, B')],
    ],
    [
      plan({ type: 'REST_DATA_SOURCE', topic: 't', metadata: { '': 'a', b: ' ' } }),
      [
        [
          error('mine', 'Blank metadata keys are not allowed'),
          error('mine', 'Blank metadata values are not allowed'),
        ].join('; '),
      ],
    ],
    [
      plan({ type: 'REST_DATA_SOURCE', topic: 't', annotationConfig: { annotations: { ' ': '' } } }),
      [
        [
          error('mine', 'Blank annotation keys are not allowed'),
          error('mine', 'Blank annotation values are not allowed'),
        ].join('; '),
      ],
    ],
    [plan({ type: 'REST_DATA_SOURCE' }), [error('mine', 'Cannot add rest data source plan, topic is missing')]],
    [
      plan({ type: 'TIMED_DATA_SOURCE' }),
      [
        [
          error('mine', 'Cannot add timed data source plan, timed ingress action is missing'),
          error('mine', 'Cannot add timed data source plan, cron schedule is missing'),
        ].join('; '),
      ],
    ],
    [
      plan({ type: 'TIMED_DATA_SOURCE', timedIngressAction: { name: 'a' }, cronSchedule: 'a b c d' }),
      [error('mine', 'Cannot add timed data source plan, cron schedule is invalid')],
    ],
    [
      plan({
        type: 'ON_ERROR_DATA_SOURCE',
        errorMessageRegex: '[a',
        includeSourceMetadataRegex: ['(b'],
        includeSourceAnnotationsRegex: ['*c', '.*fine'],
      }),
      [
        [
          error('mine', 'Invalid error message regex: Unterminated character class'),
          error('mine', "Invalid metadata regex '(b': Unterminated group"),
          error('mine', "Invalid annotations regex '*c': Nothing to repeat"),
        ].join('; '),
      ],
    ],
    [
      variable('BOOLEAN', 'yes'),
      ['Variable named: v has an invalid default value: A boolean value must be true or false'],
    ],
    [variable('BOOLEAN', ' TRUE '), []],
    [
      variable('NUMBER', 'many'),
      ['Variable named: v has an invalid default value: The value many cannot be converted to a number'],
    ],
    ...['1', '-1.5', '+2', '.5', '1.', '1e9', '0x1F', '12L', '1.5f', '017'].map(
      (text) => [variable('NUMBER', text), []] as const,
    ),
    ...['', '1,5', '09', '1.5L', 'NaN', '--1', '1 2'].map(
      (text) =>
        [
          variable('NUMBER', text),
          [`Variable named: v has an invalid default value: The value ${text} cannot be converted to a number`],
        ] as const,
    ),
    [
      variable('MAP', 'no pair'),
      [
        "Variable named: v has an invalid default value: A map value must be of the form of 'key: value, nextKey: nextValue'",
      ],
    ],
    ...['', 'a: b', '{a: b, c: d}', String.raw`url: http\://x`, 'a:'].map(
      (text) => [variable('MAP', text), []] as const,
    ),
    [variable('LIST', 'anything, [at all'), []],
    [variable('STRING', ''), []],
    [
      linesFor({ lookupTables: [{ name: 'taken-table', refreshDuration: 'daily' }] }),
      [
        'Lookup table taken-table has an invalid refresh duration: daily',
        'Lookup table taken-table exists in another plugin: org.other:other:2.1.0',
      ],
    ],
    [linesFor({ lookupTables: [{ name: 'mine', refreshDuration: 'PT1H' }] }), []],
    [integrationTest({}), []],
    [integrationTest({ name: '' }), ["Test configuration must specify a 'name'"]],
    [integrationTest({ description: null }), ["Test configuration must specify a 'description'"]],
    [integrationTest({ timeout: '1m' }), ["Invalid 'timeout'; must be a valid Duration"]],
    [integrationTest({ plugins: [] }), ['Test configuration must specify at least one plugin']],
    [integrationTest({ inputs: [] }), ["Test configuration is missing 'inputs'"]],
    [integrationTest({ expectedDeltaFiles: null }), ['Test configuration is missing expectedDeltaFiles']],
    [integrationTest({ expectedDeltaFiles: [{}] }), ['Missing stage in expectedDeltaFile']],
    [integrationTest({ inputs: [{ ingressFileName: 'a' }] }), ["TestCaseIngress must specify the 'dataSource'"]],
    [
      integrationTest({ inputs: [{ flow: 'elsewhere' }] }),
      ['TestCaseIngress dataSource must exist in configuration flows', 'Missing or empty ingressFileName'],
    ],
  ];
  test.each(cases.map(([got, wanted], index) => ({ index, got, wanted })))(
    'case $index: $wanted',
    ({ got, wanted }) => {
      expect(got).toEqual(wanted);
    },
  );

  test('all problems are told at once', () => {
    expect(
      linesFor({
        pluginCoordinates: { groupId: 'g', artifactId: 'a', version: '' },
        actions: [{ name: 'org.other.Taken', type: 'EGRESS' }],
        flowPlans: [{ name: 'r', type: 'REST_DATA_SOURCE' }],
        variables: [{ name: 'v', dataType: 'NUMBER', defaultValue: 'x' }],
        lookupTables: [{ name: 'taken-table' }],
        integrationTests: [{ ...WHOLE_TEST, name: '' }],
      }),
    ).toHaveLength(6);
  });
});

test('hostile texts are refused quickly', () => {
  const began = performance.now();
  const digits = '1'.repeat(1_000_000);
  expect(variable('NUMBER', `${digits}x`)).toHaveLength(1);
  expect(variable('MAP', `${'a'.repeat(1_000_000)}{`)).toHaveLength(1);
  const spaces = ' '.repeat(1_000_000);
  const dependencies = [`[${spaces}`, `[${digits},`, digits].map((version) => ({ ...OTHER.coordinates, version }));
  expect(linesFor({ dependencies })).toHaveLength(3);
  expect(linesFor({ lookupTables: [{ name: 't', refreshDuration: `PT${digits}` }] })).toHaveLength(1);
  expect(
    plan({ type: 'TIMED_DATA_SOURCE', timedIngressAction: { name: 'a' }, cronSchedule: `${spaces}${digits}` }),
  ).toHaveLength(1);
  expect(plan({ type: 'ON_ERROR_DATA_SOURCE', errorMessageRegex: '('.repeat(1_000_000) })).toHaveLength(1);
  expect(linesFor({ pluginCoordinates: { ...COORDINATES, groupId: digits } })).toEqual([
    'The plugin groupId exceeds maximum length 256',
  ]);
  expect(performance.now() - began).toBeLessThan(2_000);
});

describe('registering again', () => {
  const own: RegisteredPlugin = {
    coordinates: { ...COORDINATES, version: '0.9.0' },
    actions: ['org.example.Mine'],
    flowPlans: [{ name: 'mine', type: 'REST_DATA_SOURCE' }],
    lookupTables: ['mine-table'],
  };

  test('a plugin does not clash with its former version, whatever the type of a source was', () => {
    const document = {
      actions: [{ name: 'org.example.Mine', type: 'TRANSFORM' }],
      flowPlans: [
        { name: 'mine', type: 'TIMED_DATA_SOURCE', timedIngressAction: { name: 'a' }, cronSchedule: '@daily' },
      ],
    };
    expect(linesFor(document, [own, OTHER])).toEqual([]);
  });

  test('a lookup table without sourcePlugin is no clash with itself', () => {
    expect(linesFor({ lookupTables: [{ name: 'mine-table' }] }, [own, OTHER])).toEqual([]);
  });
});

describe('coordinates of DeltaFi itself', () => {
  test.each(['system-plugin', 'deltafi-core-actions'])('%s is taken', (artifactId) => {
    const pluginCoordinates = { groupId: 'org.deltafi', artifactId, version: '1' };
    expect(checkRegistration({ pluginCoordinates }, { others: [] })).toEqual({
      ok: false,
      code: 'COORDINATES_TAKEN',
      lines: [`The coordinates org.deltafi:${artifactId} are reserved for DeltaFi's own plugin`],
    });
  });
});

describe('documents of a wrong shape', () => {
  test.each([
    [null, ['The document: expected object']],
    [[], ['The document: expected object']],
    ['text', ['The document: expected object']],
    [{ pluginCoordinates: 'g:a:1' }, ['pluginCoordinates: expected object']],
    [{ actions: 'x' }, ['actions: expected array']],
    [
      { actions: [{ name: {}, type: 'NEW' }] },
      [
        'actions[0].name: expected string or number or boolean',
        'actions[0].type: expected one of TIMED_INGRESS, TRANSFORM, EGRESS, INGRESS, PUBLISH, UNKNOWN',
      ],
    ],
    [
      { flowPlans: [{ type: 'OTHER' }] },
      [
        'flowPlans[0].type: expected one of REST_DATA_SOURCE, TIMED_DATA_SOURCE, ON_ERROR_DATA_SOURCE, TRANSFORM, DATA_SINK',
      ],
    ],
    [
      { variables: [{ dataType: 'DATE' }] },
      ['variables[0].dataType: expected one of STRING, BOOLEAN, NUMBER, LIST, MAP'],
    ],
  ])('%j is told part by part', (document, lines) => {
    expect(checkRegistration(document, { others: [] })).toEqual({ ok: false, code: 'REGISTRATION_INVALID', lines });
  });

  test('a document nested a million levels deep is refused, not followed', () => {
    const deep: unknown = JSON.parse(`{"x":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`);
    expect(checkRegistration(deep, { others: [] })).toMatchObject({
      ok: false,
      lines: ['The document is nested more than 200 levels deep'],
    });
  });

  test('line breaks in names do not make more lines, and the answer stays short', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `${'x'.repeat(5000)}\r\n${String(index)}`);
    const lines = linesFor({ actions: names.map((name) => ({ name, type: 'EGRESS' })) });
    expect(lines).toHaveLength(201);
    expect(lines.at(-1)).toBe('… and 800 more problems');
    expect(lines.every((line) => line.length <= 1001 && !/[\r\n]/.test(line))).toBe(true);
  });

  test('names of built-in properties are names like any other', () => {
    const document: unknown = JSON.parse(
      '{"pluginCoordinates":{"groupId":"constructor","artifactId":"__proto__","version":"1"},' +
        '"flowPlans":[{"type":"TRANSFORM","name":"toString","__proto__":{"polluted":true}}],"__proto__":{"polluted":1}}',
    );
    expect(checkRegistration(document, { others: [] })).toMatchObject({ ok: true });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
