import { expect, test } from 'vitest';
import { OBS, observe } from './observe.ts';

test('writes to constants and imports throw when they run, in one file and in several', async () => {
  const main = (imports: string) => `
import { sleep } from 'k6';
${imports}${OBS}
const c = 1;
const attempt = (fn) => { try { fn(); return 'wrote'; } catch (e) { return e.name; } };
export default function () {
  obs([attempt(() => { c = 2; }), attempt(() => { c++; }), attempt(() => { ({ c } = { c: 3 }); }), c]);
  obs([attempt(() => { sleep = 1; }), attempt(() => { k6.x = 1; }), attempt(() => { delete k6.sleep; }), typeof sleep]);
}`;
  const lib = 'export let n = 1; export function bump() { n++; } export default 5;';
  const inMany = `import * as k6 from './lib.js';\nimport { n, bump } from './lib.js';\n${OBS}
const attempt = (fn) => { try { fn(); return 'wrote'; } catch (e) { return e.name; } };
export default function () {
  obs([attempt(() => { n = 2; }), attempt(() => { k6.n = 3; }), attempt(() => { k6['n']++; }), attempt(() => { delete k6.n; }), attempt(() => { k6.other = 1; })]);
  bump();
  obs([n, k6.n, Object.keys(k6), Object.prototype.toString.call(k6), Object.getPrototypeOf(k6)]);
}`;
  const [one, many] = await Promise.all([
    observe({ 'a.js': main(`import * as k6 from 'k6';\n`) }),
    observe({ 'a.js': inMany, 'lib.js': lib }),
  ]);
  const T = 'TypeError';
  expect(one.values).toEqual([
    [T, T, T, 1],
    [T, T, T, 'function'],
  ]);
  expect(many.values).toEqual([
    [T, T, T, T, T],
    [2, 2, ['bump', 'default', 'n'], '[object Module]', null],
  ]);
});

test('module scope keeps its dead zone, its `this`, and the names and texts of functions', async () => {
  const text = `import { sleep } from 'k6';
${OBS}
let early; try { late; } catch (e) { early = e.name; }
let late = 1;
class K { static make() { sleep(0.001); return new K(); } /* kept */ get g() { sleep(0.001); return 1; } }
const arrow = (x) => sleep(x);
const top = typeof this;
export default async function () {
  obs([early, top, K.name, K.make().constructor === K, arrow.name]);
  obs([K.toString(), arrow.toString(), Object.getOwnPropertyDescriptor(K.prototype, 'g').get.toString(), K.make.toString()]);
  obs([sleep.toString(), Math.max.toString(), (() => {}).toString(), Function.prototype.toString.toString()]);
}
export function named() {}
`;
  const body = '{ sleep(0.001); return new K(); }';
  const [js, ts, anonymous] = await Promise.all([
    observe({ 'a.js': text }),
    observe({ 'a.ts': text.replace('(x) =>', '(x: number): void =>') }),
    observe({
      'a.js': `${OBS} export const f = 1; export default () => { obs(new Error('x').stack.split('\\n')[1].includes('default (file:')); }`,
    }),
  ]);
  const names = ['ReferenceError', 'undefined', 'K', true, 'arrow'];
  expect(js.values[0]).toEqual(names);
  expect(js.values[1]).toEqual([
    `class K { static make() ${body} /* kept */ get g() { sleep(0.001); return 1; } }`,
    '(x) => sleep(x)',
    'get g() { sleep(0.001); return 1; }',
    `make() ${body}`,
  ]);
  expect(js.values[2]).toEqual([
    'function sleep() { [native code] }',
    'function max() { [native code] }',
    '() => {}',
    'function toString() { [native code] }',
  ]);
  expect(ts.values[0]).toEqual(names);
  expect((ts.values[1] as string[])[1]).toBe('(x) => sleep(x)');
  expect(anonymous.values).toEqual([true]);
});

test('stacks name the script’s own functions, files and lines, before and after a wait', async () => {
  const { values, err } = await observe({
    'a.ts': `import { sleep, group } from 'k6';
import { deep } from './lib/deep.ts';
${OBS}
interface Shape { n: number }
export default function () {
  const tell = (fn: (s: Shape) => unknown) => { try { fn({ n: 1 }); } catch (e) { obs(e.stack); } };
  tell(function before() { throw new Error('b'); });
  tell(function after() { sleep(0.001); deep(); });
  tell(() => group('g', () => [1].map(function each() { sleep(0.001); throw new TypeError('in map'); })));
  deep();
}
`,
    'lib/deep.ts': `import { sleep } from 'k6';
export class Deep { go(): never { sleep(0.001);
  throw new RangeError('deep'); } }
export function deep(): void {
  new Deep().go();
}
`,
  });
  const frames = (stack: unknown) =>
    String(stack)
      .split('\n')
      .map((line) => line.replace(/file:\S*\/(\S+?):(\d+):\d+\(0\)/, '$1:$2').trim());
  expect(frames(values[0])).toEqual([
    'Error: b',
    'at before (a.ts:8)',
    'at tell (a.ts:7)',
    'at default (a.ts:8)',
  ]);
  expect(frames(values[1])).toEqual([
    'RangeError: deep',
    'at go (deep.ts:3)',
    'at deep (deep.ts:5)',
    'at after (a.ts:9)',
    'at tell (a.ts:7)',
    'at default (a.ts:9)',
  ]);
  expect(frames(values[2])).toEqual([
    'TypeError: in map',
    'at each (a.ts:10)',
    'at a.ts:10',
    'at a.ts:10',
    'at tell (a.ts:7)',
    'at default (a.ts:10)',
  ]);
  expect(err).toContain('RangeError: deep\\n\\tat go (file://');
  expect(err).toMatch(/at default \(file:\S*a\.ts:11:/);
});

test('sorts call their comparators and conversions as k6 does', async () => {
  const { values } = await observe({
    'a.js': `import { sleep } from 'k6';\n${OBS}
export default function () {
  const calls = [];
  const by = (a, b) => { calls.push(a + '' + b); return a - b; };
  const waiting = (a, b) => { sleep(0.001); return by(a, b); };
  const text = (s) => ({ toString() { calls.push(s); return s; } });
  for (const sort of [() => [3, 1, 2].sort(by), () => [3, 1, 2].sort(waiting), () => [...new Uint8Array([3, 1, 2]).sort(waiting)], () => [3, 1, 2].toSorted(waiting)])
    obs([sort(), calls.splice(0)]);
  [text('c'), text('a'), text('b')].sort(); obs(calls);
}`,
  });
  const expected = [
    [1, 2, 3],
    ['13', '23', '21'],
  ];
  expect(values).toEqual([expected, expected, expected, expected, ['a', 'c', 'b', 'c', 'b', 'a']]);
});

test.each(['sleep(0.01)', '(sleep(0.01), 5)', '"" + sleep(0.01)'])(
  'an unnamed default function may be nothing but the call %s',
  async (body) => {
    const { values, code } = await observe({
      'a.js': `import { sleep } from 'k6';\n${OBS}export default () => ${body};\nexport function teardown() { obs('over'); }`,
    });
    expect({ values, code }).toEqual({ values: ['over'], code: 0 });
  },
);

test('scripts without semicolons, with comments in odd places and optional chains read as written', async () => {
  const { values, err } = await observe({
    'a.js': `import { sleep, group } from 'k6'
${OBS.replace(';', '')}
let x = 1
sleep(0.001)
const f = (a) => /* a => b ( */ w(a) // (
const w = (v) => {
  'use strict'
  sleep(0.001)
  return v
}
class A { p = 1
  q = () => w(2)
  m() { 'use strict'
    const r = w(3)
    ;[1, 2].map((i) => w(i))
    group('x', () => w(1))
    return r }
}
export default function () {
  'use strict'
  let y = 2
  f(y)
  const z = [1, 2]
    // first ( .
    . /* ( */ map /* ( */ ((v) => f(v))
  f(1), f(2)
  let k = (w)(5)
  do f(1); while (k-- > 4)
  if (y) f(4)
  else f(5)
  for (const i of z) f(i)
  obs([x, y, z, new A().m(), new A().q(), k])
  const o = { m(v) { return w(v) + this.n }, n: 1, self() { w(0); return this }, none: null }
  obs([o?.m(1), o.self()?.m?.(2), o?.self().self()?.n, o.none?.m(w(3)).x ?? 'none', o?.['self']().none?.(w(4)) ?? 'no', [1]?.map((v) => w(v))?.join()])
  const each = 'self', kept = { *[Symbol.iterator]() { yield w(7) }, n: 5, [each]() { w(0); return this } }
  obs([kept[each]().n, kept?.[each]?.().n, kept[each]()?.[each]()[each]?.().n, kept[Symbol.iterator]().next().value, kept?.[Symbol.iterator]?.()?.next().value, ['b', 'a']['sort']()[0], ['b', 'a']?.['sort']?.()?.[0], 'A'['toLowerCase'](), [...[1, 2]['keys']()].length, kept?.[each]().n, ['b', 'a']?.sort()[0], ['b', 'a']?.sort().map((v) => w(v))?.sort()[0]])
  obs([o.none?.m.call(o, w(9)) ?? 'cut', o.none?.m.apply(o, [9]) ?? 'cut', o?.m.call({ n: 5 }, 1), o?.m.apply(o, [2])])
}`,
  });
  expect(err).not.toContain('SyntaxError');
  expect(values).toEqual([
    [1, 2, [1, 2], 3, 2, 3],
    [2, 3, 1, 'none', 'no', '1'],
    [5, 5, 5, 7, 7, 'a', 'a', 'a', 2, 5, 'a', 'a'],
    ['cut', 'cut', 6, 3],
  ]);
});

test('callbacks that change the list that they are called for see what plain code sees', async () => {
  const body = `(w) => {
    const grown = [1, 2]; const mapped = grown.map((x) => { grown.push(w(x)); return x * 2; });
    const changed = [1, 2, 3]; const kept = changed.filter((x, i, all) => { all[i + 1] = 9; return w(x) > 0; });
    const shrunk = [1, 2, 3, 4]; const sum = shrunk.reduce((a, x) => { shrunk.pop(); return w(a + x); });
    return [mapped, grown, kept, changed, sum, shrunk];
  }`;
  const { values } = await observe({
    'a.js': `import { sleep } from 'k6';\n${OBS}
export default function () { obs((${body})((x) => { sleep(0.001); return x; })); }`,
  });
  const plain = new Function(`return (${body})((x) => x)`) as () => unknown;
  expect(values).toEqual([plain()]);
});

test('native functions under names of the script’s own get their callbacks’ values, never promises', async () => {
  const body = `(w) => {
    const [each, bound, text, pick] = [[].forEach, [1, 2].map.bind([3, 4]), String, { m: [].filter, map: 'map' }];
    const seen = [];
    each.call([1, 2], (x) => { seen.push(w(x)); });
    each.apply([3], [(x) => { seen.push(w(x)); }]);
    const uncurried = Function.prototype.call.bind([].map);
    const run = (fn, ...args) => fn(...args);
    return [seen, bound((x) => w(x)), run(text, { toString: () => w('t') }), [5, 6][pick.map]((x) => w(x)), pick.m.call([7, 8], (x) => w(x) > 7),
      uncurried([9], (x) => w(x)), (() => bound)()((x) => w(x)), w.bind(null)(10), [1].constructor.from([11], (x) => w(x))];
  }`;
  const { values, err } = await observe({
    'a.js': `import { sleep } from 'k6';\n${OBS}
const names = { map(x) { return sleep(x); }, filter(x) { return sleep(x); } };
export default function () {
  obs((${body})((x) => { sleep(0.001); return x; }));
  for (const call of [(f) => f(1), (o) => o.x.y(1), () => (() => undefined)()(sleep(0))])
    try { call(undefined); } catch (e) { obs([e.name, e.message]); }
}`,
  });
  const plain = new Function(`return (${body})((x) => x)`) as () => unknown;
  const T = 'TypeError';
  expect(values[0]).toEqual(plain());
  expect(values.slice(1)).toEqual([
    [T, 'f is not a function'],
    [T, "Cannot read properties of undefined (reading 'x')"],
    [T, expect.stringMatching(/ is not a function$/)],
  ]);
  expect(err).not.toContain('internal error');
});
