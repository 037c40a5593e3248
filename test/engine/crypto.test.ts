import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { outputsOf } from './crypto-run.ts';

describe('k6/encoding', () => {
  it('encodes text and bytes in each of the four forms', async () => {
    const outputs = await outputsOf(`
      for (const form of ['std', 'rawstd', 'url', 'rawurl']) out([b64encode('\\u00e9?>', form), b64encode(unhex('fbfffe00'), form)]);
      out(b64decode('+//+AA==', 'std').byteLength);
      out(b64decode('w6k_Pg', 'rawurl', 's'));
      out(b64decode('YW\\nJj', 'std', 's'));`);
    expect(outputs).toEqual([
      ['w6k/Pg==', '+//+AA=='],
      ['w6k/Pg', '+//+AA'],
      ['w6k_Pg==', '-__-AA=='],
      ['w6k_Pg', '-__-AA'],
      4,
      'é?>',
      'abc',
    ]);
  });

  it('names the byte where the text is corrupt', async () => {
    const outputs = await outputsOf(`
      const cases = [['YQ', 'std'], ['YQ==', 'rawstd'], ['YWJj-_', 'std'], ['YWJjY', 'rawstd'], ['YQ=', 'std'], ['YQ==YQ==', 'std'], ['YWJj=', 'std'], ['YQ=a', 'std'], ['a b=', 'url']];
      for (const [text, form] of cases) out(await rejection(() => b64decode(text, form)));
      out(await rejection(() => b64encode(1.5)));
      out(await rejection(() => b64encode({})));`);
    const corrupt = (byte: number) => `GoError: illegal base64 data at input byte ${byte}`;
    const type = (name: string) => `GoError: invalid type ${name}, expected string, []byte or ArrayBuffer`;
    expect(outputs).toEqual([
      ...[0, 2, 4, 4, 3, 4, 4, 2, 1].map(corrupt),
      type('float64'),
      type('map[string]interface {}'),
    ]);
  });
});

describe('k6/crypto', () => {
  it('hashes as the known vectors say', async () => {
    const [md4, ...others] = await outputsOf(`
      out(['', 'abc', '12345678901234567890123456789012345678901234567890123456789012345678901234567890'].map((text) => k6crypto.md4(text, 'hex')));
      for (const name of ['md5', 'sha1', 'sha256', 'sha384', 'sha512', 'ripemd160']) out(k6crypto[name]('h\\u00e9llo', 'hex'));
      out(k6crypto.sha512_224('abc', 'hex'));
      out(k6crypto.sha512_256('abc', 'hex'));`);
    // RFC 1320, appendix A.5
    expect(md4).toEqual([
      '31d6cfe0d16ae931b73c59d7e0c089c0',
      'a448017aaf21d8525fc10ae87aa6729d',
      'e33b4ddc9c38f2199c3e7b164fcc0536',
    ]);
    const expected = ['md5', 'sha1', 'sha256', 'sha384', 'sha512', 'ripemd160'].map((name) =>
      createHash(name).update('héllo').digest('hex'),
    );
    expect(others).toEqual([
      ...expected,
      '4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa',
      '53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23',
    ]);
  });

  it('goes on with a hash after its digest was read, in every block position', async () => {
    const outputs = await outputsOf(`
      for (const name of ['md4', 'sha256', 'sha384']) {
        const hasher = k6crypto.createHash(name);
        const mac = k6crypto.createHMAC(name, 'k');
        let whole = '';
        let same = true;
        for (let i = 0; i < 140; i++) {
          hasher.update('a'); mac.update(new Uint8Array([97]).buffer); whole += 'a';
          same = same && hasher.digest('hex') === k6crypto[name](whole, 'hex') && mac.digest('base64') === k6crypto.hmac(name, 'k', whole, 'base64');
        }
        out([name, same]);
      }`);
    expect(outputs).toEqual([
      ['md4', true],
      ['sha256', true],
      ['sha384', true],
    ]);
  });

  it('makes the same HMACs as OpenSSL for short and long keys', async () => {
    const names = ['md5', 'sha1', 'sha256', 'sha512', 'ripemd160'];
    const keys = ['', 'key', 'k'.repeat(64), 'k'.repeat(65), 'k'.repeat(200)];
    const [outputs] = await outputsOf(
      `out(${JSON.stringify(names)}.map((name) => ${JSON.stringify(keys)}.map((key) => k6crypto.hmac(name, key, 'data', 'hex'))));`,
    );
    expect(outputs).toEqual(
      names.map((name) => keys.map((key) => createHmac(name, key).update('data').digest('hex'))),
    );
  });

  it('refuses what k6 refuses, in its words', async () => {
    const outputs = await outputsOf(`
      for (const fn of [
        () => k6crypto.sha256('x', 'hexx'), () => k6crypto.sha256('x'), () => k6crypto.md5(5, 'hex'), () => k6crypto.createHash('sha3'),
        () => k6crypto.hmac('sha256', null, 'x', 'hex'), () => k6crypto.randomBytes(0), () => k6crypto.hexEncode(),
      ]) out(await rejection(fn));
      out(k6crypto.randomBytes(40).byteLength);
      out(k6crypto.hexEncode('az'));`);
    expect(outputs).toEqual([
      'GoError: invalid output encoding: hexx',
      'GoError: invalid output encoding: ',
      'GoError: md5 failed: invalid type int64, expected string, []byte or ArrayBuffer',
      'GoError: invalid algorithm: sha3',
      'GoError: invalid type <nil>, expected string, []byte or ArrayBuffer',
      'GoError: invalid size',
      'GoError: invalid type <nil>, expected string, []byte or ArrayBuffer',
      40,
      '617a',
    ]);
  });
});

describe('TextEncoder and TextDecoder', () => {
  it('code text in UTF-8 and UTF-16', async () => {
    const outputs = await outputsOf(`
      out(hex(new TextEncoder().encode('\\u00e9\\ud83d\\ude00\\ud800')));
      out(new TextDecoder().decode(unhex('efbbbfc3a9ff')));
      out(new TextDecoder('utf8', { ignoreBOM: true }).decode(unhex('efbbbf61')));
      out(new TextDecoder('UTF-16').decode(unhex('6100e900').buffer));
      out(new TextDecoder('utf-16be').decode(new DataView(unhex('006100e9').buffer)));
      const streamed = new TextDecoder();
      out([streamed.decode(unhex('c3'), { stream: true }), streamed.decode(unhex('a9'))]);
      out(await rejection(() => new TextDecoder('utf-8', { fatal: true }).decode(unhex('ff'))));
      out(await rejection(() => new TextDecoder('latin9')));`);
    expect(outputs).toEqual([
      'c3a9f09f9880efbfbd',
      'é\ufffd',
      '\ufeffa',
      'aé',
      'aé',
      ['', 'é'],
      'TypeError: invalid byte sequence',
      'RangeError: unsupported encoding: latin9',
    ]);
  });
});
