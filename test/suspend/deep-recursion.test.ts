import { expect, test } from 'vitest';
import { OBS, observe } from './observe.ts';

const SCRIPT = `import { sleep, group, check } from 'k6';
${OBS}
const w = (x) => { sleep(0); return x; };
const kinds = {
  plain: (n) => { w(n); return kinds.plain(n + 1) + 1; },
  map: (n) => [n].map((x) => kinds.map(w(x) + 1))[0] + 1,
  getter: (n) => ({ get g() { return kinds.getter(w(n) + 1); } }).g + 1,
  text: (n) => \`\${{ toString() { return kinds.text(w(n) + 1); } }}\`,
  json: (n) => JSON.stringify({ toJSON() { return kinds.json(w(n) + 1); } }),
  ctor: (n) => new (class { constructor() { this.x = kinds.ctor(w(n) + 1); } })(),
  group: (n) => group('g', () => kinds.group(w(n) + 1)) + 1,
  check: (n) => check(1, { a: () => kinds.check(w(n) + 1) }),
  gen: (n) => [...(function* () { yield kinds.gen(w(n) + 1); })()],
  sort: (n) => [2, 1].sort(() => kinds.sort(w(n) + 1)),
  proxy: (n) => new Proxy({}, { get: () => kinds.proxy(w(n) + 1) }).x,
  async: async (n) => { w(n); return kinds.async(n + 1); },
  asyncAwait: async (n) => { w(n); return await kinds.asyncAwait(n + 1); },
  finallys: (n) => { try { w(n); return kinds.finallys(n + 1); } finally { w(1); } },
  catches: (n) => { try { w(n); return kinds.catches(n + 1); } catch (e) { w(1); throw e; } },
};
export default async function () {
  for (const [name, f] of Object.entries(kinds)) {
    try { const r = f(0); if (r instanceof Promise) await r; obs([name, 'no error']); } catch (e) { obs([name, e instanceof RangeError, String(e).slice(0, 60)]); }
    sleep(0.001);
    obs([name, 'after', [1, 2].map((x) => w(x))]);
  }
}
`;

test('recursion without end throws a RangeError wherever it happens, and the script goes on', async () => {
  const { values, err, code } = await observe({ 'a.js': SCRIPT });
  const names = [...SCRIPT.matchAll(/^ {2}(\w+): (?:async )?\(n\) =>/gm)].map((match) => match[1]);
  expect(names).toHaveLength(15);
  const overflow = 'RangeError: Maximum call stack size exceeded';
  expect(values).toEqual(
    names.flatMap((name) => [
      [name, true, overflow],
      [name, 'after', [1, 2]],
    ]),
  );
  expect(err).not.toContain('PromiseRejectCallback');
  expect(code).toBe(0);
});
