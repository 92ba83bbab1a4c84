import type { RegistrationDocument } from '../../../../shared/model/registration.ts';

type Variable = RegistrationDocument['variables'][number];

/** Default values that are not of their variable's type. Whether a required one has a value is asked later, by its flows. */
export function variableProblems(variables: readonly Variable[]): readonly string[] {
  return variables.flatMap((variable) => {
    const reason =
      variable.defaultValue === undefined ? undefined : mismatch(variable.dataType, variable.defaultValue.trim());
    return reason === undefined ? [] : [`Variable named: ${variable.name} has an invalid default value: ${reason}`];
  });
}

/** Why a value does not fit the type of its variable; undefined when it does. */
export function valueProblem(dataType: Variable['dataType'], value: string): string | undefined {
  return mismatch(dataType, value.trim());
}

function mismatch(dataType: Variable['dataType'], value: string): string | undefined {
  switch (dataType) {
    case 'STRING':
    case 'LIST':
      return undefined;
    case 'BOOLEAN':
      return /^(?:true|false)$/i.test(value) ? undefined : 'A boolean value must be true or false';
    case 'NUMBER':
      return isNumber(value) ? undefined : `The value ${value} cannot be converted to a number`;
    case 'MAP':
      return isMap(value) ? undefined : "A map value must be of the form of 'key: value, nextKey: nextValue'";
  }
}

/** The number texts of Java: decimal, exponent, hexadecimal, octal by a leading 0, and type suffixes. */
function isNumber(value: string): boolean {
  const digits = value.replace(/^[-+]/, '');
  if (/^0\d+$/.test(digits)) return /^[0-7]+$/.test(digits);
  return /^(?:0x[\da-f]+|#[\da-f]+|\d+l|(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?[fd]?)$/i.test(digits);
}

/** `{ }` around it may be left out; a backslash makes a comma or colon part of the text. */
function isMap(value: string): boolean {
  if (value === '') return true;
  const inner = /^\{.*\}$/s.test(value) ? value.slice(1, -1) : value;
  const entries = inner.split(/(?<!\\),/).filter((entry) => entry.trim() !== '');
  return entries.length > 0 && entries.every((entry) => entry.split(/(?<!\\):/).length === 2);
}
