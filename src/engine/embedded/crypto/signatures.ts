import { constants, type SignKeyObjectInput, sign, type VerifyKeyObjectInput, verify } from 'node:crypto';
import type { Done, HostKey, SignatureScheme } from '../realm/crypto-contract.ts';
import { messageOf } from './attempt.ts';
import { opensslName } from './hashing.ts';
import { keyObjectOf } from './host-key.ts';

/** Signs on the thread pool. */
export function signData(
  scheme: SignatureScheme,
  key: HostKey,
  data: Uint8Array,
  done: Done<Uint8Array>,
): void {
  try {
    const how = withScheme(scheme, key, constants.RSA_PSS_SALTLEN_MAX_SIGN);
    sign(opensslName(scheme.hash), data, how, (error, value) =>
      done(error === null ? { ok: true, value } : { ok: false, message: error.message }),
    );
  } catch (error) {
    done({ ok: false, message: messageOf(error) });
  }
}

/** True when the signature is the key's own. */
export function verifyData(
  scheme: SignatureScheme,
  key: HostKey,
  signed: { data: Uint8Array; signature: Uint8Array },
): boolean {
  const how = withScheme(scheme, key, constants.RSA_PSS_SALTLEN_AUTO);
  return verify(opensslName(scheme.hash), signed.data, how, signed.signature);
}

function withScheme(
  scheme: SignatureScheme,
  key: HostKey,
  anySaltLength: number,
): SignKeyObjectInput & VerifyKeyObjectInput {
  const object = keyObjectOf(key);
  if (scheme.kind === 'ecdsa') return { key: object, dsaEncoding: 'ieee-p1363' };
  if (scheme.kind === 'pkcs1') return { key: object, padding: constants.RSA_PKCS1_PADDING };
  return {
    key: object,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: scheme.saltLength || anySaltLength,
  };
}
