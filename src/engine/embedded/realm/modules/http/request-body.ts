import type { HttpBody } from '../../http-contract.ts';
import { GoError } from '../go-error.ts';
import { goType } from '../go-type.ts';
import { encodeUtf8 } from '../ws/bytes.ts';
import { encodeForm, formText } from './form-encoding.ts';

const contents = new WeakMap<FileData, string | Uint8Array>();

/** What http.file() gives; `data` shows the bytes as a list, as k6 does. */
export class FileData {
  readonly filename: string;
  readonly content_type: string;
  declare readonly data: readonly number[];

  constructor(data: string | Uint8Array, name: string, type: string) {
    contents.set(this, data);
    const get = (): number[] => [...(typeof data === 'string' ? encodeUtf8(data) : data)];
    Object.defineProperty(this, 'data', { get, enumerable: true });
    this.filename = name;
    this.content_type = type;
  }
}

/** A body as a script gives it, and the Content-Type that goes with it; throws GoError for what k6 cannot send. */
export function readBody(
  given: unknown,
  warn: (message: string) => void,
): { body: HttpBody | null; contentType: string | null } {
  if (given === undefined || given === null) return { body: null, contentType: null };
  if (typeof given === 'string') return { body: given, contentType: null };
  if (given instanceof String) return { body: String(given), contentType: null };
  if (given instanceof ArrayBuffer) return { body: new Uint8Array(given), contentType: null };
  if (given instanceof Uint8Array) return { body: given, contentType: null };
  if (!isFields(given)) throw new GoError(`unknown request body type ${goType(given)}`);
  const entries = Object.entries(given as Record<string, unknown>);
  if (entries.some(([, value]) => value instanceof FileData))
    return { body: { parts: entries.map(partOf) }, contentType: null };
  const nested = entries.map(([, value]) => value).find((value) => isNested(value));
  if (nested !== undefined) {
    const what = `cannot urlencode a nested ${goType(nested)} value in a request form body`;
    warn(`${what}; encoding it as an empty value, use JSON.stringify() to send structured data`);
  }
  return { body: encodeForm(entries), contentType: 'application/x-www-form-urlencoded' };
}

// A DataView has no fields of its own, and is sent as an empty form.
function isFields(given: unknown): boolean {
  if (typeof given !== 'object' || Array.isArray(given) || given instanceof Date) return false;
  if (given instanceof Map || given instanceof Set || given instanceof Number || given instanceof Boolean)
    return false;
  return !ArrayBuffer.isView(given) || given instanceof DataView;
}

const isNested = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function partOf([name, value]: [string, unknown]) {
  if (!(value instanceof FileData)) return { name, data: formText(value), file: null };
  const data = contents.get(value) ?? '';
  return { name, data, file: { name: value.filename, contentType: value.content_type } };
}
