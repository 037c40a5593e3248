import type { VuContext } from '../../contract.ts';
import { GoError } from '../go-error.ts';
import { copyIn } from '../ws/bytes.ts';
import { algorithmName, hostHash } from './algorithm.ts';
import { copyOf } from './buffer-source.ts';
import { cipher } from './cipher.ts';
import { deriveBits, deriveKey } from './derivation.ts';
import { exportKey } from './export-key.ts';
import { generateKey } from './generate-key.ts';
import { importKey } from './import-key.ts';
import { settleLater } from './settle-later.ts';
import { sign, verify } from './signature.ts';
import { PlainGoError } from './web-crypto-error.ts';

const MAX_RANDOM_VALUES = 65_536;
const INTEGER_ARRAYS = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
] as const;
type IntegerArray = InstanceType<(typeof INTEGER_ARRAYS)[number]>;

/** The global `crypto`. */
export function createWebCrypto(vu: VuContext): object {
  const notImplemented = (): never => {
    throw new GoError('not implemented');
  };
  const subtle = fixed({
    decrypt: (...args: unknown[]) => cipher(vu, 'decrypt', args),
    deriveBits: (...args: unknown[]) => deriveBits(vu, args),
    deriveKey: (...args: unknown[]) => deriveKey(vu, args),
    digest: (...args: unknown[]) => digest(vu, args),
    encrypt: (...args: unknown[]) => cipher(vu, 'encrypt', args),
    exportKey: (...args: unknown[]) => exportKey(vu, args),
    generateKey: (...args: unknown[]) => generateKey(vu, args),
    importKey: (...args: unknown[]) => importKey(vu, args),
    sign: (...args: unknown[]) => sign(vu, args),
    unwrapKey: notImplemented,
    verify: (...args: unknown[]) => verify(vu, args),
    wrapKey: notImplemented,
  });
  return fixed({
    getRandomValues: (array?: unknown) => fillRandom(vu, array),
    randomUUID: () => vu.bridge.crypto.randomUuid(),
    subtle,
    CryptoKey: { type: '', extractable: false, algorithm: null, usages: null },
  });
}

/** An object whose properties can be seen and neither written nor removed, but that takes new ones. */
function fixed(members: Record<string, unknown>): object {
  const object = {};
  for (const [name, value] of Object.entries(members))
    Object.defineProperty(object, name, { value, enumerable: true });
  return object;
}

function fillRandom({ bridge }: VuContext, array: unknown): unknown {
  if (!INTEGER_ARRAYS.some((kind) => array instanceof kind))
    throw new GoError("TypeMismatchError: typedArray parameter isn't a TypedArray instance");
  const values = array as IntegerArray;
  if (values.length > MAX_RANDOM_VALUES) {
    throw new GoError(
      `QuotaExceededError: typedArray parameter is too big; maximum length is ${MAX_RANDOM_VALUES}`,
    );
  }
  bridge.crypto.fillRandom(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return values;
}

function digest(vu: VuContext, args: readonly unknown[]): Promise<ArrayBuffer> {
  const [algorithm, data] = args;
  return settleLater(vu, (done) => {
    const bytes = copyOf(data);
    if (bytes === null) throw new PlainGoError('data must be an ArrayBuffer, TypedArray, or DataView');
    const hasher = vu.bridge.crypto.hasher(hostHash(algorithmName(algorithm, 'digest')), null);
    hasher.update(bytes);
    const sum = copyIn(hasher.digest());
    done(() => sum);
  });
}
