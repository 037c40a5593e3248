import { diffieHellman, pbkdf2, randomFillSync, randomUUID } from 'node:crypto';
import type { CryptoBridge } from '../realm/crypto-contract.ts';
import { attempt, messageOf } from './attempt.ts';
import { aesDecrypt, aesEncrypt, oaep } from './ciphers.ts';
import { openHasher, opensslName } from './hashing.ts';
import { keyObjectOf, makeKeyPair, readKey, writeKey } from './host-key.ts';
import { signData, verifyData } from './signatures.ts';
import { certificateJson } from './x509-certificate.ts';

/** The host's part of `k6/crypto` and WebCrypto; it keeps no state, so one serves all VUs. */
export const cryptoBridge: CryptoBridge = {
  hasher: openHasher,
  fillRandom: (bytes) => void randomFillSync(bytes),
  randomUuid: () => randomUUID(),
  aes: (direction, how, key, data) =>
    attempt(() => (direction === 'encrypt' ? aesEncrypt(how, key, data) : aesDecrypt(how, key, data))),
  oaep: (direction, how, key, data) => attempt(() => oaep(direction, how, key, data)),
  generateKeyPair: makeKeyPair,
  importKey: (kind, material) => attempt(() => readKey(kind, material)),
  exportKey: (format, key) => attempt(() => writeKey(format, key)),
  exportJwk: (key) => attempt(() => JSON.stringify(keyObjectOf(key).export({ format: 'jwk' }))),
  sign: signData,
  verify: (scheme, key, signed) => attempt(() => verifyData(scheme, key, signed)),
  certificate: (pem) => attempt(() => certificateJson(pem)),
  ecdh: (privateKey, publicKey) =>
    attempt(() => diffieHellman({ privateKey: keyObjectOf(privateKey), publicKey: keyObjectOf(publicKey) })),
  pbkdf2({ hash, password, salt, iterations, lengthBytes }, done) {
    try {
      pbkdf2(password, salt, iterations, lengthBytes, opensslName(hash), (error, value) =>
        done(error === null ? { ok: true, value } : { ok: false, message: error.message }),
      );
    } catch (error) {
      done({ ok: false, message: messageOf(error) });
    }
  },
};
