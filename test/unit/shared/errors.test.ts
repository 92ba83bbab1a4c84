import { describe, expect, it } from 'vitest';
import { AppError, ERRORS, type ErrorCode, fromWire, isErrorCode, nextStep, toWire } from '../../../shared/errors.ts';

describe('an error', () => {
  it('of every code says what to do next, in a sentence', () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      const next = nextStep(code);
      expect(next, code).toMatch(/^[A-Z].*[.)]$/u);
      expect(next, code).not.toMatch(/[{}]/);
    }
  });

  it('fills its next step from its details', () => {
    expect(nextStep('REGISTRY_CREDENTIALS_MISSING', { registry: 'reg.example' })).toContain('docker login reg.example');
    expect(nextStep('PLUGIN_AMBIGUOUS', { names: ['a', 'b'] })).toContain('a, b');
  });

  it('crosses a door and back unchanged', () => {
    const error = new AppError('NAME_TAKEN', 'The name is taken.', { details: { name: 'tool', holder: 'abc' } });
    const back = fromWire(toWire(error));
    expect([back.code, back.message, back.details]).toEqual([error.code, error.message, error.details]);
  });

  it('that nobody expected crosses without its text, which may hold a secret', () => {
    const wire = toWire(new Error('password=hunter2'));
    expect(wire.code).toBe('INTERNAL');
    expect(JSON.stringify(wire)).not.toContain('hunter2');
    expect(JSON.stringify(toWire('hunter2'))).not.toContain('hunter2');
  });

  it('is known by its code, not by inherited names', () => {
    expect(isErrorCode('INTERNAL')).toBe(true);
    expect(isErrorCode('toString')).toBe(false);
  });
});
