import { constants, createCipheriv, createDecipheriv, privateDecrypt, publicEncrypt } from 'node:crypto';
import type { AesMode, HashName, HostKey } from '../realm/crypto-contract.ts';
import { opensslName } from './hashing.ts';
import { keyObjectOf } from './host-key.ts';

/** Encrypts with AES; a GCM tag follows the ciphertext. */
export function aesEncrypt(how: AesMode, key: Uint8Array, data: Uint8Array): Uint8Array {
  if (how.mode !== 'gcm') {
    const cipher = createCipheriv(`aes-${8 * key.length}-${how.mode}`, key, how.iv);
    return Buffer.concat([cipher.update(data), cipher.final()]);
  }
  const cipher = createCipheriv(gcmName(key), key, how.iv, { authTagLength: how.tagLength });
  cipher.setAAD(how.additionalData);
  return Buffer.concat([cipher.update(data), cipher.final(), cipher.getAuthTag()]);
}

/** Throws when the padding or the tag is wrong. */
export function aesDecrypt(how: AesMode, key: Uint8Array, data: Uint8Array): Uint8Array {
  if (how.mode !== 'gcm') {
    const cipher = createDecipheriv(`aes-${8 * key.length}-${how.mode}`, key, how.iv);
    return Buffer.concat([cipher.update(data), cipher.final()]);
  }
  const tagAt = data.length - how.tagLength;
  const cipher = createDecipheriv(gcmName(key), key, how.iv, { authTagLength: how.tagLength });
  cipher.setAAD(how.additionalData);
  cipher.setAuthTag(data.subarray(tagAt));
  return Buffer.concat([cipher.update(data.subarray(0, tagAt)), cipher.final()]);
}

const gcmName = (key: Uint8Array) => `aes-${8 * key.length}-gcm` as 'aes-256-gcm';

/** RSA-OAEP with a public key (encrypt) or a private one (decrypt). */
export function oaep(
  direction: 'encrypt' | 'decrypt',
  how: { hash: HashName; label: Uint8Array },
  key: HostKey,
  data: Uint8Array,
): Uint8Array {
  const options = {
    key: keyObjectOf(key),
    padding: constants.RSA_PKCS1_OAEP_PADDING,
    oaepHash: opensslName(how.hash),
    ...(how.label.length > 0 ? { oaepLabel: how.label } : {}),
  };
  return direction === 'encrypt' ? publicEncrypt(options, data) : privateDecrypt(options, data);
}
