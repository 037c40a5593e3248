import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundleScenario } from '../../build/bundle.ts';
import type { PreparedScript } from '../../build/prepared-script.ts';
import { ScriptCache } from '../../build/script-cache.ts';
import { suspendBundle } from '../../build/suspend/suspend-bundle.ts';
import { folder, harness } from '../helpers/harness.ts';

async function script(): Promise<{
  cwd: string;
  entry: string;
  prepared: PreparedScript;
  cache: ScriptCache;
}> {
  const cwd = folder();
  mkdirSync(join(cwd, 'lib'));
  writeFileSync(join(cwd, 'lib/word.ts'), `export const word: string = 'one';`);
  const entry = join(cwd, 'main.ts');
  writeFileSync(
    entry,
    `import { sleep } from 'k6'; import { word } from './lib/word.ts'; export default () => { sleep(0.01); return word; };`,
  );
  const bundle = await bundleScenario(entry, cwd);
  const cache = new ScriptCache(join(cwd, 'cache'), 'this build');
  const prepared = { bundle, suspended: suspendBundle(bundle) };
  cache.put(prepared);
  return { cwd, entry, prepared, cache };
}

test('gives back exactly what was prepared', async () => {
  const { entry, prepared, cache, cwd } = await script();
  expect(prepared.bundle.inputs.toSorted()).toEqual([join(cwd, 'lib/word.ts'), entry]);
  expect(cache.take(entry)).toEqual(prepared);
});

test.each([
  ['an import changed', 'lib/word.ts', `export const word: string = 'two';`],
  ['the entry changed', 'main.ts', 'export default () => {};'],
  ['settings of TypeScript came', 'tsconfig.json', '{}'],
  ['a package came', 'lib/package.json', '{}'],
])('takes nothing once %s', async (_name, file, text) => {
  const { cwd, entry, cache } = await script();
  writeFileSync(join(cwd, file), text);
  expect(cache.take(entry)).toBeNull();
});

test('takes nothing that another build made, nor what is damaged, nor anything without a build', async () => {
  const { cwd, entry, cache } = await script();
  expect(new ScriptCache(join(cwd, 'cache'), 'another build').take(entry)).toBeNull();
  expect(new ScriptCache(join(cwd, 'cache'), '').take(entry)).toBeNull();
  const [file = ''] = readdirSync(join(cwd, 'cache'));
  const path = join(cwd, 'cache', file);
  expect(statSync(path).mode & 0o77).toBe(0);
  writeFileSync(path, readFileSync(path).subarray(0, 100));
  expect(cache.take(entry)).toBeNull();
});

test('a run leaves what the next one takes, and goes on where there is no room for it', async () => {
  const { cwd, entry } = await script();
  const run = (cache: string) =>
    harness(['run', entry, '-i', '1', '--no-gate', '-q'], { cwd, env: { XDG_CACHE_HOME: cache } });
  const home = join(cwd, 'home');
  expect((await run(home)).code).toBe(0);
  const scripts = join(home, 'r3mes-harness/scripts');
  const [file = ''] = readdirSync(scripts);
  const before = statSync(join(scripts, file)).mtimeMs;
  expect((await run(home)).code).toBe(0);
  expect(statSync(join(scripts, file)).mtimeMs).toBe(before);
  writeFileSync(join(cwd, 'taken'), '');
  chmodSync(join(cwd, 'taken'), 0o400);
  expect((await run(join(cwd, 'taken'))).code).toBe(0);
});
