/** Turns values into text and back as a structured clone would: also `undefined`, dates, maps, bytes, cycles. */
export interface Wire {
  /** Throws what Electron throws for values that cannot be cloned. `keep` takes functions in and answers their number. */
  encode(value: unknown, keep?: (given: (...args: unknown[]) => unknown) => number): string;
  /** `revive` makes a function from its number. */
  decode(text: string, revive?: (id: number) => unknown): unknown;
}

type Cell = string | number | boolean | null | { readonly $: string; readonly v?: string | number };

interface Node {
  readonly k: string;
  readonly c?: string;
  readonly v?: string | number;
  readonly e?: readonly (readonly [Cell, Cell])[];
}

/** Self-contained, since its source text also runs in the page. */
export function createWire(): Wire {
  const views: Readonly<Record<string, new (buffer: ArrayBuffer) => ArrayBufferView>> = {
    Uint8Array,
    Int8Array,
    Uint8ClampedArray,
    Uint16Array,
    Int16Array,
    Uint32Array,
    Int32Array,
    Float32Array,
    Float64Array,
    BigUint64Array,
    BigInt64Array,
    DataView,
  };
  const toText = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  const toBytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const refuse = (): never => {
    throw new Error('An object could not be cloned.');
  };

  const encode: Wire['encode'] = (value, keep) => {
    const nodes: Node[] = [];
    const seen = new Map<object, number>();
    const cell = (one: unknown): Cell => {
      if (one === undefined) return { $: 'u' };
      if (one === null || typeof one === 'string' || typeof one === 'boolean') return one;
      if (typeof one === 'number')
        return Number.isFinite(one) && !Object.is(one, -0) ? one : { $: 'n', v: numberText(one) };
      if (typeof one === 'bigint') return { $: 'b', v: String(one) };
      if (typeof one === 'function' && keep !== undefined)
        return { $: 'f', v: keep(one as (...args: unknown[]) => unknown) };
      if (typeof one !== 'object') return refuse();
      return { $: 'r', v: seen.get(one) ?? add(one) };
    };
    const add = (one: object): number => {
      const index = nodes.length;
      seen.set(one, index);
      nodes.push({ k: 'o' });
      nodes[index] = node(one);
      return index;
    };
    const node = (one: object): Node => {
      if (Array.isArray(one)) return { k: 'a', v: one.length, e: Object.entries(one).map(([k, v]) => [k, cell(v)]) };
      if (one instanceof Date) return { k: 'd', v: one.getTime() };
      if (one instanceof Map) return { k: 'm', e: [...one].map(([k, v]) => [cell(k), cell(v)]) };
      if (one instanceof Set) return { k: 's', e: [...one].map((v) => [null, cell(v)]) };
      if (one instanceof ArrayBuffer) return { k: 'x', v: toText(new Uint8Array(one)) };
      if (ArrayBuffer.isView(one)) {
        const bytes = new Uint8Array(one.buffer, one.byteOffset, one.byteLength);
        return { k: 'x', c: one.constructor.name in views ? one.constructor.name : 'Uint8Array', v: toText(bytes) };
      }
      if (one instanceof Error) return { k: 'e', c: one.name, v: one.message };
      if (one instanceof Promise || one instanceof WeakMap || one instanceof WeakSet) return refuse();
      return { k: 'o', e: Object.entries(one).map(([k, v]) => [k, cell(v)]) };
    };
    const numberText = (one: number): string => (Object.is(one, -0) ? '-0' : String(one));
    return JSON.stringify([cell(value), nodes]);
  };

  const decode: Wire['decode'] = (text, revive) => {
    const [root, nodes] = JSON.parse(text) as [Cell, Node[]];
    const made = new Map<number, unknown>();
    const value = (one: Cell): unknown => {
      if (one === null || typeof one !== 'object') return one;
      if (one.$ === 'u') return undefined;
      if (one.$ === 'n') return Number(one.v);
      if (one.$ === 'b') return BigInt(String(one.v));
      if (one.$ === 'f') return revive?.(Number(one.v));
      return made.has(Number(one.v)) ? made.get(Number(one.v)) : build(Number(one.v));
    };
    const build = (index: number): unknown => {
      const { k, c, v, e = [] } = nodes[index] ?? { k: 'o' };
      const keepAs = <T>(one: T): T => {
        made.set(index, one);
        return one;
      };
      if (k === 'd') return keepAs(new Date(Number(v)));
      if (k === 'e') return keepAs(Object.assign(new Error(String(v)), { name: c ?? 'Error' }));
      if (k === 'x') {
        const { buffer } = toBytes(String(v));
        const View = c === undefined ? undefined : views[c];
        return keepAs(View === undefined ? buffer : new View(buffer));
      }
      if (k === 'm') {
        const map = keepAs(new Map<unknown, unknown>());
        for (const [key, one] of e) map.set(value(key), value(one));
        return map;
      }
      if (k === 's') {
        const set = keepAs(new Set<unknown>());
        for (const [, one] of e) set.add(value(one));
        return set;
      }
      const target = keepAs<object>(k === 'a' ? Object.assign([], { length: Number(v) }) : {});
      for (const [key, one] of e) {
        // As a structured clone does: an own property, also for the name `__proto__`.
        Object.defineProperty(target, key as string, {
          value: value(one),
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
      return target;
    };
    return value(root);
  };

  return { encode, decode };
}
