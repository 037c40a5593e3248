import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import type {
  Done,
  EcCurve,
  HostKey,
  HostKeyPair,
  KeyMaterial,
  KeyPairSpec,
} from '../realm/crypto-contract.ts';
import { messageOf } from './attempt.ts';

const COORDINATE_BYTES: Readonly<Record<EcCurve, number>> = { 'P-256': 32, 'P-384': 48, 'P-521': 66 };
const UNCOMPRESSED = 4;

class NodeKey implements HostKey {
  readonly object: KeyObject;

  constructor(object: KeyObject) {
    this.object = object;
  }

  get type(): 'private' | 'public' {
    return this.object.type === 'private' ? 'private' : 'public';
  }

  get modulusLength(): number {
    return this.object.asymmetricKeyDetails?.modulusLength ?? 0;
  }
}

/** Node's object behind a key that the realm holds. */
export function keyObjectOf(key: HostKey): KeyObject {
  if (!(key instanceof NodeKey)) throw new Error('not a key of this host');
  return key.object;
}

/** Makes a key pair on the thread pool. */
export function makeKeyPair(spec: KeyPairSpec, done: Done<HostKeyPair>): void {
  const finish = (error: Error | null, publicKey: KeyObject, privateKey: KeyObject): void => {
    if (error !== null) done({ ok: false, message: error.message });
    else
      done({ ok: true, value: { privateKey: new NodeKey(privateKey), publicKey: new NodeKey(publicKey) } });
  };
  try {
    if (spec.kind === 'ec') generateKeyPair('ec', { namedCurve: spec.curve }, finish);
    else generateKeyPair('rsa', spec, finish);
  } catch (error) {
    done({ ok: false, message: messageOf(error) });
  }
}

/** Reads a key; throws when it is none or of another kind. */
export function readKey(kind: 'ec' | 'rsa', material: KeyMaterial): HostKey {
  const key = parse(material);
  if (key.asymmetricKeyType !== kind) throw new Error(`the key is not of kind ${kind}`);
  return new NodeKey(key);
}

function parse(material: KeyMaterial): KeyObject {
  if (material.format === 'raw') return createPublicKey({ format: 'jwk', key: pointJwk(material) });
  if (material.format === 'jwk') {
    const key = padded(JSON.parse(material.json) as JsonWebKey);
    return key.d === undefined
      ? createPublicKey({ format: 'jwk', key })
      : createPrivateKey({ format: 'jwk', key });
  }
  const der = { key: Buffer.from(material.bytes), format: 'der' } as const;
  return material.format === 'pkcs8'
    ? createPrivateKey({ ...der, type: 'pkcs8' })
    : createPublicKey({ ...der, type: 'spki' });
}

// k6 writes coordinates without their leading zeros, and OpenSSL does not read them so.
function padded(key: JsonWebKey): JsonWebKey {
  const size = COORDINATE_BYTES[key.crv as EcCurve];
  if (key.kty !== 'EC' || size === undefined) return key;
  const pad = (value: string | undefined): string | undefined => {
    const bytes = Buffer.from(value ?? '', 'base64url');
    const missing = Math.max(0, size - bytes.length);
    return value && Buffer.concat([Buffer.alloc(missing), bytes]).toString('base64url');
  };
  const { x, y, d } = key;
  return { ...key, x: pad(x), y: pad(y), ...(d === undefined ? {} : { d: pad(d) }) };
}

function pointJwk({ bytes, curve }: { bytes: Uint8Array; curve: EcCurve }): JsonWebKey {
  const size = COORDINATE_BYTES[curve];
  if (bytes.length !== 1 + 2 * size || bytes[0] !== UNCOMPRESSED) throw new Error('invalid public key');
  const [x, y] = [bytes.subarray(1, 1 + size), bytes.subarray(1 + size)].map((part) =>
    Buffer.from(part).toString('base64url'),
  );
  return { kty: 'EC', crv: curve, x, y };
}

/** DER of a key, or the uncompressed point of a public key on a curve. */
export function writeKey(format: 'pkcs8' | 'spki' | 'raw', key: HostKey): Uint8Array {
  const object = keyObjectOf(key);
  if (format === 'pkcs8') return object.export({ format: 'der', type: 'pkcs8' });
  if (format === 'spki') return object.export({ format: 'der', type: 'spki' });
  const { x = '', y = '' } = object.export({ format: 'jwk' });
  return Buffer.concat([Buffer.of(UNCOMPRESSED), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
}
