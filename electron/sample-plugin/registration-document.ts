/** A plugin is known by group and artifact; the version is the one that runs. */
export interface Coordinates {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
}

/** An action: the name is globally unique and is also the name of its queue. */
interface ActionDescriptor {
  readonly name: string;
  readonly type: 'TIMED_INGRESS' | 'TRANSFORM' | 'EGRESS';
  readonly supportsJoin: boolean;
  /** JSON Schema of the parameters that a flow plan may give to the action. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly actionOptions: Readonly<Record<string, unknown>>;
}

interface Variable {
  readonly name: string;
  readonly description: string;
  readonly dataType: 'STRING' | 'BOOLEAN' | 'NUMBER' | 'LIST' | 'MAP';
  readonly required: boolean;
  readonly defaultValue: string;
}

/** What a plugin tells the core about itself: the body of `POST /plugins`. */
export interface RegistrationDocument {
  readonly pluginCoordinates: Coordinates;
  readonly displayName: string;
  readonly description: string;
  readonly actionKitVersion: string;
  readonly image: string | null;
  readonly imagePullSecret: string | null;
  readonly dependencies: readonly Coordinates[];
  readonly actions: readonly ActionDescriptor[];
  readonly lookupTables: readonly unknown[];
  readonly variables: readonly Variable[];
  readonly flowPlans: readonly Readonly<Record<string, unknown>>[];
  readonly integrationTests: readonly unknown[];
}

/** The version of DeltaFi's action kits whose protocol this sample speaks. */
const ACTION_KIT_VERSION = '2.45.1';

/**
 * The document of the well-behaved sample. Every array is sent, even an empty one: DeltaFi's core
 * answers 400 when `integrationTests` is absent.
 *
 * One action and a flow that uses it: text enters by REST at `sample-input`, travels over the topic
 * `sample-raw` to the transform flow `sample-upper`, and is published on `sample-cooked`.
 */
export function registrationDocument(
  coordinates: Coordinates,
  sentBack: Pick<RegistrationDocument, 'image' | 'imagePullSecret'>,
): RegistrationDocument {
  const upperCase = `${coordinates.groupId}.UpperCaseTransform`;
  return {
    pluginCoordinates: coordinates,
    displayName: 'Sample plugin',
    description: 'A small real DeltaFi plugin in TypeScript that upper-cases text',
    actionKitVersion: ACTION_KIT_VERSION,
    // Field by field: whatever else the caller's object holds must not travel.
    image: sentBack.image,
    imagePullSecret: sentBack.imagePullSecret,
    dependencies: [],
    actions: [
      {
        name: upperCase,
        type: 'TRANSFORM',
        supportsJoin: false,
        schema: {
          title: 'UpperCaseParameters',
          type: 'object',
          properties: {
            suffix: {
              title: 'Suffix',
              description: 'Text added after the upper-cased text',
              type: 'string',
              default: '',
            },
          },
        },
        actionOptions: {
          description: 'Upper-cases every content that is UTF-8 text',
          inputSpec: { contentSummary: 'Any UTF-8 text' },
          outputSpec: { contentSummary: 'The same text in upper case', passthrough: false },
        },
      },
    ],
    lookupTables: [],
    variables: [
      {
        name: 'sampleSuffix',
        description: 'Text added after the upper-cased text',
        dataType: 'STRING',
        required: false,
        defaultValue: '!',
      },
    ],
    flowPlans: [
      {
        name: 'sample-input',
        type: 'REST_DATA_SOURCE',
        description: 'Takes text by REST',
        topic: 'sample-raw',
      },
      {
        name: 'sample-upper',
        type: 'TRANSFORM',
        description: 'Upper-cases the text and publishes it',
        subscribe: [{ topic: 'sample-raw' }],
        transformActions: [{ name: 'UpperCase', type: upperCase, parameters: { suffix: `\${sampleSuffix}` } }],
        publish: {
          matchingPolicy: 'ALL_MATCHING',
          defaultRule: { defaultBehavior: 'ERROR' },
          rules: [{ topic: 'sample-cooked' }],
        },
      },
    ],
    integrationTests: [],
  };
}

/** The same plugin under the coordinates that DeltaFi's core keeps for itself: always refused. */
export function withReservedCoordinates(document: RegistrationDocument): RegistrationDocument {
  const reserved = { groupId: 'org.deltafi', artifactId: 'system-plugin', version: '1.0.0' };
  return { ...document, pluginCoordinates: reserved };
}

/** Two mistakes that the core's validation names, each on a line of its own. */
export function withInvalidContent(document: RegistrationDocument): RegistrationDocument {
  return {
    ...document,
    actions: document.actions.map((action) => ({ ...action, name: action.name.padEnd(300, 'e') })),
    variables: [
      {
        name: 'sampleLimit',
        description: 'A number whose default is none',
        dataType: 'NUMBER',
        required: true,
        defaultValue: 'many',
      },
    ],
  };
}
