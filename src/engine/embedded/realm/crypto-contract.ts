import type { HostResult } from './contract.ts';

/** Hash functions by the names of k6/crypto. */
export type HashName =
  | 'md4'
  | 'md5'
  | 'sha1'
  | 'sha256'
  | 'sha384'
  | 'sha512'
  | 'sha512_224'
  | 'sha512_256'
  | 'ripemd160';

/** A running hash or HMAC; asking for the digest does not end it. */
export interface HostHasher {
  /** Text counts as its UTF-8 bytes. */
  update(data: string | Uint8Array): void;
  digest(): Uint8Array;
  /** `base64url` comes without padding. */
  digestText(encoding: 'hex' | 'base64' | 'base64url'): string;
}

/** Base64 and text encodings, where the realm has none of its own. Bytes are host memory: copy them. */
export interface CodingBridge {
  encodeHex(data: string | Uint8Array): string;
  /** `base64url` comes without padding. */
  encodeBase64(data: string | Uint8Array, encoding: 'base64' | 'base64url'): string;
  /** Of either alphabet, with or without padding; the text must be valid. */
  decodeBase64(text: string): Uint8Array;
  encodeUtf8(text: string): Uint8Array;
  textDecoder(encoding: TextEncodingName, options: { fatal: boolean; ignoreBOM: boolean }): HostTextDecoder;
}

export type TextEncodingName = 'utf-8' | 'utf-16le' | 'utf-16be';

export interface HostTextDecoder {
  /** `stream`: more bytes of the same text follow. Fails for invalid bytes when `fatal`. */
  decode(bytes: Uint8Array, stream: boolean): HostResult<string>;
}

/** A private or public key of the host; opaque, and never given to a script. */
export interface HostKey {
  readonly type: 'private' | 'public';
  /** Of RSA keys; 0 for elliptic curves. */
  readonly modulusLength: number;
}

export interface HostKeyPair {
  privateKey: HostKey;
  publicKey: HostKey;
}

export type EcCurve = 'P-256' | 'P-384' | 'P-521';

export type AesMode =
  | { mode: 'cbc'; iv: Uint8Array }
  | { mode: 'ctr'; iv: Uint8Array }
  /** `tagLength` in bytes; the tag ends the ciphertext. */
  | { mode: 'gcm'; iv: Uint8Array; additionalData: Uint8Array; tagLength: number };

/** How a key pair signs. ECDSA signatures are r and s, one after the other. */
export type SignatureScheme =
  | { kind: 'ecdsa'; hash: HashName }
  | { kind: 'pkcs1'; hash: HashName }
  /** `saltLength` in bytes; 0 means the longest one, and any when verifying. */
  | { kind: 'pss'; hash: HashName; saltLength: number };

export type KeyPairSpec =
  | { kind: 'ec'; curve: EcCurve }
  | { kind: 'rsa'; modulusLength: number; publicExponent: number };

/** A key from outside: DER bytes, a JWK as JSON text, or the uncompressed point of a curve. */
export type KeyMaterial =
  | { format: 'pkcs8' | 'spki'; bytes: Uint8Array }
  | { format: 'jwk'; json: string }
  | { format: 'raw'; bytes: Uint8Array; curve: EcCurve };

export type Pbkdf2Spec = {
  hash: HashName;
  password: Uint8Array;
  salt: Uint8Array;
  iterations: number;
  lengthBytes: number;
};

/** Called once, at once or from a later turn of the host's event loop. */
export type Done<T> = (result: HostResult<T>) => void;

/** Node's cryptography for `k6/crypto` and WebCrypto. Bytes are host memory: copy them. */
export interface CryptoBridge {
  /** A hash, or with a key its HMAC. */
  hasher(name: HashName, key: string | Uint8Array | null): HostHasher;
  fillRandom(bytes: Uint8Array): void;
  randomUuid(): string;
  aes(
    direction: 'encrypt' | 'decrypt',
    how: AesMode,
    key: Uint8Array,
    data: Uint8Array,
  ): HostResult<Uint8Array>;
  oaep(
    direction: 'encrypt' | 'decrypt',
    how: { hash: HashName; label: Uint8Array },
    key: HostKey,
    data: Uint8Array,
  ): HostResult<Uint8Array>;
  generateKeyPair(spec: KeyPairSpec, done: Done<HostKeyPair>): void;
  /** `kind` is what the key must be. */
  importKey(kind: 'ec' | 'rsa', material: KeyMaterial): HostResult<HostKey>;
  /** DER or the uncompressed point. */
  exportKey(format: 'pkcs8' | 'spki' | 'raw', key: HostKey): HostResult<Uint8Array>;
  /** JSON text. */
  exportJwk(key: HostKey): HostResult<string>;
  sign(scheme: SignatureScheme, key: HostKey, data: Uint8Array, done: Done<Uint8Array>): void;
  /** A malformed signature is just not valid. */
  verify(
    scheme: SignatureScheme,
    key: HostKey,
    signed: { data: Uint8Array; signature: Uint8Array },
  ): HostResult<boolean>;
  /** A PEM certificate as JSON text, in the shape of `k6/crypto/x509`. */
  certificate(pem: string): HostResult<string>;
  ecdh(privateKey: HostKey, publicKey: HostKey): HostResult<Uint8Array>;
  pbkdf2(spec: Pbkdf2Spec, done: Done<Uint8Array>): void;
}
