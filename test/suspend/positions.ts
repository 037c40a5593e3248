// biome-ignore-all lint/suspicious/noTemplateCurlyInString: program text.

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
