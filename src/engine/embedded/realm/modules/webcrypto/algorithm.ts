import type { HashName } from '../../crypto-contract.ts';
import { WebCryptoError } from './web-crypto-error.ts';

export type Operation =
  | 'decrypt'
  | 'deriveBits'
  | 'deriveKey'
  | 'digest'
  | 'encrypt'
  | 'exportKey'
  | 'generateKey'
  | 'getKeyLength'
  | 'importKey'
  | 'sign'
  | 'verify';

const HASHES: Readonly<Record<string, HashName>> = {
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};
const HASH_NAMES = Object.keys(HASHES);
const AES = ['AES-CBC', 'AES-CTR', 'AES-GCM', 'AES-KW'];
const RSA = ['RSASSA-PKCS1-v1_5', 'RSA-PSS', 'RSA-OAEP'];
const KEYED = [...AES, 'HMAC', 'ECDH', 'ECDSA', ...RSA];
const SIGNING = ['HMAC', 'ECDSA', 'RSA-PSS', 'RSASSA-PKCS1-v1_5'];

const ALGORITHMS: Readonly<Record<Operation, readonly string[]>> = {
  decrypt: [...AES, 'RSA-OAEP'],
  deriveBits: [...HASH_NAMES, 'PBKDF2', 'ECDH'],
  deriveKey: [...HASH_NAMES, 'PBKDF2'],
  digest: HASH_NAMES,
  encrypt: [...AES, 'RSA-OAEP'],
  exportKey: [...KEYED, 'PBKDF2'],
  generateKey: [...KEYED, ...HASH_NAMES],
  getKeyLength: AES,
  importKey: [...KEYED, 'PBKDF2'],
  sign: SIGNING,
  verify: SIGNING,
};

/** The name of the algorithm as k6 writes it; throws when k6 has it not for this operation. */
export function algorithmName(given: unknown, operation: Operation): string {
  if (typeof given !== 'string' && (typeof given !== 'object' || given === null))
    throw new WebCryptoError('SyntaxError', 'algorithm cannot be interpreted as a string or an object');
  const raw = typeof given === 'string' ? given : ((given as { name?: unknown }).name ?? '');
  const upper = String(raw).toUpperCase();
  const name = upper === 'RSASSA-PKCS1-V1_5' ? 'RSASSA-PKCS1-v1_5' : upper;
  if (!ALGORITHMS[operation].includes(name)) {
    throw new WebCryptoError(
      'NotSupportedError',
      `algorithm ${JSON.stringify(name)} doesn't support (in implementation) operation "${operation}"`,
    );
  }
  return name;
}

/** A member of the algorithm's parameters; text has the members of a string, as in k6. */
export function parameter(given: unknown, name: string): unknown {
  return given === null || given === undefined ? undefined : (Object(given) as Record<string, unknown>)[name];
}

/** As `parameter`; throws when it is absent. */
export function requiredParameter(given: unknown, name: string): unknown {
  const value = parameter(given, name);
  if (value === undefined || value === null)
    throw new WebCryptoError('SyntaxError', `could not get ${name} from algorithm parameter`);
  return value;
}

/** A whole number out of the parameters. */
export const integer = (value: unknown): number => Math.trunc(Number(value)) || 0;

/** The `hash` of the parameters by WebCrypto's name; throws when it is absent or unknown. */
export const hashParameter = (given: unknown, operation: Operation): string =>
  algorithmName(requiredParameter(given, 'hash'), operation);

/** The host's hash for WebCrypto's name. */
export function hostHash(name: string): HashName {
  const hash = Object.hasOwn(HASHES, name) ? HASHES[name] : undefined;
  if (hash === undefined)
    throw new WebCryptoError('NotSupportedError', `unsupported hash algorithm: ${name}`);
  return hash;
}

export const isAes = (name: string): boolean => AES.includes(name);
export const isRsa = (name: string): boolean => RSA.includes(name);
export const isEllipticCurve = (name: string): boolean => name === 'ECDH' || name === 'ECDSA';
