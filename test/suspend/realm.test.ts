import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { OBS, observe, observeFile } from './observe.ts';

const fixture = (name: string): string => resolve('test/fixtures/realm', name);

test('nothing that a script is given or can make leads to the host', async () => {
  const { values } = await observeFile(fixture('escapes.js'));
  expect(values[0]).toEqual({ bad: [], many: true });
  // The language's own, k6's, and nothing else.
  expect(values[1]).toEqual(
    `AggregateError Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean CryptoKey DataView Date Error EvalError Float32Array
    Float64Array Function Infinity Int16Array Int32Array Int8Array JSON Map Math NaN Number Object Promise Proxy RangeError
    ReferenceError Reflect RegExp Set String Symbol SyntaxError TextDecoder TextEncoder TypeError URIError Uint16Array Uint32Array
    Uint8Array Uint8ClampedArray WeakMap WeakSet __ENV __ITER __VU clearInterval clearTimeout console crypto decodeURI
    decodeURIComponent encodeURI encodeURIComponent escape eval exports global globalThis isFinite isNaN module open parseFloat
    parseInt require setInterval setTimeout undefined unescape`.split(/\s+/),
  );
});

test('where the stack ends, the host throws no errors of its own into the script', async () => {
  const { values, err } = await observeFile(fixture('stack-end.js'));
  expect(values).toEqual([[]]);
  expect(err).not.toContain('PromiseRejectCallback');
});

test('methods that one VU put into a prototype wait for whichever VU calls them', async () => {
  const { values } = await observeFile(fixture('polyfills.js'), ['--workers', '1']);
  expect(values).toHaveLength(8);
  for (const value of values as [number, number[], number[], boolean][]) {
    const [vu] = value;
    expect(value).toEqual([vu, [vu, 2 * vu], [vu, 2 * vu], true]);
  }
});

test('each VU has a globalThis and a Math.random of its own', async () => {
  const { values } = await observe(
    {
      'a.js': `${OBS}
export const options = { vus: 3, iterations: 3, scenarios: undefined };
globalThis.mine = __VU; Math.random = () => __VU;
export default function () { obs([__VU, mine, Math.random(), globalThis.mine, delete globalThis.mine, typeof mine]); }`,
    },
    ['--workers', '1', '--vus', '3', '--iterations', '3'],
  );
  for (const value of values as number[][]) {
    const [vu] = value;
    expect(value).toEqual([vu, vu, vu, vu, true, 'undefined']);
  }
});
