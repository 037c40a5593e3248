import {
  constants,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  pbkdf2Sync,
  privateDecrypt,
  sign,
  verify,
} from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { outputsOf } from './crypto-run.ts';

const spki = (hexText: string) =>
  createPublicKey({ key: Buffer.from(hexText, 'hex'), format: 'der', type: 'spki' });
const data = Buffer.from('signed data');

describe('crypto.subtle', () => {
  it('encrypts with AES as the NIST vectors say, and decrypts again', async () => {
    // SP 800-38A F.2.1 and F.5.1 (first block), GCM specification test case 2
    const outputs = await outputsOf(`
      const key = unhex('2b7e151628aed2a6abf7158809cf4f3c');
      const plain = unhex('6bc1bee22e409f96e93d7e117393172a');
      const modes = [
        [{ name: 'AES-CBC', iv: unhex('000102030405060708090a0b0c0d0e0f') }, key, plain],
        [{ name: 'AES-CTR', counter: unhex('f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff'), length: 64 }, key, plain],
        [{ name: 'AES-GCM', iv: new Uint8Array(12) }, new Uint8Array(16), new Uint8Array(16)],
      ];
      for (const [how, bytes, data] of modes) {
        const k = await crypto.subtle.importKey('raw', bytes, how.name, false, ['encrypt', 'decrypt']);
        const secret = await crypto.subtle.encrypt(how, k, data);
        out([hex(secret), hex(await crypto.subtle.decrypt(how, k, secret)) === hex(data)]);
      }`);
    expect(outputs).toEqual([
      [expect.stringMatching(/^7649abac8119b246cee98e9b12e9197d.{32}$/), true],
      ['874d6191b620e3261bef6864990db6ce', true],
      ['0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf', true],
    ]);
  });

  it('refuses changed ciphertexts and unfit parameters', async () => {
    const outputs = await outputsOf(`
      const s = crypto.subtle;
      const gcm = await s.importKey('raw', new Uint8Array(16), 'AES-GCM', false, ['encrypt', 'decrypt']);
      const cbc = await s.importKey('raw', new Uint8Array(32), 'AES-CBC', false, ['encrypt', 'decrypt']);
      const how = { name: 'AES-GCM', iv: new Uint8Array(12), additionalData: utf8('ad') };
      const secret = new Uint8Array(await s.encrypt(how, gcm, utf8('hello')));
      secret[0] ^= 1;
      for (const fn of [
        () => s.decrypt(how, gcm, secret),
        () => s.decrypt({ name: 'AES-CBC', iv: new Uint8Array(16) }, cbc, new Uint8Array(32)),
        () => s.encrypt({ name: 'AES-CBC', iv: new Uint8Array(16) }, gcm, utf8('x')),
        () => s.encrypt({ name: 'AES-CBC', iv: new Uint8Array(8) }, cbc, utf8('x')),
        () => s.encrypt({ name: 'AES-GCM', iv: new Uint8Array(16) }, gcm, utf8('x')),
        () => s.encrypt({ ...how, tagLength: 64 }, gcm, utf8('x')),
        () => s.encrypt('AES-CBC', {}, utf8('x')),
        () => s.importKey('raw', new Uint8Array(5), 'AES-CBC', false, ['encrypt']),
        () => s.importKey('raw', new Uint8Array(16), 'AES-CBC', false, ['sign']),
        () => s.importKey('raw', new Uint8Array(16), 'AES-CBC', false, []),
        () => s.generateKey({ name: 'AES-GCM', length: 100 }, true, ['encrypt']),
        () => s.generateKey({ name: 'ECDSA', namedCurve: 'P-192' }, true, ['sign']),
        () => s.wrapKey(),
      ]) out(await rejection(fn));`);
    expect(outputs).toEqual([
      'OperationError: could not decrypt ciphertext',
      'OperationError: invalid padding',
      "InvalidAccessError: encrypt's algorithm name does not match key algorithm name",
      'OperationError: iv length is not 16 bytes',
      'NotSupportedError: only 12 bytes long iv are supported',
      'NotSupportedError: tag length 32 and 64 are not supported',
      "InvalidAccessError: encrypt's key argument does hold not a valid CryptoKey object",
      'DataError: invalid key length 5 bytes',
      'SyntaxError: invalid key usage: sign',
      'SyntaxError: usages cannot not be empty for a secret or private CryptoKey',
      'OperationError: invalid key length',
      'NotSupportedError: elliptic curve P-192 is not supported',
      'GoError: not implemented',
    ]);
  });

  it('signs so that Node verifies, with every kind of key pair', async () => {
    const outputs = (await outputsOf(`
      const s = crypto.subtle;
      const rsa = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' };
      for (const [gen, how] of [
        [{ name: 'ECDSA', namedCurve: 'P-256' }, { name: 'ECDSA', hash: 'SHA-256' }],
        [{ name: 'ECDSA', namedCurve: 'P-521' }, { name: 'ECDSA', hash: { name: 'SHA-512' } }],
        [{ name: 'RSASSA-PKCS1-v1_5', ...rsa }, 'RSASSA-PKCS1-v1_5'],
        [{ name: 'RSA-PSS', ...rsa }, { name: 'RSA-PSS', saltLength: 32 }],
      ]) {
        const { privateKey, publicKey } = await s.generateKey(gen, true, ['sign', 'verify']);
        const signature = await s.sign(how, privateKey, utf8('signed data'));
        out({ spki: hex(await s.exportKey('spki', publicKey)), signature: hex(signature), usages: [privateKey.usages, publicKey.usages],
          own: await s.verify(how, publicKey, signature, utf8('signed data')), other: await s.verify(how, publicKey, signature, utf8('other')) });
      }`)) as { spki: string; signature: string; usages: string[][]; own: boolean; other: boolean }[];
    const hows = [
      { hash: 'sha256', dsaEncoding: 'ieee-p1363' as const },
      { hash: 'sha512', dsaEncoding: 'ieee-p1363' as const },
      { hash: 'sha256' },
      { hash: 'sha256', padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
    ];
    expect(outputs).toHaveLength(4);
    outputs.forEach((output, i) => {
      const { hash = '', ...how } = hows[i] ?? {};
      expect(
        verify(hash, data, { key: spki(output.spki), ...how }, Buffer.from(output.signature, 'hex')),
      ).toBe(true);
      expect(output).toMatchObject({ usages: [['sign'], ['verify']], own: true, other: false });
    });
  });

  it('verifies and decrypts with keys and data that Node made', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const rsaPublic = rsa.publicKey.export({ format: 'jwk' });
    const outputs = await outputsOf(
      `
      const s = crypto.subtle;
      const ecKey = await s.importKey('jwk', JSON.parse(__ENV.EC_JWK), { name: 'ECDSA', namedCurve: 'P-384' }, true, ['verify']);
      out([ecKey.type, await s.verify({ name: 'ECDSA', hash: 'SHA-384' }, ecKey, unhex(__ENV.EC_SIGNATURE), utf8('signed data'))]);
      const rsaKey = await s.importKey('jwk', JSON.parse(__ENV.RSA_JWK), { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' }, true, ['verify']);
      out([rsaKey.algorithm.modulusLength, await s.verify('RSASSA-PKCS1-v1_5', rsaKey, unhex(__ENV.RSA_SIGNATURE), utf8('signed data'))]);
      const own = await s.importKey('pkcs8', unhex(__ENV.RSA_PKCS8), { name: 'RSA-OAEP', hash: 'SHA-1' }, true, ['decrypt']);
      const open = await s.importKey('jwk', JSON.parse(__ENV.RSA_JWK), { name: 'RSA-OAEP', hash: 'SHA-1' }, true, ['encrypt']);
      const how = { name: 'RSA-OAEP', label: utf8('label') };
      const secret = await s.encrypt(how, open, utf8('short'));
      out([hex(secret), new TextDecoder().decode(await s.decrypt(how, own, secret)), await rejection(() => s.decrypt({ name: 'RSA-OAEP' }, own, secret))]);
      out(await rejection(() => s.encrypt(how, own, utf8('x'))));
      out(await s.exportKey('jwk', rsaKey));`,
      {
        EC_JWK: JSON.stringify(ec.publicKey.export({ format: 'jwk' })),
        EC_SIGNATURE: sign('sha384', data, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }).toString('hex'),
        RSA_JWK: JSON.stringify(rsaPublic),
        RSA_SIGNATURE: sign('sha512', data, rsa.privateKey).toString('hex'),
        RSA_PKCS8: rsa.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('hex'),
      },
    );
    const [secret] = outputs[2] as string[];
    const opened = privateDecrypt(
      { key: rsa.privateKey, oaepHash: 'sha1', oaepLabel: Buffer.from('label') },
      Buffer.from(secret ?? '', 'hex'),
    );
    expect(opened.toString()).toBe('short');
    expect(outputs).toEqual([
      ['public', true],
      [2048, true],
      [secret, 'short', expect.stringMatching(/^OperationError: could not decrypt data: /)],
      "InvalidAccessError: encrypt's key does not contain the 'encrypt' usage",
      rsaPublic,
    ]);
  });

  it('derives what Node derives, from passwords and on curves', async () => {
    const peer = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const point = peer.publicKey.export({ format: 'jwk' });
    const raw = `04${[point.x, point.y].map((c) => Buffer.from(c ?? '', 'base64url').toString('hex')).join('')}`;
    const [bits, key, ecdh] = await outputsOf(
      `
      const s = crypto.subtle;
      const password = await s.importKey('raw', utf8('password'), 'PBKDF2', false, ['deriveBits', 'deriveKey']);
      const how = { name: 'PBKDF2', salt: utf8('salt'), iterations: 1000, hash: 'SHA-512' };
      out(hex(await s.deriveBits(how, password, 256)));
      const made = await s.deriveKey(how, password, { name: 'AES-GCM', length: 192 }, true, ['encrypt']);
      out([made.algorithm, await s.exportKey('jwk', made), await rejection(() => s.deriveBits(how, password, 12))]);
      const own = await s.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
      const other = await s.importKey('raw', unhex(__ENV.POINT), { name: 'ECDH', namedCurve: 'P-256' }, true, []);
      out([hex(await s.exportKey('pkcs8', own.privateKey)), hex(await s.exportKey('raw', other)) === __ENV.POINT,
        hex(await s.deriveBits({ name: 'ECDH', public: other }, own.privateKey, 256))]);`,
      { POINT: raw },
    );
    expect(bits).toBe(pbkdf2Sync('password', 'salt', 1000, 32, 'sha512').toString('hex'));
    const secret = pbkdf2Sync('password', 'salt', 1000, 24, 'sha512').toString('base64url');
    expect(key).toEqual([
      { name: 'AES-GCM', length: 192 },
      { k: secret, kty: 'oct', ext: true, key_ops: ['encrypt'], alg: 'A192GCM' },
      'OperationError: currently only multiples of 8 are supported for length',
    ]);
    const [pkcs8, sameRaw, shared] = ecdh as [string, boolean, string];
    const own = createPrivateKey({ key: Buffer.from(pkcs8, 'hex'), format: 'der', type: 'pkcs8' });
    expect(sameRaw).toBe(true);
    expect(shared).toBe(diffieHellman({ privateKey: own, publicKey: peer.publicKey }).toString('hex'));
  });

  it('keeps the host out of reach of the script', async () => {
    const [reach] = await outputsOf(`
      const s = crypto.subtle;
      const pair = await s.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
      const key = await s.importKey('raw', new Uint8Array(16), 'AES-GCM', true, ['encrypt']);
      const refused = await s.digest('MD5', new Uint8Array(1)).catch((error) => error);
      const corrupt = await s.importKey('spki', new Uint8Array(3), { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']).catch((error) => error);
      const things = [crypto, s, s.digest, s.digest('SHA-1', new Uint8Array(1)), await s.digest('SHA-1', new Uint8Array(1)), pair, pair.privateKey, pair.privateKey.usages,
        key, key.algorithm, await s.exportKey('raw', key), await s.exportKey('jwk', key), await s.exportKey('jwk', pair.publicKey), await s.exportKey('spki', pair.publicKey),
        await s.sign({ name: 'ECDSA', hash: 'SHA-1' }, pair.privateKey, new Uint8Array(1)), refused, corrupt, new TextDecoder(), new TextEncoder().encode('x'), utf8('x').buffer,
        k6crypto.createHash('md5'), k6crypto.md5('x', 'binary'), k6crypto.randomBytes(3), b64decode('YQ=='), crypto.getRandomValues(new Uint16Array(2))];
      out(things.map((thing) => {
        let kind = thing.constructor;
        while (kind.constructor !== kind && kind.constructor.constructor !== kind.constructor) kind = kind.constructor;
        return kind.constructor('return typeof process')();
      }));`);
    expect(new Set(reach as string[])).toEqual(new Set(['undefined']));
    expect(reach).toHaveLength(25);
  });

  it('lets an iteration end only when its promises are settled', async () => {
    const outputs = await outputsOf(`
      const order = [];
      const slow = crypto.subtle.importKey('raw', utf8('pw'), 'PBKDF2', false, ['deriveBits'])
        .then((key) => crypto.subtle.deriveBits({ name: 'PBKDF2', salt: utf8('s'), iterations: 50000, hash: 'SHA-256' }, key, 64));
      const quick = crypto.subtle.digest('SHA-256', utf8('x')).then(() => order.push('promise'));
      order.push('script');
      quick.then(() => out(order));
      slow.then((bits) => out(bits.byteLength));`);
    expect(outputs).toEqual([['script', 'promise'], 8]);
  });

  it('settles in the first iteration what init code began', async () => {
    expect(await outputsOf(`out((await madeInInit).usages);`)).toEqual([['encrypt']]);
  });
});
