import type { VuContext } from '../../contract.ts';
import type { EcCurve, HostKeyPair, KeyPairSpec } from '../../crypto-contract.ts';
import {
  algorithmName,
  hashParameter,
  integer,
  isAes,
  isEllipticCurve,
  isRsa,
  parameter,
  requiredParameter,
} from './algorithm.ts';
import { CryptoKey, refuseNoUsages, refuseOtherUsages, usageList } from './crypto-key.ts';
import { failing, settleLater, valueIn } from './settle-later.ts';
import { WebCryptoError } from './web-crypto-error.ts';

/** What the new keys shall be. */
interface Wanted {
  name: string;
  params: unknown;
  extractable: boolean;
  usages: string[];
}

interface PairPlan {
  spec: KeyPairSpec;
  algorithm: CryptoKey['algorithm'];
  privateUsages: readonly string[];
  publicUsages: readonly string[];
  failure: string;
}

const BLOCK_BITS: Readonly<Record<string, number>> = {
  'SHA-1': 512,
  'SHA-256': 512,
  'SHA-384': 1024,
  'SHA-512': 1024,
};

/** `subtle.generateKey`. */
export function generateKey(
  vu: VuContext,
  args: readonly unknown[],
): Promise<CryptoKey | { privateKey: CryptoKey; publicKey: CryptoKey }> {
  return settleLater(vu, (done) => {
    const wanted: Wanted = {
      name: algorithmName(args[0], 'generateKey'),
      params: args[0],
      extractable: Boolean(args[1]),
      usages: usageList(args[2]),
    };
    if (!isRsa(wanted.name) && !isEllipticCurve(wanted.name)) {
      const key = secretKey(vu, wanted);
      done(() => key);
      return;
    }
    const plan = isRsa(wanted.name) ? rsaPlan(wanted) : curvePlan(wanted);
    vu.bridge.crypto.generateKeyPair(plan.spec, (result) =>
      done(() => keyPair(wanted, plan, valueIn(result, failing('OperationError', plan.failure)))),
    );
  });
}

function secretKey({ bridge }: VuContext, wanted: Wanted): CryptoKey {
  const algorithm = isAes(wanted.name) ? aesAlgorithm(wanted) : hmacAlgorithm(wanted);
  const bytes = new Uint8Array(Math.floor(algorithm.length / 8));
  bridge.crypto.fillRandom(bytes);
  refuseNoUsages('secret', wanted.usages);
  const { extractable, usages } = wanted;
  return new CryptoKey({ type: 'secret', extractable, algorithm, usages }, bytes);
}

function aesAlgorithm({ name, params, usages }: Wanted): { name: string; length: number } {
  const length = integer(requiredParameter(params, 'length'));
  const wrapping = ['wrapKey', 'unwrapKey'];
  refuseOtherUsages(usages, name === 'AES-KW' ? wrapping : [...wrapping, 'encrypt', 'decrypt'], {
    named: false,
  });
  if (![128, 192, 256].includes(length)) throw new WebCryptoError('OperationError', 'invalid key length');
  return { name, length };
}

function hmacAlgorithm({ name, params, usages }: Wanted): { name: string; hash: object; length: number } {
  if (name !== 'HMAC') {
    throw new WebCryptoError(
      'NotImplemented',
      `unsupported key generation algorithm '${name}', accepted values are: AES-CBC, AES-CTR, AES-GCM, AES-KW, HMAC, ECDH, ECDSA, RSASSA-PKCS1-v1_5, RSA-PSS, RSA-OAEP`,
    );
  }
  const hash = hashParameter(params, 'generateKey');
  const given = parameter(params, 'length');
  refuseOtherUsages(usages, ['sign', 'verify'], { named: true });
  const blockBits = BLOCK_BITS[hash];
  if (blockBits === undefined)
    throw new WebCryptoError('ImplementationError', `invalid hash algorithm: ${hash}`);
  const length = given === undefined || given === null ? blockBits : integer(given);
  if (length <= 0) throw new WebCryptoError('OperationError', "algorithm's length cannot be 0");
  return { name, hash: { name: hash }, length };
}

function curvePlan({ name, params, usages }: Wanted): PairPlan {
  const curve = String(requiredParameter(params, 'namedCurve'));
  if (!isCurve(curve))
    throw new WebCryptoError('NotSupportedError', `elliptic curve ${curve} is not supported`);
  if (usages.length === 0) throw new WebCryptoError('SyntaxError', 'key usages cannot be empty');
  const privateUsages = name === 'ECDH' ? ['deriveKey', 'deriveBits'] : ['sign'];
  const publicUsages = name === 'ECDH' ? [] : ['verify'];
  refuseOtherUsages(usages, [...privateUsages, ...publicUsages], { named: false });
  return {
    spec: { kind: 'ec', curve },
    algorithm: { name, namedCurve: curve },
    privateUsages,
    publicUsages,
    failure: `unable to generate a ${name} key pair`,
  };
}

/** The curves that k6 has. */
export const isCurve = (name: string): name is EcCurve => ['P-256', 'P-384', 'P-521'].includes(name);

function rsaPlan({ name, params, usages }: Wanted): PairPlan {
  const modulusLength = integer(requiredParameter(params, 'modulusLength'));
  const exponentBytes = requiredParameter(params, 'publicExponent');
  if (!(exponentBytes instanceof Uint8Array))
    throw new WebCryptoError('OperationError', 'publicExponent is not a byte array');
  const hash = hashParameter(params, 'generateKey');
  const publicExponent = exponentBytes.reduce((sum, byte) => 256 * sum + byte, 0);
  refuseExponent(publicExponent);
  if (usages.length === 0) throw new WebCryptoError('SyntaxError', 'key usages cannot be empty');
  const oaep = name === 'RSA-OAEP';
  const [privateUsages, publicUsages] = oaep ? [['decrypt'], ['encrypt']] : [['sign'], ['verify']];
  const wrapping = oaep ? ['wrapKey', 'unwrapKey'] : [];
  refuseOtherUsages(usages, [...privateUsages, ...publicUsages, ...wrapping], { named: true });
  return {
    spec: { kind: 'rsa', modulusLength, publicExponent },
    algorithm: { name, modulusLength, hash: { name: hash } },
    privateUsages,
    publicUsages,
    failure: 'could not generate RSA key pair',
  };
}

function refuseExponent(exponent: number): void {
  const why =
    exponent % 2 === 0 ? 'is even' : exponent < 2 ? 'too small' : exponent > 2 ** 31 - 1 ? 'too large' : null;
  if (why !== null)
    throw new WebCryptoError('OperationError', `invalid public exponent: public exponent ${why}`);
}

function keyPair(wanted: Wanted, plan: PairPlan, made: HostKeyPair) {
  const { algorithm } = plan;
  const within = (allowed: readonly string[]): string[] => [
    ...new Set(wanted.usages.filter((usage) => allowed.includes(usage))),
  ];
  return {
    privateKey: new CryptoKey(
      { type: 'private', extractable: wanted.extractable, algorithm, usages: within(plan.privateUsages) },
      made.privateKey,
    ),
    publicKey: new CryptoKey(
      { type: 'public', extractable: true, algorithm, usages: within(plan.publicUsages) },
      made.publicKey,
    ),
  };
}
