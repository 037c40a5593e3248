import type { ModuleFactory, VuContext } from '../contract.ts';
import type { HashName, HostHasher } from '../crypto-contract.ts';
import { withPadding } from './crypto/base64.ts';
import { goBytes, textArgument } from './crypto/go-bytes.ts';
import { GoError } from './go-error.ts';
import { copyIn } from './ws/bytes.ts';

const HASHES: readonly HashName[] = [
  'md4',
  'md5',
  'sha1',
  'sha256',
  'sha384',
  'sha512',
  'sha512_224',
  'sha512_256',
  'ripemd160',
];

/** The module `k6/crypto`. */
export const cryptoModule: ModuleFactory = (vu) => {
  const { crypto, coding } = vu.bridge;
  const exports = {
    ...Object.fromEntries(HASHES.map((name) => [name, (...args: unknown[]) => hash(vu, name, args)])),
    createHash: (...args: unknown[]) => hasherObject(crypto.hasher(hashName(textArgument(args, 0)), null)),
    createHMAC: (...args: unknown[]) => hasherObject(openHmac(vu, args)),
    hmac(...args: unknown[]) {
      const hasher = openHmac(vu, args);
      hasher.update(goBytes(args[2]));
      return digest(hasher, textArgument(args, 3));
    },
    hexEncode: (data?: unknown) => coding.encodeHex(goBytes(data)),
    randomBytes(size?: unknown): ArrayBuffer {
      const length = Math.trunc(Number(size)) || 0;
      if (length < 1) throw new GoError('invalid size');
      const bytes = new Uint8Array(length);
      crypto.fillRandom(bytes);
      return bytes.buffer;
    },
  };
  return { ...exports, default: exports };
};

function hashName(name: string): HashName {
  const known = HASHES.find((hash) => hash === name);
  if (known === undefined) throw new GoError(`invalid algorithm: ${name}`);
  return known;
}

function openHmac({ bridge }: VuContext, args: readonly unknown[]): HostHasher {
  const name = hashName(textArgument(args, 0));
  return bridge.crypto.hasher(name, goBytes(args[1]));
}

function hash({ bridge }: VuContext, name: HashName, args: readonly unknown[]): string | ArrayBuffer {
  const hasher = bridge.crypto.hasher(name, null);
  try {
    hasher.update(goBytes(args[0]));
  } catch (error) {
    if (error instanceof GoError) throw new GoError(`${name} failed: ${error.message}`);
    throw error;
  }
  return digest(hasher, textArgument(args, 1));
}

function hasherObject(hasher: HostHasher): object {
  return {
    update: (data?: unknown): void => hasher.update(goBytes(data)),
    digest: (...args: unknown[]) => digest(hasher, textArgument(args, 0)),
  };
}

function digest(hasher: HostHasher, encoding: string): string | ArrayBuffer {
  switch (encoding) {
    case 'hex':
    case 'base64':
      return hasher.digestText(encoding);
    case 'base64url':
    case 'base64rawurl':
      return withPadding(hasher.digestText('base64url'), { url: true, padded: encoding === 'base64url' });
    case 'binary':
      return copyIn(hasher.digest());
    default:
      throw new GoError(`invalid output encoding: ${encoding}`);
  }
}
