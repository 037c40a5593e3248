import type { VuContext } from '../../contract.ts';
import type { Pbkdf2Spec } from '../../crypto-contract.ts';
import { goBytes } from '../crypto/go-bytes.ts';
import { copyIn } from '../ws/bytes.ts';
import { algorithmName, hashParameter, hostHash, integer, type Operation, parameter } from './algorithm.ts';
import { CryptoKey, hostKeyOf, secretOf, usageList } from './crypto-key.ts';
import { importSecret } from './import-key.ts';
import { bytesIn, failing, settleLater, valueIn } from './settle-later.ts';
import { WebCryptoError } from './web-crypto-error.ts';

const invalid = (why: string): WebCryptoError => new WebCryptoError('InvalidAccessError', why);
const derivationFailed = failing('OperationError', 'could not derive: ');

/** `subtle.deriveBits`. */
export function deriveBits(vu: VuContext, args: readonly unknown[]): Promise<ArrayBuffer> {
  const [params, baseKey, length] = args;
  return settleLater(vu, (done) => {
    const name = algorithmName(params, 'deriveBits');
    const bits = integer(length);
    if (name === 'ECDH') {
      const shared = sharedSecret(vu, { params, baseKey, bits });
      done(() => shared);
      return;
    }
    const how = pbkdf2Parameters(vu, name, params);
    refuseBits(bits);
    const password = passwordOf(baseKey, name, 'deriveBits');
    vu.bridge.crypto.pbkdf2({ ...how, password, lengthBytes: bits / 8 }, (result) =>
      done(() => bytesIn(result, derivationFailed)),
    );
  });
}

/** `subtle.deriveKey`: k6 derives AES keys from passwords only. */
export function deriveKey(vu: VuContext, args: readonly unknown[]): Promise<CryptoKey> {
  const [params, baseKey, wanted, extractable, usages] = args;
  return settleLater(vu, (done) => {
    const name = algorithmName(params, 'deriveKey');
    algorithmName(wanted, 'importKey');
    algorithmName(wanted, 'getKeyLength');
    const how = pbkdf2Parameters(vu, name, params);
    const password = passwordOf(baseKey, name, 'deriveKey');
    const bits = integer(parameter(wanted, 'length'));
    if (bits % 8 !== 0) throw invalid('provided length of key must be a multiple of 8');
    const key = { params: wanted, extractable: Boolean(extractable), usages: usageList(usages) };
    vu.bridge.crypto.pbkdf2({ ...how, password, lengthBytes: bits / 8 }, (result) =>
      done(() => importSecret(vu, new Uint8Array(copyIn(valueIn(result, derivationFailed))), key)),
    );
  });
}

function refuseBits(bits: number): void {
  if (bits === 0) throw new WebCryptoError('OperationError', 'length can not be 0');
  if (bits % 8 !== 0) {
    throw new WebCryptoError('OperationError', 'currently only multiples of 8 are supported for length');
  }
}

function pbkdf2Parameters(
  { bridge }: VuContext,
  name: string,
  params: unknown,
): Pick<Pbkdf2Spec, 'hash' | 'salt' | 'iterations'> {
  if (name !== 'PBKDF2')
    throw new WebCryptoError('NotSupportedError', `unsupported algorithm for derivation: ${name}`);
  const hash = hostHash(hashParameter(params, 'deriveBits'));
  const iterations = integer(requiredField(params, 'iterations'));
  if (iterations === 0) throw new WebCryptoError('OperationError', "number of iterations can't be 0");
  const salt = goBytes(requiredField(params, 'salt'));
  const bytes =
    typeof salt === 'string' ? new Uint8Array(copyIn(bridge.coding.encodeUtf8(salt))) : salt.slice();
  return { hash, iterations, salt: bytes };
}

function requiredField(params: unknown, name: string): unknown {
  const value = parameter(params, name);
  if (value === undefined || value === null)
    throw new WebCryptoError('TypeError', `field ${name} is null or undefined`);
  return value;
}

function passwordOf(key: unknown, name: string, usage: Operation): Uint8Array {
  if (!(key instanceof CryptoKey)) throw invalid('invalid key type');
  if (key.type !== 'secret') throw invalid("algorithm's password key is not a secret key");
  if (!key.usages.includes(usage)) throw invalid(`provided baseKey doesn't contain \`${usage}\` usage`);
  if (key.algorithm.name !== name) {
    throw new WebCryptoError(
      usage === 'deriveBits' ? 'OperationError' : 'InvalidAccessError',
      `provided basekey algorithm and deriveKey algorithm name dont match ${key.algorithm.name}!=${name}`,
    );
  }
  return secretOf(key);
}

function sharedSecret(
  { bridge }: VuContext,
  { params, baseKey, bits }: { params: unknown; baseKey: unknown; bits: number },
): ArrayBuffer {
  const publicKey = otherSide(params);
  refuseBits(bits);
  if (!(baseKey instanceof CryptoKey))
    throw invalid('provided baseKey is not a valid CryptoKey: invalid key type');
  if (baseKey.type !== 'private') throw invalid('provided baseKey is not a private key');
  if (!baseKey.usages.includes('deriveBits'))
    throw invalid("provided baseKey does not contain the 'deriveBits' usage");
  const [own, other] = [baseKey.algorithm, publicKey.algorithm].map(({ namedCurve }) => namedCurve);
  if (own === undefined) throw invalid('keys are not valid elliptic curve keys');
  if (own !== other) throw invalid(`keys have different curves ${String(own)} and ${String(other)}`);
  if (baseKey.algorithm.name !== 'ECDH') throw invalid('key is not a valid ECDH private key');
  const result = bridge.crypto.ecdh(hostKeyOf(baseKey), hostKeyOf(publicKey));
  const secret = bytesIn(result, derivationFailed);
  if (secret.byteLength < bits / 8) throw new WebCryptoError('OperationError', 'length is too large');
  return secret.slice(0, bits / 8);
}

function otherSide(params: unknown): CryptoKey {
  const key = parameter(params, 'public');
  if (key === undefined || key === null)
    throw new WebCryptoError('TypeError', 'algorithm does not contain a public key');
  if (!(key instanceof CryptoKey))
    throw new WebCryptoError(
      'TypeError',
      "algorithm's public key is not a valid CryptoKey: invalid key type",
    );
  if (key.type !== 'public') throw invalid("algorithm's public key is not a public key");
  if (key.algorithm.name !== 'ECDH') {
    throw invalid(`algorithm name does not match public key's algorithm name: ECDH != ${key.algorithm.name}`);
  }
  return key;
}
