import { createHash } from 'node:crypto';
import type { HashName, HostHasher } from '../realm/crypto-contract.ts';
import { Md4 } from './md4.ts';

interface RunningHash {
  update(data: string | Uint8Array): unknown;
  copy(): RunningHash;
  digest(): Buffer;
}

const OPENSSL_NAMES: Readonly<Record<Exclude<HashName, 'md4'>, string>> = {
  md5: 'md5',
  sha1: 'sha1',
  sha256: 'sha256',
  sha384: 'sha384',
  sha512: 'sha512',
  sha512_224: 'sha512-224',
  sha512_256: 'sha512-256',
  ripemd160: 'ripemd160',
};

/** OpenSSL's name of a hash that it has. */
export function opensslName(name: HashName): string {
  if (name === 'md4') throw new Error('OpenSSL has no md4');
  return OPENSSL_NAMES[name];
}

const begin = (name: HashName): RunningHash => (name === 'md4' ? new Md4() : createHash(opensslName(name)));

const blockBytes = (name: HashName): number => (/^sha(384|512)/.test(name) ? 128 : 64);

/** Starts a hash, or with a key its HMAC: as in Go the digest can be read again and again. */
export function openHasher(name: HashName, key: string | Uint8Array | null): HostHasher {
  const inner = begin(name);
  const pads = key === null ? null : hmacPads(name, key);
  if (pads !== null) inner.update(pads.inner);
  // Node's Hmac cannot be copied, so the two hashes of an HMAC are made here.
  const digest = (): Buffer => {
    const sum = inner.copy().digest();
    if (pads === null) return sum;
    const outer = begin(name);
    outer.update(pads.outer);
    outer.update(sum);
    return outer.digest();
  };
  return {
    update: (data) => void inner.update(data),
    digest,
    digestText: (encoding) => digest().toString(encoding),
  };
}

function hmacPads(name: HashName, key: string | Uint8Array): { inner: Uint8Array; outer: Uint8Array } {
  const block = Buffer.alloc(blockBytes(name));
  let bytes: Uint8Array = typeof key === 'string' ? Buffer.from(key) : key;
  if (bytes.length > block.length) {
    const shortened = begin(name);
    shortened.update(bytes);
    bytes = shortened.digest();
  }
  block.set(bytes);
  return { inner: block.map((byte) => byte ^ 0x36), outer: block.map((byte) => byte ^ 0x5c) };
}
