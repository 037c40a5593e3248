import { expect, test } from 'vitest';
import { OBS, observe } from './observe.ts';

test('`for await` and async generators run, with one warning that names the place', async () => {
  const { values, err, code } = await observe({
    'a.js': `import { sleep } from 'k6';
${OBS}
async function* pages(n) { try { for (let p = 1; p <= n; p++) { sleep(0.001); yield p; } } finally { sleep(0.001); obs('closed'); } }
export default async function () {
  const seen = [];
  for await (const page of pages(3)) { sleep(0.001); seen.push(page); }
  out: for await (const page of pages(9)) for (const x of [1, 2]) { if (page === 2) break out; seen.push(page * 10 + x); }
  const it = pages(2);
  it.next().then(({ value }) => { sleep(0.001); seen.push('then ' + value); });
  try { for await (const x of [Promise.resolve(5), Promise.reject(new Error('no'))]) seen.push(x); } catch (e) { sleep(0.001); seen.push(e.message); }
  await it.return();
  obs(seen.map(String).sort());
}`,
  });
  expect(code).toBe(0);
  expect(values).toEqual(['closed', 'closed', 'closed', ['1', '11', '12', '2', '3', '5', 'no', 'then 1']]);
  expect(err.match(/k6 refuses the script for it/g)).toHaveLength(1);
  expect(err).toMatch(/an async generator at file:\S+a\.js:4:1 works here/);
});

test('while one job of a VU is suspended no other runs', async () => {
  const { values } = await observe({
    'a.js': `import { sleep } from 'k6';
${OBS}
const log = [];
const job = (name) => { log.push(name + ' in'); sleep(0.005); log.push(name + ' out'); };
export default async function () {
  setTimeout(() => job('timer'), 1);
  Promise.resolve().then(() => job('then')).finally(() => job('finally'));
  await Promise.all([1, 2].map(async (i) => { await null; job('async ' + i); await null; job('again ' + i); }));
  try { await Promise.reject(new Error('x')); } catch { job('catch'); }
  setTimeout(() => obs(log), 1);
}`,
  });
  const [log] = values as [string[]];
  const order = ['then', 'async 1', 'async 2', 'finally', 'again 1', 'again 2', 'catch', 'timer'];
  expect(log).toEqual(order.flatMap((name) => [`${name} in`, `${name} out`]));
});

test('a rejected promise that is handled after a wait is no failure', async () => {
  const { values, err } = await observe({
    'a.js': `#!/usr/bin/env k6
import { sleep } from 'k6';
${OBS}
export default async function () {
  const late = (async () => { throw new Error('handled'); })();
  sleep(0.02);
  try { await late; } catch (e) { obs(e.message); }
  obs(await Promise.any([Promise.reject(1), (async () => { sleep(0.01); return 2; })()]));
  Promise.reject(new Error('left alone'));
}`,
  });
  expect(values).toEqual(['handled', 2]);
  expect(err.match(/Uncaught \(in promise\)[^"]*/g)).toEqual(['Uncaught (in promise) Error: left alone']);
});
