import type { HostKey } from '../../crypto-contract.ts';
import { WebCryptoError } from './web-crypto-error.ts';

export type KeyType = 'secret' | 'private' | 'public';

/** The key itself, which no script can reach. */
export type KeyHandle = Uint8Array | HostKey;

/** What a script sees of a key. */
export class CryptoKey {
  type: KeyType;
  extractable: boolean;
  algorithm: { name: string; [member: string]: unknown };
  usages: string[];

  constructor(seen: Pick<CryptoKey, 'type' | 'extractable' | 'algorithm' | 'usages'>, handle: KeyHandle) {
    this.type = seen.type;
    this.extractable = seen.extractable;
    this.algorithm = seen.algorithm;
    this.usages = seen.usages;
    handles.set(this, handle);
  }
}

/** The global `CryptoKey`: keys are instances of it, and only `crypto.subtle` makes them. */
export function CryptoKeyGlobal(): never {
  throw new TypeError('Illegal constructor');
}
Object.defineProperties(CryptoKeyGlobal, {
  name: { value: 'CryptoKey', configurable: true },
  prototype: { value: CryptoKey.prototype },
});
Object.defineProperty(CryptoKey.prototype, 'constructor', {
  value: CryptoKeyGlobal,
  writable: true,
  configurable: true,
});

const handles = new WeakMap<CryptoKey, KeyHandle>();

/** The bytes of a secret key. */
export function secretOf(key: CryptoKey): Uint8Array {
  const handle = handles.get(key);
  if (!(handle instanceof Uint8Array))
    throw new WebCryptoError('ImplementationError', 'could not get key handle');
  return handle;
}

/** The host's key behind a private or public one. */
export function hostKeyOf(key: CryptoKey): HostKey {
  const handle = handles.get(key);
  if (handle === undefined || handle instanceof Uint8Array)
    throw new WebCryptoError('InvalidAccessError', 'key handle is of incorrect type');
  return handle;
}

/** The usages argument as a list of texts. */
export const usageList = (given: unknown): string[] => (Array.isArray(given) ? given.map(String) : []);

/** Throws unless every usage is one of these. */
export function refuseOtherUsages(
  usages: readonly string[],
  allowed: readonly string[],
  { named }: { named: boolean },
): void {
  const other = usages.find((usage) => !allowed.includes(usage));
  if (other !== undefined)
    throw new WebCryptoError('SyntaxError', named ? `invalid key usage: ${other}` : 'invalid key usage');
}

/** A secret or private key that can be used for nothing is refused. */
export function refuseNoUsages(type: KeyType, usages: readonly string[]): void {
  if (type !== 'public' && usages.length === 0) {
    throw new WebCryptoError('SyntaxError', 'usages cannot not be empty for a secret or private CryptoKey');
  }
}
