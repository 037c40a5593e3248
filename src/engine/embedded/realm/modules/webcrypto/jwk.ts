import type { CodingBridge } from '../../crypto-contract.ts';
import { corruptByte } from '../crypto/base64.ts';
import type { CryptoKey } from './crypto-key.ts';
import { PlainGoError, WebCryptoError } from './web-crypto-error.ts';

const EC_MEMBERS = ['kty', 'crv', 'x', 'y', 'd'];
const RSA_MEMBERS = ['kty', 'n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'];

type Members = Record<string, string>;

/** The members of these names that are texts, read once. */
function membersOf(given: unknown, names: readonly string[]): Members {
  const object = Object(given) as Record<string, unknown>;
  const read = names.map((name) => [name, object[name]] as const);
  return Object.fromEntries(read.filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

/** The bytes of a symmetric JWK. */
export function secretOfJwk(coding: CodingBridge, given: unknown): Uint8Array {
  const { kty = '', k = '' } = membersOf(given, ['kty', 'k']);
  const fail = (why: string): never => {
    throw new WebCryptoError('DataError', why);
  };
  if (kty !== 'oct') fail(`invalid symmetric JWK: invalid key type: ${kty}`);
  if (k === '') fail('invalid symmetric JWK: key (k) is required');
  const corrupt = corruptByte(k, { url: true, padded: false });
  if (corrupt !== null) fail(`failed to decode symmetric key: illegal base64 data at input byte ${corrupt}`);
  const bytes = coding.decodeBase64(k);
  const own = new Uint8Array(bytes.length);
  own.set(bytes);
  return own;
}

/** A JWK of an elliptic curve as JSON text, with the members that k6 reads. */
export function curveJwk(given: unknown, prefix: string): string {
  const members = membersOf(given, EC_MEMBERS);
  const fail = (why: string): never => {
    throw new PlainGoError(`${prefix}${why}`);
  };
  if (members['kty'] !== 'EC') fail(`invalid EC JWK key: invalid key type: ${members['kty'] ?? ''}`);
  if (!members['crv']) fail('invalid EC JWK key: curve is required');
  if (!members['x']) fail('invalid EC JWK key: coordinate X is required');
  if (!members['y']) fail('invalid EC JWK key: coordinate Y is required');
  return JSON.stringify(members);
}

/** A JWK of an RSA key as JSON text, with the members that k6 reads. */
export function rsaJwk(given: unknown): string {
  const members = membersOf(given, RSA_MEMBERS);
  const fail = (why: string): never => {
    throw new PlainGoError(`invalid RSA JWK key: ${why}`);
  };
  if (members['kty'] !== 'RSA') fail(`invalid key type: ${members['kty'] ?? ''}`);
  if (!members['n']) fail('modulus (n) is required');
  if (!members['e']) fail('exponent (e) is required');
  return JSON.stringify(members);
}

/** The JWK of a secret key. */
export function secretJwk(coding: CodingBridge, key: CryptoKey, secret: Uint8Array): object {
  const { name, hash } = key.algorithm as { name: string; hash?: { name: string } };
  const alg = hash === undefined ? `A${8 * secret.length}${name.slice(4)}` : `HS${hash.name.slice(4)}`;
  return {
    k: coding.encodeBase64(secret, 'base64url'),
    kty: 'oct',
    ext: key.extractable,
    key_ops: [...key.usages],
    alg,
  };
}
