import type { VuContext } from '../../contract.ts';
import type { KeyMaterial } from '../../crypto-contract.ts';
import {
  algorithmName,
  hashParameter,
  integer,
  isAes,
  isEllipticCurve,
  parameter,
  requiredParameter,
} from './algorithm.ts';
import { dataBytes } from './buffer-source.ts';
import {
  CryptoKey,
  type KeyHandle,
  type KeyType,
  refuseNoUsages,
  refuseOtherUsages,
  usageList,
} from './crypto-key.ts';
import { isCurve } from './generate-key.ts';
import { curveJwk, rsaJwk, secretOfJwk } from './jwk.ts';
import { failing, settleLater, valueIn } from './settle-later.ts';
import { PlainGoError, WebCryptoError } from './web-crypto-error.ts';

/** A key from outside, and what it shall be. */
interface Given {
  name: string;
  params: unknown;
  data: { format: 'raw' | 'pkcs8' | 'spki'; bytes: Uint8Array } | { format: 'jwk'; jwk: unknown };
  extractable: boolean;
  usages: string[];
}

interface Imported {
  type: KeyType;
  algorithm: CryptoKey['algorithm'];
  handle: KeyHandle;
}

/** `subtle.importKey`. */
export function importKey(vu: VuContext, args: readonly unknown[]): Promise<CryptoKey> {
  const [format, keyData, params, extractable, usages] = args;
  return settleLater(vu, (done) => {
    const key = makeKey(vu, {
      data: readData(String(format ?? ''), keyData),
      name: algorithmName(params, 'importKey'),
      params,
      extractable: Boolean(extractable),
      usages: usageList(usages),
    });
    done(() => key);
  });
}

/** A secret key of these bytes; for keys that were derived. */
export function importSecret(
  vu: VuContext,
  bytes: Uint8Array,
  wanted: { params: unknown; extractable: boolean; usages: string[] },
): CryptoKey {
  const name = algorithmName(wanted.params, 'importKey');
  return makeKey(vu, { ...wanted, name, data: { format: 'raw', bytes } });
}

function readData(format: string, keyData: unknown): Given['data'] {
  switch (format) {
    case 'raw':
    case 'pkcs8':
    case 'spki':
      return { format, bytes: dataBytes(keyData) };
    case 'jwk':
      return { format, jwk: keyData };
    default:
      throw new WebCryptoError('ImplementationError', `unsupported format ${format}`);
  }
}

function makeKey(vu: VuContext, given: Given): CryptoKey {
  const { type, algorithm, handle } = imported(vu, given);
  const { extractable, usages } = given;
  refuseNoUsages(type, usages);
  return new CryptoKey({ type, extractable, algorithm, usages }, handle);
}

function imported(vu: VuContext, given: Given): Imported {
  if (given.name === 'PBKDF2') return importPassword(given);
  if (isAes(given.name)) return importAes(vu, given);
  if (given.name === 'HMAC') return importHmac(vu, given);
  return isEllipticCurve(given.name) ? importCurve(vu, given) : importRsa(vu, given);
}

function importPassword({ name, data, extractable, usages }: Given): Imported {
  if (data.format !== 'raw') throw new WebCryptoError('NotSupportedError', `invalid format: ${data.format}`);
  refuseOtherUsages(usages, ['deriveBits', 'deriveKey'], { named: true });
  if (extractable) throw new WebCryptoError('SyntaxError', 'invalid value for param extractable ');
  return { type: 'secret', algorithm: { name }, handle: data.bytes };
}

function secretBytes({ bridge }: VuContext, { data }: Given): Uint8Array {
  if (data.format === 'raw') return data.bytes;
  if (data.format === 'jwk') return secretOfJwk(bridge.coding, data.jwk);
  throw new WebCryptoError('NotSupportedError', `unsupported key format ${data.format}`);
}

function importAes(vu: VuContext, given: Given): Imported {
  refuseOtherUsages(given.usages, ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'], { named: true });
  const bytes = secretBytes(vu, given);
  if (![16, 24, 32].includes(bytes.length))
    throw new WebCryptoError('DataError', `invalid key length ${bytes.length} bytes`);
  return { type: 'secret', algorithm: { name: given.name, length: 8 * bytes.length }, handle: bytes };
}

function importHmac(vu: VuContext, given: Given): Imported {
  const hash = hashParameter(given.params, 'generateKey');
  const wanted = parameter(given.params, 'length');
  refuseOtherUsages(given.usages, ['sign', 'verify'], { named: true });
  const bytes = secretBytes(vu, given);
  const length = 8 * bytes.length;
  if (length === 0) throw new WebCryptoError('DataError', 'key length cannot be 0');
  if (wanted !== undefined && wanted !== null && integer(wanted) !== length) {
    throw new WebCryptoError(
      'DataError',
      'key length cannot be different from the length of the imported data',
    );
  }
  return { type: 'secret', algorithm: { name: given.name, hash: { name: hash }, length }, handle: bytes };
}

function importCurve({ bridge }: VuContext, { name, params, data }: Given): Imported {
  const namedCurve = String(requiredParameter(params, 'namedCurve'));
  const material = curveMaterial(name, namedCurve, data);
  const side = data.format === 'pkcs8' ? 'private' : 'public';
  const failure =
    data.format === 'jwk'
      ? (message: string) => new PlainGoError(message)
      : failing('DataError', `unable to import ${name} ${side} key data: `);
  const handle = valueIn(bridge.crypto.importKey('ec', material), failure);
  return { type: handle.type, algorithm: { name, namedCurve }, handle };
}

function curveMaterial(name: string, curve: string, data: Given['data']): KeyMaterial {
  if (data.format === 'jwk') {
    const prefix = name === 'ECDH' ? 'failed to parse input as ECDH key: ' : '';
    return { format: 'jwk', json: curveJwk(data.jwk, prefix) };
  }
  if (data.format !== 'raw') return { format: data.format, bytes: data.bytes };
  if (!isCurve(curve)) {
    const kind = name === 'ECDH' ? 'ECDH' : 'elliptic';
    throw new WebCryptoError('NotSupportedError', `invalid ${kind} curve ${curve}`);
  }
  return { format: 'raw', bytes: data.bytes, curve };
}

function importRsa({ bridge }: VuContext, { name, params, data }: Given): Imported {
  const hash = hashParameter(params, 'generateKey');
  if (data.format === 'raw')
    throw new WebCryptoError('NotSupportedError', `unsupported key format raw for algorithm ${name}`);
  const side = data.format === 'pkcs8' ? 'private' : 'public';
  const result =
    data.format === 'jwk'
      ? bridge.crypto.importKey('rsa', { format: 'jwk', json: rsaJwk(data.jwk) })
      : bridge.crypto.importKey('rsa', { format: data.format, bytes: data.bytes });
  const handle = valueIn(result, (message) =>
    data.format === 'jwk'
      ? new PlainGoError(message)
      : new WebCryptoError('DataError', `unable to import RSA ${side} key data: ${message}`),
  );
  const { type, modulusLength } = handle;
  return { type, algorithm: { name, modulusLength, hash: { name: hash } }, handle };
}
