import type { VuContext } from '../../contract.ts';
import type { AesMode } from '../../crypto-contract.ts';
import { algorithmName, hostHash, integer, parameter } from './algorithm.ts';
import { copyOf, dataBytes } from './buffer-source.ts';
import { CryptoKey, hostKeyOf, secretOf } from './crypto-key.ts';
import { bytesIn, failing, settleLater } from './settle-later.ts';
import { WebCryptoError } from './web-crypto-error.ts';

type Direction = 'encrypt' | 'decrypt';

const EMPTY = new Uint8Array(0);
const BLOCK_BYTES = 16;
const TAG_BITS = [96, 104, 112, 120, 128];

/** `subtle.encrypt` and `subtle.decrypt`. */
export function cipher(vu: VuContext, direction: Direction, args: readonly unknown[]): Promise<ArrayBuffer> {
  const [params, key, given] = args;
  return settleLater(vu, (done) => {
    const data = dataBytes(given);
    const name = algorithmName(params, direction);
    const refuse = (why: string): never => {
      throw new WebCryptoError('InvalidAccessError', `${direction}'s ${why}`);
    };
    if (!(key instanceof CryptoKey)) return refuse('key argument does hold not a valid CryptoKey object');
    if (key.algorithm.name !== name) refuse('algorithm name does not match key algorithm name');
    if (name === 'AES-KW') throw new WebCryptoError('NotSupportedError', 'unsupported algorithm AES-KW');
    if (!key.usages.includes(direction)) refuse(`key does not contain the '${direction}' usage`);
    const result =
      name === 'RSA-OAEP'
        ? oaep(vu, direction, { key, params, data })
        : aes(vu, direction, { key, mode: aesMode(name, params, { direction, data }), data });
    done(() => result);
  });
}

const bytesParameter = (params: unknown, name: string): Uint8Array =>
  copyOf(parameter(params, name)) ?? EMPTY;

const broken = (why: string): WebCryptoError => new WebCryptoError('OperationError', why);

function aesMode(name: string, params: unknown, at: { direction: Direction; data: Uint8Array }): AesMode {
  const encrypting = at.direction === 'encrypt';
  if (name === 'AES-GCM') return gcmMode(params, at);
  if (name === 'AES-CBC') {
    const iv = bytesParameter(params, 'iv');
    if (iv.length !== BLOCK_BYTES)
      throw broken(encrypting ? 'iv length is not 16 bytes' : 'iv length is invalid, should be 16 bytes');
    if (encrypting && at.data.length === 0) throw broken('could not pad plaintext');
    return { mode: 'cbc', iv };
  }
  const iv = bytesParameter(params, 'counter');
  if (iv.length !== BLOCK_BYTES)
    throw broken(
      encrypting ? 'counter length is not 16 bytes' : 'counter length is invalid, should be 16 bytes',
    );
  const length = integer(parameter(params, 'length'));
  if (length <= 0 || length > 128) {
    throw broken(
      encrypting
        ? 'invalid counter length, out of the 0 < x < 128 bounds'
        : 'invalid length, should be within 1 <= length <= 128 bounds',
    );
  }
  return { mode: 'ctr', iv };
}

function gcmMode(params: unknown, at: { direction: Direction; data: Uint8Array }): AesMode {
  const encrypting = at.direction === 'encrypt';
  const iv = bytesParameter(params, 'iv');
  const tagBits = integer(parameter(params, 'tagLength')) || 128;
  if (encrypting) refuseIv(iv);
  if (!TAG_BITS.includes(tagBits)) throw badTagLength(encrypting, tagBits);
  if (!encrypting) {
    if (8 * at.data.length < tagBits) throw broken('ciphertext is too short');
    if (iv.length === 0) throw broken('iv length is too long');
    refuseIv(iv);
  }
  return {
    mode: 'gcm',
    iv,
    additionalData: bytesParameter(params, 'additionalData'),
    tagLength: tagBits / 8,
  };
}

function refuseIv(iv: Uint8Array): void {
  if (iv.length !== 12) throw new WebCryptoError('NotSupportedError', 'only 12 bytes long iv are supported');
}

function badTagLength(encrypting: boolean, bits: number): WebCryptoError {
  const short = bits === 32 || bits === 64;
  if (encrypting && short)
    return new WebCryptoError('NotSupportedError', 'tag length 32 and 64 are not supported');
  if (encrypting) return broken('invalid tag length, should be one of 96, 104, 112, 120, 128');
  return broken(
    short
      ? 'invalid tag length, should be within 96 <= length <= 128 bounds'
      : 'invalid tag length, accepted values are 96, 104, 112, 120, 128',
  );
}

function aes(
  { bridge }: VuContext,
  direction: Direction,
  { key, mode, data }: { key: CryptoKey; mode: AesMode; data: Uint8Array },
): ArrayBuffer {
  const why =
    direction === 'encrypt'
      ? 'could not create cipher'
      : mode.mode === 'gcm'
        ? 'could not decrypt ciphertext'
        : 'invalid padding';
  return bytesIn(bridge.crypto.aes(direction, mode, secretOf(key), data), failing('OperationError', why));
}

function oaep(
  { bridge }: VuContext,
  direction: Direction,
  { key, params, data }: { key: CryptoKey; params: unknown; data: Uint8Array },
): ArrayBuffer {
  const side = direction === 'encrypt' ? 'public' : 'private';
  if (key.type !== side) {
    const isOf = key.type === 'private' ? '*rsa.PrivateKey' : '*rsa.PublicKey';
    throw new WebCryptoError('InvalidAccessError', `given CryptoKey is not a ${side} RSA key, it's ${isOf}`);
  }
  const { hash } = key.algorithm as unknown as { hash: { name: string } };
  const how = { hash: hostHash(hash.name), label: bytesParameter(params, 'label') };
  return bytesIn(
    bridge.crypto.oaep(direction, how, hostKeyOf(key), data),
    failing('OperationError', `could not ${direction} data: `),
  );
}
