import fc from 'fast-check';
import { CONTRACT } from '../../shared/contract/contract.ts';

/** Inputs near those of the contract, far from them, and some that only a structured clone can carry. */
const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withSparseArray: true,
  withObjectString: true,
  maxDepth: 4,
});

const nearInput = fc.dictionary(
  fc.constantFrom('plugin', 'image', 'pull', 'force', 'leavePlugins', 'stopGrace', '__proto__', 'constructor', 'binds'),
  fc.oneof(fc.string(), fc.boolean(), fc.integer(), anything),
  { noNullPrototype: true },
);

/** Some that are right, so that handlers are reached as well. */
const rightInput = fc.constantFrom({}, { plugin: 'x' }, { image: 'deltadock/x:1' }, { stopGrace: 3 });

const name = fc.oneof(
  { arbitrary: fc.constantFrom(...Object.keys(CONTRACT)), weight: 4 },
  fc.constantFrom('docker.exec', 'plugin.exec', '__proto__', 'constructor', 'toString', '', 'plugin.list '),
  fc.string(),
  anything,
);

/** One message as a page in strange hands could send it: a procedure's name and its input, of any form. */
export const fuzzedCall = fc.tuple(name, fc.oneof(rightInput, nearInput, anything, cyclic()));

/** One message on the stream channel. */
export const fuzzedRequest = fc.oneof(
  anything,
  fc.record(
    {
      type: fc.oneof(fc.constantFrom('open', 'taken', 'close'), fc.string()),
      subscription: fc.oneof(fc.integer(), anything),
    },
    { requiredKeys: [] },
  ),
);

function cyclic(): fc.Arbitrary<unknown> {
  return fc.string().map((key) => {
    const ring: Record<string, unknown> = {};
    ring[`${key}.`] = ring;
    return ring;
  });
}
