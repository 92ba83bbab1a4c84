import { describe, expect, it } from 'vitest';
import { checkRegistration } from '../../../electron/engine/plugin/registration/check-registration.ts';
import {
  type RegistrationDocument,
  registrationDocument,
  withInvalidContent,
  withReservedCoordinates,
} from '../../../electron/sample-plugin/registration-document.ts';

const document = registrationDocument(
  { groupId: 'org.deltadock.sample', artifactId: 'sample-plugin', version: '1.0.0' },
  { image: 'deltadock/sample-plugin:1.0.0', imagePullSecret: null },
);

/** As a core sees it that knows no other plugin. */
function checked(sent: RegistrationDocument): ReturnType<typeof checkRegistration> {
  return checkRegistration(JSON.parse(JSON.stringify(sent)), { others: [] });
}

describe('the document of the sample plugin', () => {
  it('is accepted by the rules of a core', () => {
    expect(checked(document)).toMatchObject({ ok: true });
  });

  it('is refused for exactly its two mistakes when it is to be invalid', () => {
    expect(checked(withInvalidContent(document))).toEqual({
      ok: false,
      code: 'REGISTRATION_INVALID',
      lines: [
        expect.stringMatching(/^Action name org\.deltadock\.sample\.UpperCaseTransforme+ exceeds maximum length 256$/),
        expect.stringMatching(/^Variable named: sampleLimit has an invalid default value: .*many/),
      ],
    });
  });

  it('is refused for its coordinates alone when it claims the reserved ones', () => {
    expect(checked(withReservedCoordinates(document))).toMatchObject({ ok: false, code: 'COORDINATES_TAKEN' });
    expect(
      checked({ ...withReservedCoordinates(document), pluginCoordinates: document.pluginCoordinates }),
    ).toMatchObject({
      ok: true,
    });
  });
});
