import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HttpTarget, openHttpTarget } from './http-target.ts';
import { outputsOf } from './script-run.ts';

let target: HttpTarget;
beforeAll(async () => {
  target = await openHttpTarget();
});
afterAll(() => target.close());

const HEAD = "import http from 'k6/http'; const B = __ENV.BASE;";
const env = (): Record<string, string> => ({ BASE: target.base });

/** Runs each expression and gives its value, or `Name: message` of what it threw. */
async function valuesOf(rows: readonly (readonly [string, unknown])[], head = ''): Promise<unknown[]> {
  const lines = rows.map(
    ([expression]) => `try { out(${expression}); } catch (error) { out(error.name + ': ' + error.message); }`,
  );
  const told = await outputsOf(`${HEAD}\n${head}`, lines.join('\n'), { env: env() });
  return told.map((value) => JSON.parse(JSON.stringify(value).replaceAll(target.base, 'BASE')) as unknown);
}

const expectRows = async (rows: readonly (readonly [string, unknown])[], head = ''): Promise<void> => {
  const values = await valuesOf(rows, head);
  expect(rows.map(([expression], i) => [expression, values[i]])).toEqual(rows);
};

describe('parameters', () => {
  const STATUS =
    "const s = (params) => { const r = http.get(B + '/text?s=a', params); return r.error || r.status; };";

  test('of a wrong kind are told as k6 tells them, and do not throw', async () => {
    await expectRows(
      [
        ["s('text')", 200],
        ['s(5)', 200],
        ['s(null)', 200],
        ["s({ timeout: '1d' })", 200],
        ["s({ timeout: '1h2m' })", 200],
        ["s({ timeout: '-1s' })", 'request timeout'],
        ["s({ timeout: 'abc' })", 'invalid timeout value: time: invalid duration "abc"'],
        ['s({ timeout: undefined })', 'invalid timeout value: unable to use type <nil> as a duration value'],
        ["s({ compression: '' })", 200],
        [
          "s({ compression: 'gzip, nope' })",
          'unknown compression algorithm nope, supported algorithms are [gzip deflate zstd br]',
        ],
        [
          's({ compression: null })',
          'unknown compression algorithm null, supported algorithms are [gzip deflate zstd br]',
        ],
        ["s({ responseType: 'json' })", 'json does not belong to ResponseType values'],
        [
          's({ tags: { a: [] } })',
          "invalid value for metric tag 'a': only String, Boolean and Number types are accepted as a metric tag values",
        ],
        ['s({ responseCallback: () => true })', 'unsupported responseCallback'],
        ["s({ auth: 'nonsense', jar: {}, cookies: null, headers: null, tags: null, other: 1 })", 200],
        ["http.request('GE T', B + '/text').error", 'net/http: invalid method "GE T"'],
        ["http.request('', B + '/echo').json('method')", 'GET'],
      ],
      STATUS,
    );
  });

  test('cookies and headers go out as Go writes them', async () => {
    const cookie = (params: string): string => `http.get(B + '/echo', ${params}).json('headers.cookie')`;
    await expectRows([
      [cookie("{ cookies: { a: 'b c', d: null, e: { Value: 'f' }, g: 'x\"y;z' } }"), 'a="b c"; e=f; g=xyz'],
      [
        "http.post(B + '/echo', 'abc', { headers: { 'Content-Length': '9', 'Transfer-Encoding': 'chunked' } }).json('body')",
        'abc',
      ],
      ["http.get(B + '/text?s=x', { headers: { Expect: '100-continue' } }).body", 'x'],
    ]);
  });
});

describe('bodies', () => {
  test('forms show values as Go prints them', async () => {
    const form = (fields: string): string => `http.post(B + '/echo', ${fields}).json('body')`;
    await expectRows([
      [
        form('{ b: 1e20, a: 1.5, c: -0, d: 1234567.5, e: 0.00001, f: true, g: null }'),
        'a=1.5&b=1e%2B20&c=-0&d=1.2345675e%2B06&e=1e-05&f=true&g=',
      ],
      [form("{ 'a b': ['x', 'y z'], '~-_.': \"!'()*\" }"), 'a+b=x&a+b=y+z&~-_.=%21%27%28%29%2A'],
      [form("new String('text')"), 'text'],
      ["http.post(B + '/echo', new Map([['a', 1]])).error", 'unknown request body type [][2]interface {}'],
      ["http.post(B + '/echo', new Set()).error", 'unknown request body type []interface {}'],
      [
        "http.post(B + '/echo', { f: http.file('abc', 'a\"b.txt', 'text/plain') }).json('body').split('\\r\\n').slice(1, 5)",
        [
          'Content-Disposition: form-data; name="f"; filename="a\\"b.txt"',
          'Content-Type: text/plain',
          '',
          'abc',
        ],
      ],
      ["http.file(new Uint8Array([1, 255]).buffer, 'n').data", [1, 255]],
      ['http.file(5)', 'GoError: invalid type int64, expected string, []byte or ArrayBuffer'],
    ]);
  });

  test('are encoded and decoded as zstd, whatever Node has of it', async () => {
    const sent = (size: number): string =>
      `http.post(B + '/echo', 'x'.repeat(${size}), { compression: 'zstd' }).json('body').length`;
    await expectRows([
      ["http.get(B + '/zstd').body", 'aaaaa'],
      ...[0, 1, 131_071, 131_072, 400_000].map((size): readonly [string, unknown] => [sent(size), size]),
      ["http.post(B + '/echo', 'x', { compression: 'gzip, zstd' }).request.body", 'x'],
    ]);
  });

  const JSON_TEXTS: readonly (readonly [string, string])[] = [
    [
      '{"a": 1,, }',
      "line 1, character 10 , error: invalid character ',' looking for beginning of object key string",
    ],
    ['{"a":1\n"b":2}', "line 2, character 3 , error: invalid character '\"' after object key:value pair"],
    ['', 'line 1, character 0 , error: unexpected end of JSON input'],
    ['{"a":1} x', "line 1, character 9 , error: invalid character 'x' after top-level value"],
    ['[1 2]', "line 1, character 5 , error: invalid character '2' after array element"],
    ['{"a" 1}', "line 1, character 7 , error: invalid character '1' after object key"],
    ['<html>', "line 1, character 2 , error: invalid character '<' looking for beginning of value"],
    ['[01]', "line 1, character 4 , error: invalid character '1' after array element"],
    ['-x', "line 1, character 2 , error: invalid character 'x' in numeric literal"],
    ['1.x', "line 1, character 3 , error: invalid character 'x' after decimal point in numeric literal"],
    ['[1e]', "line 1, character 4 , error: invalid character ']' in exponent of numeric literal"],
    ['tru', 'line 1, character 3 , error: unexpected end of JSON input'],
    ['trap', "line 1, character 4 , error: invalid character 'a' in literal true (expecting 'u')"],
    ['"\\x"', "line 1, character 4 , error: invalid character 'x' in string escape code"],
    ['["a\nb"]', "line 2, character 2 , error: invalid character '\\n' in string literal"],
    ['["é",}', "line 1, character 6 , error: invalid character '}' looking for beginning of value"],
  ];

  test('json() says where and why a body is none, for each of these', async () => {
    await expectRows(
      JSON_TEXTS.map(([text, problem]) => [
        `http.get(B + '/text?s=' + encodeURIComponent(${JSON.stringify(text)})).json()`,
        `GoError: cannot parse json due to an error at ${problem}`,
      ]),
    );
  });
});

test('Set-Cookie lines that Go drops are dropped, others show their attributes', async () => {
  const lines = [
    'a=1; Max-Age=0; Path=/x',
    'noname',
    '=v',
    'b="q"; Expires=Wed, 21-Oct-2037 07:28:00 GMT',
    'c=x\\y',
    'd=1; Max-Age=05; HttpOnly; Domain=.x.test',
  ];
  const query = lines.map((line) => `c=${encodeURIComponent(line)}`).join('&');
  const shown = {
    domain: '',
    path: '',
    http_only: false,
    secure: false,
    max_age: 0,
    expires: -6795364578871,
  };
  await expectRows([
    [
      `sorted(http.get(B + '/cookies?${query}').cookies)`,
      {
        a: [{ name: 'a', value: '1', ...shown, path: '/x', max_age: -1 }],
        b: [{ name: 'b', value: 'q', ...shown, expires: 2139722880000 }],
        d: [{ name: 'd', value: '1', ...shown, domain: '.x.test', http_only: true }],
      },
    ],
    ['http.cookieJar().cookiesForURL(B)', { b: ['q'] }],
    ["http.get(B + '/cookies').body", 'b=q'],
    ["http.cookieJar().set(B, 'x', '1', { domain: 'other.test' })", true],
    ["http.cookieJar().cookiesForURL('ftp://x/')", {}],
  ]);
});

describe('http.batch and http.url', () => {
  test('refuse what is no request, each in its words', async () => {
    await expectRows([
      ['http.batch()', 'GoError: no argument was provided to http.batch()'],
      ['http.batch([], [])', 'GoError: http.batch() accepts only an array or an object of requests'],
      ["http.batch('x')", 'GoError: invalid http.batch() argument type string'],
      ["http.batch([['GET']])[0].error", 'invalid batch request \'[]interface {}{"GET"}\''],
      ['http.batch([[5, B]])[0].error', "invalid method type '5'"],
      ["http.batch({ a: { method: 'GET' } }).a.error", 'batch request "a" doesn\'t have a url key'],
      [
        "http.batch([B + '/text', '::bad', B]).map((r) => r && [r.status, r.error_code])",
        [[0, 0], [0, 1020], null],
      ],
      ["http.batch([{ method: 'post', url: B + '/echo', body: 'x' }])[0].json('method')", 'POST'],
      ["http.batch([{ url: B + '/echo', body: 'x' }])[0].json('body')", ''],
      ["http.batch([['GET', B + '/echo', 'x']])[0].json('body')", 'x'],
      [`http.url\`\${B}/x/\${1}\``, { name: `\${}/x/\${}`, url: 'BASE/x/1', clean_url: '' }],
      [`http.url\`::bad\${1}\``, 'GoError: invalid URL: parse "::bad1": missing protocol scheme'],
    ]);
  });
});
