import { GoError } from '../go-error.ts';
import { goType } from '../go-type.ts';

/** What k6 takes as bytes: text, an ArrayBuffer or an array of bytes. */
export function goBytes(value: unknown): string | Uint8Array {
  if (typeof value === 'string') return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (value instanceof Uint8Array) return value;
  if (value instanceof Uint8ClampedArray)
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  throw new GoError(`invalid type ${goType(value)}, expected string, []byte or ArrayBuffer`);
}

/** A text argument as Go gets it: what is missing is empty, all else is converted. */
export const textArgument = (args: readonly unknown[], index: number): string =>
  index < args.length ? String(args[index]) : '';
