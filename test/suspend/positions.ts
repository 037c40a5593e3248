// biome-ignore-all lint/suspicious/noTemplateCurlyInString: program text.

/**
 * Syntactic positions of calls that may block, as templates: `@E` stands for an expression, `@S` for statements, `@L` for a label, `@X` for an
 * expression that may await, `@A` for statements that may. A test program is a template filled with others.
 */
export const EXPRESSIONS = [
  // Calls that wait or may, and such that never do.
  ...[
    'w(@E)',
    'w(1)',
    't(@E)',
    'f1(@E, @E)',
    'f2(...[@E, @E])',
    'plain(@E)',
    'boom(@E)',
    'o.m(@E)',
    'o.n(@E)',
    'o["m"](@E)',
  ],
  ...[
    'o.m.call(o, @E)',
    'o.m.apply(o, [@E])',
    'o.m.bind(o)(@E)',
    'Reflect.apply(f1, null, [@E, @E])',
    '(0, o.n)(@E)',
    'o.plain(@E)',
  ],
  ...[
    'o[@E % 2 ? "m" : "n"](@E)',
    '(@E ? f1 : plain)(@E, 1)',
    'fs[fs.length - 1]?.()',
    'f1?.(@E, @E)',
    'o.every((x) => @E)',
  ],
  // Operators.
  ...[
    '(@E + @E)',
    '(@E - @E)',
    '(@E * @E)',
    '(@E < @E)',
    '(@E === @E)',
    '(@E == @E)',
    '(@E, @E)',
    '(!@E)',
    '(-@E)',
    '(typeof @E)',
    '(void @E)',
    '(@E ** 2)',
  ],
  ...[
    '(@E && @E)',
    '(@E || @E)',
    '(@E ?? @E)',
    '(@E ? @E : @E)',
    '(@E in { x1: 1, y: 2 })',
    '(@E instanceof Object)',
    '(delete o[@E])',
  ],
  // Literals.
  ...[
    '[@E, @E, ...[@E]].join()',
    '[@E, @E][1]',
    '({ k: @E, ["c" + @E]: @E, ...{ s: @E } }).k',
    '`${@E}-${@E}`',
    'tag`x${@E}y${@E}`',
    'tag`x${() => @E}`',
    'Object.keys({ [@E]: @E }).join()',
  ],
  // Optional chains.
  ...[
    'o?.m(@E)',
    'o.q?.(@E)',
    'o?.inner?.m(@E)',
    'o.inner?.m?.(@E)',
    'null?.[@E]',
    'undefined?.x.y(@E)',
    'o?.chain(@E)?.v',
    'o.chain(@E).chain(@E).v',
    'o?.["chain"](@E).inner.m(@E)',
    '[@E]?.map((x) => @E).join()',
    '(o?.inner).m(@E)',
    '(delete o?.[@E])',
    'o.chain?.(@E).v',
    'o.chain?.(@E)?.inner?.m(@E)',
    'C.own(new C(@E))?.(@E).x',
  ],
  // Assignments.
  ...[
    '(a = @E)',
    '(a += @E)',
    '(b -= @E)',
    '(a ??= @E)',
    '(o.p = @E)',
    '(o.p += @E)',
    '(o.p &&= @E)',
    '(o[@E] = @E)',
    '(o[@E] ||= @E)',
    '(a++ + @E)',
    '(o.s = @E)',
  ],
  ...[
    '([a, b = @E] = [@E], a)',
    '({ x: a = @E, ...rest } = { x: undefined, z: @E }, a)',
    '([o.p, ...rest] = [@E, @E], o.p)',
    '({ [@E]: a = @E } = {}, a)',
    '([a, b] = [@E, @E])',
    '([a = @E] = gen(@E), a)',
  ],
  // Functions.
  ...[
    '((x) => @E)(@E)',
    '((x) => { @S return @E; })(@E)',
    '(function (x, y = @E) { @S return y; })(@E)',
    '(({ x = @E, ...z }) => x)({ y: @E })',
    '(function () { return arguments.length + @E; })(@E, @E)',
    '(() => { @S })()',
    '((...xs) => xs.length)(...[@E, @E])',
    '(function self(k) { return k > 0 ? self(k - 1) + @E : @E; })(2)',
    '(() => () => @E)()()',
  ],
  ...[
    '(function (x) { var x = @E; return x; })(@E)',
    '(function () { return typeof hoisted + hoisted(); function hoisted() { return @E; } })()',
    '[(x) => @E, (x) => @E].map((f) => f(@E)).join()',
  ],
  // Classes.
  ...[
    'new B(@E).m(@E)',
    'new (class extends (t(@E), B) { m(x) { return super.m(x) + @E; } })(@E).m(@E)',
    '({ __proto__: o, p: 1, m(x) { return super.m(@E) + x; } }).m(@E)',
    'new (class extends C { get g() { return super.g + @E; } })(@E).g',
    'new C(@E).m(@E)',
    'new C(@E).g',
    'B.s(@E)',
    'C.s(@E)',
    'new C(@E).r(@E)',
    '`${new C(@E)}`',
    'new F(@E).v',
    '[...new B(@E)].join()',
    'Reflect.construct(C, [@E]).x',
  ],
  ...[
    'new (class { f = @E; static s = @E; static { a = @E; } })().f',
    'new (class { ["k" + @E]() { return @E; } get g() { return @E; } set g(v) { b = @E; } })().g',
    'new (class extends B { constructor() { super(@E); this.y = super.m(@E); } })().y',
    '(class { static #p = @E; static m() { return this.#p + @E; } }).m()',
  ],
  // Natives that call back.
  ...[
    '[1, 2, @E].map((x) => @E).join()',
    '[1, 2].map(w).join()',
    '[3, 1, 2].filter((x) => w(x) > @E).join()',
    '[1, 2].reduce((x, y) => x + y + @E, @E)',
    '[1, 2].reduceRight((x, y) => x + @E)',
    '[1, 2].some((x) => @E)',
    '[1, 2].every((x) => @E)',
    '[1, 2].find((x) => @E)',
    '[1, 2].findIndex((x) => w(x) > 1)',
    '[1, 2].findLast((x) => @E)',
    '[1, 2].flatMap((x) => [x, @E]).join()',
  ],
  ...[
    '[2, 1].sort((x, y) => w(0) + x - y).join()',
    '[2, 1].toSorted((x, y) => w(0) + y - x).join()',
    '[1, , 3].map((x) => @E).length',
    '[1, 2].forEach((x) => { @S })',
    '[1, 2].forEach(function (x, i, all) { a = all.length + this.k + @E; }, { k: @E })',
    'Array.from({ length: 2 }, (_, i) => w(i) + @E).join()',
    'Array.from([1, 2], w).join()',
    'Array.from(gen(@E)).join()',
  ],
  ...[
    '"aXb".replace(/[ab]/g, (x) => @E)',
    '"a-a".replaceAll("a", () => @E)',
    '[...new Map([[1, @E]])].join()',
    'new Map([[1, 2]]).forEach((v, k) => @E)',
    'new Set([1, 2]).forEach((v) => { @S })',
    'new Uint8Array([1, 2]).map((x) => @E).join()',
    'new Uint8Array([2, 1]).sort((x, y) => w(0) + x - y).join()',
    'Array.prototype.map.call("ab", (x) => @E).join()',
  ],
  ...[
    'JSON.stringify({ k: { toJSON() { return @E; } } })',
    'JSON.stringify({ k: 1 }, (k, v) => (k ? @E : v))',
    'JSON.parse("[1]", (k, v) => (k ? @E : v)).join()',
    '({ get g() { @S return @E; } }).g',
    '(+{ valueOf() { return @E; } })',
    '`${{ toString: () => String(@E) }}`',
    '(({ [Symbol.toPrimitive]: () => @E }) + 1)',
    '(1 instanceof { [Symbol.hasInstance]: () => @E })',
    'new Proxy({}, { get: () => @E }).x',
    'new Proxy(f1, { apply: (f, self, xs) => f(...xs, @E) })(@E, 1)',
    'Object.defineProperty({}, "x", { get: () => @E }).x',
    'Object.defineProperty({}, "f", { value: (x) => w(x) + @E }).f(@E)',
    '(Object.defineProperty(globalThis, "gg", { get: () => @E, configurable: true }), globalThis.gg)',
    '[].map.bind([1, 2])((x) => @E).join()',
    '((each) => each.call([1, 2], (x) => @E))([].forEach)',
    'String.raw`x${@E}y${@E}`',
    '[{ x: 2 }, { x: 1 }].sort((x, y) => @E - y.x).length',
    'new Uint8Array([1, 2]).forEach((x) => { @S })',
    '[1, 2].findLastIndex((x) => w(x) < @E)',
    '("x" in new Proxy({}, { has: () => @E }))',
    'Object.assign({}, { get x() { return @E; } }).x',
    '({ ...{ get x() { return @E; } } }).x',
  ],
  // Iterators and generators.
  ...[
    '[...gen(@E)].join()',
    '[...(function* () { const r = yield @E; yield* [@E]; return r; })()].join()',
    '(([x, y]) => x)(gen(@E))',
    'gen(@E).next().value',
    '[...(function* () { w(yield @E); t(o.m(yield 1, @E)); })()].join()',
    '(({ *[Symbol.iterator]() { yield @E; } }) && [...{ *[Symbol.iterator]() { yield @E; } }].length)',
    '[...{ [Symbol.iterator]: () => ({ i: 0, next() { return { done: this.i++ > 1, value: @E }; } }) }].join()',
    'Object.fromEntries([["k", @E]]).k',
    'Math.max(@E, @E)',
    'String(@E)',
    'Number(@E)',
    '[@E].concat([@E]).join()',
    '[@E, 2].includes(@E)',
    '"abc".at(@E)',
    'o.g',
    'parseInt(@E)',
  ],
  // k6's own.
  ...[
    'group("g", () => @E)',
    'group("g", () => { @S return @E; })',
    'check(@E, { one: (v) => @E, two: @E })',
    '[1, 2].map((x) => group("g" + x, () => @E)).join()',
  ],
  // Async functions that nobody waits for.
  ...[
    '(typeof af(@E))',
    '((async () => { @A })(), 1)',
    '(af(@E).then((v) => t(@E)), 2)',
    '(Promise.resolve(@E).then((v) => @E).catch((e) => t("caught")), 3)',
    '(new Promise((r) => r(@E)).finally(() => t(@E)), 4)',
  ],
] as const;

/** Statements; every loop ends by itself. */
export const STATEMENTS = [
  ...[
    't(@E);',
    '@E;',
    'a = @E;',
    'let x1 = @E; t(x1);',
    'return @E;',
    'throw new Error("x" + @E);',
    '{ @S }',
    '{ @S @S }',
    ';',
  ],
  ...[
    'if (@E) { @S } else { @S }',
    'if (@E) t(@E); else @S',
    'for (let i = 0; i < w(2); i++) { @S fs.push(once(() => i + @E)); }',
    'for (const x of [@E, @E]) { @S }',
    'for (const x of gen(@E)) { @S break; }',
    'for (a of [@E]) @S',
    'for (const [x = @E, y] of [[undefined, @E]]) { t(x); }',
    'for (const k in { x: @E, y: 1 }) { t(k + @E); }',
    '{ let n = 0; while (n++ < w(2)) { @S } }',
    '{ let n = 0; do { @S } while (n++ < w(1)); }',
    'for (var n1 = w(0); n1 < 2; n1 += w(1)) { t(n1); }',
  ],
  ...[
    'switch (@E) { case @E: @S case w(1): @S break; default: t("default"); case @E: @S }',
    '@L: for (const x of [1, 2]) { for (const y of [1, 2]) { if (@E) continue @L; @S if (@E) break @L; t(x * y); } }',
    '@L: { if (@E) break @L; @S }',
    'for (const x of [1, 2]) { try { if (@E) continue; @S } finally { t(@E); } }',
  ],
  ...[
    'try { @S } catch (e) { t(e.message); @S } finally { @S }',
    'try { @S return @E; } finally { t(@E); }',
    'try { throw new Error(String(@E)); } catch ({ message = @E }) { t(message); }',
    'try { return @E; } finally { return @E; }',
    'for (const x of [1]) { try { return @E; } finally { break; } }',
    'try { boom(@E); } catch { @S }',
    'try { try { @S throw new Error("in"); } finally { @S } } catch (e) { t("out " + e.message); }',
  ],
  ...[
    'const { x = @E, y: [z = @E] = [@E], ...rest } = { q: @E }; t(x + z);',
    'const [x, , y = @E] = [@E, 2]; t(x + y);',
    'var v = @E, { k } = { k: @E }; t(v + k);',
    'function inner(x) { @S return @E; } t(inner(@E));',
    'class L { m() { return @E; } } t(new L().m());',
    'fs.push(once(() => @E)); t(fs.map((f) => f()).length);',
    'const it = gen(@E); t(it.next(@E).value); it.return(@E);',
    'group("s", () => { @S });',
  ],
] as const;

/** Expressions of async functions. */
export const AWAITING = [
  ...[
    '(await @E)',
    '(await af(@E))',
    '(await Promise.all([af(@E), af(@E)])).join()',
    '(await (async (x) => { @A return @E; })(@E))',
    '(await Promise.resolve(@E).then((v) => @E))',
    '(@X + @X)',
    'w(@X)',
    'o.m(@X)',
    '[@X, @X].join()',
    'f1(@X, @E)',
    '(@X ? @X : @E)',
    '(await { then: (r) => r(@E) })',
    '(await Promise.allSettled([af(@E), Promise.reject(1)])).length',
  ],
  ...[
    '(await Promise.race([af(@E), af(@E)]))',
    '(await new Promise((r) => { r(@E); }))',
    '(await o.am(@E))',
    '@E',
    '[1, 2].map((x) => @E).concat(@X).join()',
    '`${@X}${@E}`',
    '(await (await (async () => af)())(@E))',
    '(await Promise.any([Promise.reject(@E), af(@E)]))',
    'o?.m(@X)',
    'o.chain?.(@X)?.v',
    'new B(@X).m(@X)',
    '(await (async ({ q = w(@E) }) => q)({}))',
    '(await new (class { async m() { @A return @E; } })().m())',
    '(await (async () => { try { return @X; } finally { @A } })())',
    'tag`x${@X}y${@E}`',
  ],
] as const;

/** Statements of async functions. */
export const AWAITING_STATEMENTS = [
  ...[
    't(@X);',
    'a = @X;',
    '@S',
    '{ @A @A }',
    'if (@X) { @A } else { @A }',
    'for (const x of [@X, @X]) { @A }',
    'for await (const x of [af(@E), @E]) { @A }',
    'for await (const x of ag(@E)) { t(x); @A }',
    'try { @A throw new Error("x" + @X); } catch (e) { t(e.message); @A } finally { @A }',
    'try { await Promise.reject(new Error(String(@E))); } catch (e) { t(e.message); @S }',
  ],
  ...[
    'const [p1, p2] = [af(@E), af(@E)]; t(@E); t(await p2); t(await p1);',
    'af(@E).then((v) => { @S }); t(@E);',
    'await Promise.all([1, 2].map(async (x) => { @A }));',
    'return @X;',
    'await null; @A',
    '{ let n = 0; while (n++ < @X % 3) { @A } }',
    'switch (@X) { case @X: @A default: @A }',
    'const { q = @X, ...more } = { z: @X }; t(q);',
    '@L: for (const x of [1, 2]) { for (const y of [@X]) { if (@X) continue @L; @A if (@E) break @L; } }',
    'for (const x of [1]) { try { return @X; } finally { @A break; } }',
  ],
] as const;

/** What every program begins with. `sleep`, `group` and `check` are k6's, or stubs that do not wait. */
export const PRELUDE = `
const log = [];
const short = (x) => x instanceof Promise ? 'promise' : typeof x === 'string' ? x.slice(0, 30) : typeof x === 'object' || typeof x === 'function' ? typeof x : String(x);
const t = (x) => { log.push(short(x)); return x; };
const w = (x) => { sleep(1); log.push('w ' + short(x)); return x; };
let a = 1, b = 2, rest, fs = [];
let nest = 0; const once = (f) => () => { if (nest > 9) return 0; nest++; try { return f(); } finally { nest--; } };
const o = { p: 3, v: 4, inner: { m(x) { return w(x); } }, m(x, y = 1) { t('m'); return w(x) + this.p + y; }, n: (x) => w(x), chain(x) { t('chain'); w(x); return this; }, get g() { return w(5); }, set s(v) { this.p = w(v); }, plain(x) { return x; }, every(f) { return f(1) + 'own'; }, async am(x) { return w(x); } };
function f1(x, y) { t('f1'); return w(x) + y; }
const f2 = (...xs) => xs.map((x) => w(x)).length;
function plain(x) { return x; }
class B { #q = 1; constructor(x) { this.x = w(x); } m(x) { return w(x) + this.#q; } get g() { return w(this.x); } static s(x) { return w(x); } #r(x) { return w(x); } static own(c) { return c?.#r ? (x) => ({ x: c?.#r(x) }) : null; } r(x) { return this.#r(x); } *[Symbol.iterator]() { yield this.x; yield w(2); } }
class C extends B { field = w(7); m(x) { const up = () => super.m(x); return up() + 1; } static s(x) { return super.s(x) + 1; } toString() { return 'C' + w(this.x); } }
function F(x) { this.v = w(x); this.made = new.target === F; }
function* gen(x) { try { const r = yield w(x); t(r); yield* [w(1), 2]; } finally { t('end ' + w(0)); } }
const tag = (s, ...v) => s.join('') + v.map((x) => (typeof x === 'function' ? x() : x)).join();
async function af(x) { t('af'); const r = w(x); await null; t('mid'); return w(r); }
async function* ag(x) { yield w(x); await null; yield w(2); }
const boom = (x) => { w(x); throw new Error('boom ' + short(x)); };
`;
