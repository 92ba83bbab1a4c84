import type { RegistrationDocument } from '../../../../shared/model/registration.ts';
import { isIsoDuration } from './iso-duration.ts';

/** What an integration test lacks so that it could ever run. */
export function integrationTestProblems(test: RegistrationDocument['integrationTests'][number]): readonly string[] {
  const problems = [
    [test.name === '', "Test configuration must specify a 'name'"],
    [test.description === '', "Test configuration must specify a 'description'"],
    [isWrongTimeout(test.timeout), "Invalid 'timeout'; must be a valid Duration"],
    [test.plugins.length === 0, 'Test configuration must specify at least one plugin'],
    [test.inputs.length === 0, "Test configuration is missing 'inputs'"],
    [test.expectedDeltaFiles.length === 0, 'Test configuration is missing expectedDeltaFiles'],
    [test.inputs.some(({ flow }) => flow === ''), "TestCaseIngress must specify the 'dataSource'"],
    [
      test.inputs.some(({ flow }) => flow !== '' && !test.dataSources.includes(flow)),
      'TestCaseIngress dataSource must exist in configuration flows',
    ],
    [test.inputs.some(({ ingressFileName }) => ingressFileName === ''), 'Missing or empty ingressFileName'],
    [test.expectedDeltaFiles.some(({ stage }) => stage === undefined), 'Missing stage in expectedDeltaFile'],
  ] as const;
  return problems.flatMap(([isSo, line]) => (isSo ? [line] : []));
}

function isWrongTimeout(timeout: string | undefined): boolean {
  return timeout !== undefined && timeout !== '' && !isIsoDuration(timeout);
}
