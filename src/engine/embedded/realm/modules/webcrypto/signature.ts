import type { VuContext } from '../../contract.ts';
import type { SignatureScheme } from '../../crypto-contract.ts';
import { copyIn } from '../ws/bytes.ts';
import { algorithmName, hashParameter, hostHash, integer, requiredParameter } from './algorithm.ts';
import { dataBytes } from './buffer-source.ts';
import { CryptoKey, hostKeyOf, secretOf } from './crypto-key.ts';
import { bytesIn, failing, settleLater, valueIn } from './settle-later.ts';
import { WebCryptoError } from './web-crypto-error.ts';

/** `subtle.sign`. */
export function sign(vu: VuContext, args: readonly unknown[]): Promise<ArrayBuffer> {
  const [params, given, content] = args;
  return settleLater(vu, (done) => {
    const data = dataBytes(content);
    const { key, read } = signingKey(params, given, 'sign');
    if (key.type === 'secret') {
      const signature = hmac(vu, key, data);
      done(() => copyIn(signature));
      return;
    }
    const scheme = read(key);
    refuseSide(key, 'private');
    vu.bridge.crypto.sign(scheme, hostKeyOf(key), data, (result) =>
      done(() => bytesIn(result, failing('OperationError', 'could not sign data: '))),
    );
  });
}

/** `subtle.verify`. */
export function verify(vu: VuContext, args: readonly unknown[]): Promise<boolean> {
  const [params, given, claimed, content] = args;
  return settleLater(vu, (done) => {
    const signature = dataBytes(claimed);
    const data = dataBytes(content);
    const { key, read } = signingKey(params, given, 'verify');
    const verified = key.type === 'secret' ? sameBytes(hmac(vu, key, data), signature) : null;
    if (verified !== null) {
      done(() => verified);
      return;
    }
    const scheme = read(key);
    refuseSide(key, 'public');
    const result = vu.bridge.crypto.verify(scheme, hostKeyOf(key), { data, signature });
    done(() => valueIn(result, failing('OperationError', 'could not verify data: ')));
  });
}

function signingKey(params: unknown, key: unknown, usage: 'sign' | 'verify') {
  const name = algorithmName(params, usage);
  const read = schemeReader(name, params);
  const refuse = (why: string): never => {
    throw new WebCryptoError('InvalidAccessError', why);
  };
  if (!(key instanceof CryptoKey)) return refuse('key argument does hold not a valid CryptoKey object');
  if (key.algorithm.name !== name) refuse('algorithm name does not match key algorithm name');
  if (!key.usages.includes(usage)) refuse(`key does not contain the '${usage}' usage`);
  return { key, read };
}

// The parameters are read, and refused, before the key is looked at.
function schemeReader(name: string, params: unknown): (key: CryptoKey) => SignatureScheme {
  if (name === 'ECDSA') {
    const hash = hashParameter(params, 'generateKey');
    return () => ({ kind: 'ecdsa', hash: hostHash(hash) });
  }
  if (name === 'RSA-PSS') {
    const saltLength = integer(requiredParameter(params, 'saltLength'));
    return (key) => ({ kind: 'pss', hash: hostHash(hashOf(key)), saltLength });
  }
  return (key) => ({ kind: 'pkcs1', hash: hostHash(hashOf(key)) });
}

const hashOf = (key: CryptoKey): string => (key.algorithm as unknown as { hash: { name: string } }).hash.name;

function refuseSide(key: CryptoKey, side: 'private' | 'public'): void {
  if (key.type === side) return;
  const isOf = key.type === 'private' ? '*rsa.PrivateKey' : '*rsa.PublicKey';
  throw new WebCryptoError(
    'InvalidAccessError',
    key.algorithm.name === 'ECDSA'
      ? `key is not a valid ECDSA ${side} key`
      : `given CryptoKey is not a ${side} RSA key, it's ${isOf}`,
  );
}

function hmac({ bridge }: VuContext, key: CryptoKey, data: Uint8Array): Uint8Array {
  const hasher = bridge.crypto.hasher(hostHash(hashOf(key)), secretOf(key));
  hasher.update(data);
  return hasher.digest();
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);
