import { WebCryptoError } from './web-crypto-error.ts';

/** A copy of the bytes of an ArrayBuffer, typed array or DataView; null for anything else. */
export function copyOf(value: unknown): Uint8Array | null {
  if (value instanceof ArrayBuffer) return new Uint8Array(value.slice(0));
  if (ArrayBuffer.isView(value))
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
  return null;
}

/** As `copyOf`; throws when the data is none. */
export function dataBytes(value: unknown): Uint8Array {
  if (value === null || value === undefined)
    throw new WebCryptoError('TypeError', 'data is null or undefined');
  const bytes = copyOf(value);
  if (bytes === null) {
    throw new WebCryptoError(
      'OperationError',
      'data is neither an ArrayBuffer, nor a TypedArray nor DataView',
    );
  }
  return bytes;
}
