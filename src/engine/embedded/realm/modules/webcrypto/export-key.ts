import type { VuContext } from '../../contract.ts';
import { isRsa } from './algorithm.ts';
import { CryptoKey, hostKeyOf, secretOf } from './crypto-key.ts';
import { secretJwk } from './jwk.ts';
import { bytesIn, failing, settleLater, valueIn } from './settle-later.ts';
import { WebCryptoError } from './web-crypto-error.ts';

/** `subtle.exportKey`. */
export function exportKey(vu: VuContext, args: readonly unknown[]): Promise<ArrayBuffer | object> {
  const format = String(args[0] ?? '');
  const key = args[1];
  return settleLater(vu, (done) => {
    if (!(key instanceof CryptoKey))
      throw new WebCryptoError('ImplementationError', 'unable to extract CryptoKey from key object');
    if (!key.extractable) throw new WebCryptoError('InvalidAccessError', 'the key is not extractable');
    if (key.algorithm.name === 'AES-KW')
      throw new WebCryptoError('NotSupportedError', 'unsupported algorithm AES-KW');
    const exported = key.type === 'secret' ? exportSecret(vu, key, format) : exportHostKey(vu, key, format);
    done(() => exported);
  });
}

const unsupported = (format: string): WebCryptoError =>
  new WebCryptoError('NotSupportedError', `unsupported key format ${format}`);

function exportSecret({ bridge }: VuContext, key: CryptoKey, format: string): ArrayBuffer | object {
  const secret = secretOf(key);
  if (format === 'raw') return secret.slice().buffer;
  if (format === 'jwk') return secretJwk(bridge.coding, key, secret);
  throw unsupported(format);
}

function exportHostKey({ bridge }: VuContext, key: CryptoKey, format: string): ArrayBuffer | object {
  const handle = hostKeyOf(key);
  const rsa = isRsa(key.algorithm.name);
  if (format === 'jwk') {
    const json = valueIn(
      bridge.crypto.exportJwk(handle),
      failing('OperationError', 'unable to export key: '),
    );
    return JSON.parse(json) as object;
  }
  if (format !== 'pkcs8' && format !== 'spki' && (format !== 'raw' || rsa)) throw unsupported(format);
  const side = format === 'pkcs8' ? 'private' : 'public';
  if (key.type !== side) {
    const isOf = key.type === 'private' ? '*rsa.PrivateKey' : '*rsa.PublicKey';
    throw new WebCryptoError(
      'InvalidAccessError',
      rsa
        ? `given CryptoKey is not a ${side} RSA key, it's ${isOf}`
        : `key is not a valid elliptic curve ${side} key`,
    );
  }
  const what = format === 'raw' ? 'extract public key data' : `marshal key to ${format.toUpperCase()} format`;
  return bytesIn(bridge.crypto.exportKey(format, handle), failing('OperationError', `unable to ${what}: `));
}
