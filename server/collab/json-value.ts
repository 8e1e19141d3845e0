import { UPDATE_BOUNDS } from './limits.ts';
import { type ByteReader, MalformedError } from './reader.ts';

export interface ValueBudget {
  /** Values that may still be read. */
  left: number;
}

/**
 * Reads one value in lib0's `any` encoding. Only what JSON can say passes: `undefined`, BigInt, binary, NaN, infinities, repeated keys
 * and keys of Object.prototype are refused, so that no reader of the value can be surprised.
 */
export function readJsonValue(reader: ByteReader, budget: ValueBudget, depth: number = UPDATE_BOUNDS.depth): unknown {
  if (--budget.left < 0) throw new MalformedError('too many values');
  switch (reader.byte()) {
    case 126:
      return null;
    case 125:
      return reader.varInt();
    case 124:
      return finite(reader.float(4));
    case 123:
      return finite(reader.float(8));
    case 121:
      return false;
    case 120:
      return true;
    case 119:
      return reader.string(UPDATE_BOUNDS.stringBytes);
    case 118:
      return readObject(reader, budget, depth);
    case 117:
      return readArray(reader, budget, depth);
    default:
      throw new MalformedError('not a JSON value');
  }
}

/** True for keys that every object has from its prototype: they must never come from outside. */
export const isReservedKey = (key: string): boolean => key in Object.prototype;

function readObject(reader: ByteReader, budget: ValueBudget, depth: number): Record<string, unknown> {
  if (depth === 0) throw new MalformedError('nested too deep');
  const size = reader.count(budget.left, 2);
  const object: Record<string, unknown> = {};
  for (let i = 0; i < size; i++) {
    const key = reader.string(UPDATE_BOUNDS.keyBytes);
    if (isReservedKey(key) || Object.hasOwn(object, key)) throw new MalformedError('key not allowed');
    object[key] = readJsonValue(reader, budget, depth - 1);
  }
  return object;
}

function readArray(reader: ByteReader, budget: ValueBudget, depth: number): unknown[] {
  if (depth === 0) throw new MalformedError('nested too deep');
  const size = reader.count(budget.left);
  const array: unknown[] = [];
  for (let i = 0; i < size; i++) array.push(readJsonValue(reader, budget, depth - 1));
  return array;
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new MalformedError('not a finite number');
  return value;
}
