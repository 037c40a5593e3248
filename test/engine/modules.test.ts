import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { K6_MODULES, REMOVED_MODULES, refusedModule } from '../../build/k6-externals.ts';
import { MODULES } from '../../src/engine/embedded/realm/modules/index.ts';
import { outputsOf, runScript } from './script-run.ts';
import { typedModules } from './typed-modules.ts';

const typed = typedModules();

/** Values of the types that k6 2.2 itself does not export: they are there for annotations. */
const TYPES_ONLY: Readonly<Record<string, readonly string[]>> = {
  'k6/crypto': ['Hasher'],
  'k6/experimental/fs': ['File'],
  'k6/html': typed.get('k6/html')?.values.filter((name) => name !== 'parseHTML') ?? [],
  'k6/http': ['FileData', 'SSL_3_0'],
  'k6/metrics': ['Metric'],
  'k6/ws': ['Socket', 'WebSocketError'],
};
/** What k6 2.2 exports and the types do not know. */
const UNTYPED: Readonly<Record<string, readonly string[]>> = {
  'k6/crypto': ['hexEncode'],
  'k6/experimental/streams': ['WritableStream', 'WritableStreamDefaultWriter'],
};
/** Modules of the types that the engine refuses, or that are no modules for scripts. */
const NOT_OURS = ['k6/browser', 'k6/options'];
/** Modules that the types do not know. */
const UNTYPED_MODULES = ['k6/crypto/x509', 'k6/experimental/websockets'];

describe('modules', () => {
  test('the bundler leaves exactly the modules to the engine that its map has', () => {
    expect([...K6_MODULES].sort()).toEqual(Object.keys(MODULES).sort());
  });

  test('there is every module of @types/k6 but those that are refused, and no other', () => {
    const expected = [...typed.keys()].filter((name) => !NOT_OURS.includes(name));
    expect([...K6_MODULES].sort()).toEqual([...expected, ...UNTYPED_MODULES].sort());
  });

  test('each module exports what @types/k6 says, and nothing that k6 lacks', async () => {
    const specifiers = K6_MODULES.filter((name) => typed.has(name));
    const imports = specifiers.map((name, i) => `import * as m${i} from '${name}';`).join('\n');
    const told = await outputsOf(imports, specifiers.map((_, i) => `out(Object.keys(m${i}));`).join('\n'));
    const exported = Object.fromEntries(specifiers.map((name, i) => [name, (told[i] as string[]).sort()]));
    const expected = specifiers.map((name) => {
      const values = typed.get(name)?.values.filter((value) => !TYPES_ONLY[name]?.includes(value)) ?? [];
      return [name, [...values, ...(UNTYPED[name] ?? [])].filter((value) => value !== 'default').sort()];
    });
    expect(exported).toEqual(Object.fromEntries(expected));
  });

  test.each([
    ['k6/browser', '--engine k6'],
    ['k6/x/sql', '--engine k6'],
    ['https://jslib.k6.io/k6-utils/1.4.0/index.js', '--engine k6'],
    ['http://127.0.0.1/lib.js', '--engine k6'],
    ['k6/nope', 'unknown modules ["k6/nope"]'],
    ['node:fs', 'a module of Node.js'],
    ...Object.entries(REMOVED_MODULES).map(([name, instead]) => [name, `use ${instead} instead`]),
  ])('refuses %s and says: %s', (specifier, remedy) => {
    const refused = refusedModule(specifier as string);
    expect(`${refused?.text} ${refused?.detail ?? ''}`).toContain(remedy);
  });

  test('refuses what it cannot run before load, with exit code 107', async () => {
    const head = "import { browser } from 'k6/browser'; import { helper } from './helper.js';";
    const script = `${head}\nexport default function () { out(1); }`;
    const { exitCode, outputs, logs } = await runScript(script, {
      files: { 'helper.js': "import x from 'https://jslib.k6.io/x.js'; export const helper = x;" },
    });
    expect([exitCode, outputs]).toEqual([107, []]);
    for (const name of ['k6/browser', 'https://jslib.k6.io/x.js'])
      expect(logs.join()).toContain(`"${name}" cannot be imported by the embedded engine`);
  });
});

describe('members of what modules give', () => {
  let server: Server;
  const env: Record<string, string> = {};
  beforeAll(async () => {
    server = createServer((_request, response) => response.end('<a href="/x">x</a>')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    env['BASE'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  /** Module, its type, and an expression whose value has all members of the type. */
  const VALUES: readonly (readonly [string, string, string, (readonly string[])?])[] = [
    ['k6/http', 'Response', 'r'],
    ['k6/http', 'CookieJar', 'new http.CookieJar()'],
    ['k6/http', 'CookieJar', 'http.cookieJar()'],
    ['k6/http', 'FileData', "http.file('x')"],
    ['k6/crypto', 'Hasher', "crypto.createHash('md5')"],
    ['k6/html', 'Selection', 'r.html()'],
    ['k6/html', 'AnchorElement', "r.html('a').get(0)"],
    ['k6/html', 'Attribute', "r.html('a').get(0).getAttributeNode('href')"],
    ['k6/execution', 'scenario', 'exec.scenario'],
    ['k6/execution', 'instance', 'exec.instance'],
    ['k6/execution', 'test', 'exec.test'],
    ['k6/execution', 'vu', 'exec.vu'],
    ['k6/net/grpc', 'Client', 'client'],
    ['k6/metrics', 'Trend', 'trend'],
    ['k6/websockets', 'Blob', 'new Blob([])'],
    ['k6/experimental/streams', 'ReadableStream', 'new streams.ReadableStream()'],
    ['k6/experimental/streams', 'ReadableStreamDefaultReader', 'new streams.ReadableStream().getReader()'],
    [
      'k6/experimental/streams',
      'CountQueuingStrategy',
      'new streams.CountQueuingStrategy({ highWaterMark: 1 })',
    ],
    ['k6/experimental/fs', 'File', 'file'],
    ['k6/experimental/csv', 'Parser', 'new csv.Parser(file)'],
  ];

  test('have every member of their types', async () => {
    const head = `
      import http from 'k6/http'; import crypto from 'k6/crypto'; import exec from 'k6/execution';
      import grpc from 'k6/net/grpc'; import { Trend } from 'k6/metrics'; import { Blob } from 'k6/websockets';
      import * as streams from 'k6/experimental/streams'; import { open as openFile } from 'k6/experimental/fs';
      import csv from 'k6/experimental/csv';
      const client = new grpc.Client(), trend = new Trend('my_trend'), file = await openFile('data.csv');`;
    const lines = VALUES.map(([module, type, expression]) => {
      const members = JSON.stringify(typed.get(module)?.membersOf(type));
      return `{ const v = ${expression}; out(${members}.filter((name) => !(name in v))); }`;
    });
    const body = `const r = http.get(__ENV.BASE);\n${lines.join('\n')}`;
    const missing = await outputsOf(head, body, { env, files: { 'data.csv': 'a,b\n1,2\n' } });
    const told = VALUES.map(([module, type], i) => [`${module} ${type}`, missing[i]]);
    expect(told.filter(([, names]) => (names as string[]).length > 0)).toEqual([]);
    expect(missing).toHaveLength(VALUES.length);
  });

  test('streams deliver chunks in order, wait for their source, and lack what k6 lacks', async () => {
    const outputs = await outputsOf(
      `import { ReadableStream, WritableStream, CountQueuingStrategy } from 'k6/experimental/streams';
       import { Blob } from 'k6/websockets';`,
      `let pulled = 0;
       const source = { pull(c) { if (pulled === 3) c.close(); else setTimeout(() => c.enqueue(pulled++), 5); } };
       const reader = new ReadableStream({ pull: (c) => new Promise((done) => { source.pull(c); setTimeout(done, 10); }) }, new CountQueuingStrategy({ highWaterMark: 1 })).getReader();
       for (;;) { const { done, value } = await reader.read(); out([done, value ?? null]); if (done) break; }
       const broken = new ReadableStream({ start(c) { c.error('no more'); } }).getReader();
       try { await broken.read(); } catch (error) { out(error); }
       const written = [];
       const writer = new WritableStream({ write(chunk) { written.push(chunk); } }).getWriter();
       await writer.write('a'); await writer.close(); out(written);
       out(new TextDecoder().decode((await new Blob(['a', 'b']).stream().getReader().read()).value));
       out(['tee', 'pipeTo', 'pipeThrough', 'values'].filter((name) => name in ReadableStream.prototype));`,
    );
    expect(outputs).toEqual([[false, 0], [false, 1], [false, 2], [true, null], 'no more', ['a'], 'ab', []]);
  });

  test('a certificate is shown with its names, dates, key and fingerprint', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'harness-x509-'));
    const pem = join(dir, 'cert.pem');
    const names = ['-subj', '/C=DE/O=R3MES/OU=a/OU=b/CN=loop.test'];
    const alternatives = ['-addext', 'subjectAltName=DNS:loop.test,IP:127.0.0.1'];
    const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', join(dir, 'key.pem')];
    execFileSync('openssl', ['req', '-x509', ...key, '-out', pem, '-days', '2', ...names, ...alternatives], {
      stdio: 'ignore',
    });
    const text = readFileSync(pem, 'utf8');
    const real = new X509Certificate(text);
    rmSync(dir, { recursive: true });
    const [parsed, alt, unreadable, broken] = await outputsOf(
      "import x509 from 'k6/crypto/x509'; const pem = open('./cert.pem');",
      `out(x509.parse(pem)); out([x509.getAltNames(pem), x509.getSubject(pem).commonName, x509.getIssuer(pem).country]);
       out(refusal(() => x509.parse('x')));
       out(refusal(() => x509.parse('-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----')));`,
      { files: { 'cert.pem': text } },
    );
    expect(parsed).toMatchObject({
      subject: { commonName: 'loop.test', organizationalUnitName: ['a', 'b'], organizationName: 'R3MES' },
      notBefore: new Date(real.validFrom).toISOString().replace('.000Z', 'Z'),
      signatureAlgorithm: 'SHA256-RSA',
      publicKey: { algorithm: 'RSA', key: { e: '65537' } },
      fingerPrint: [...Buffer.from(real.fingerprint.replaceAll(':', ''), 'hex')],
    });
    expect(alt).toEqual([['loop.test', '127.0.0.1'], 'loop.test', 'DE']);
    expect(unreadable).toBe('GoError: failed to decode certificate PEM file');
    expect(broken).toBe('GoError: failed to parse certificate');
  });
});
