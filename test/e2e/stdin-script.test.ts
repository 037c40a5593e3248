import { spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { type Ended, folder } from '../helpers/harness.ts';

const SCRIPT = `
import { word } from './lib.js';
const text = open('./data.txt');
export const options = { iterations: 1 };
export default () => console.log(word + ' ' + text);`;

async function piped(cwd: string, args: readonly string[], script = SCRIPT): Promise<Ended> {
  const child = spawn(process.execPath, [resolve('build/out/cli.js'), ...args], { cwd });
  const ended = { code: null, out: '', err: '' } as Ended;
  child.stdout.on('data', (chunk) => (ended.out += chunk));
  child.stderr.on('data', (chunk) => (ended.err += chunk));
  child.stdin.end(script);
  ended.code = await new Promise((close) => child.on('close', close));
  return ended;
}

function withParts(): string {
  const cwd = folder();
  writeFileSync(join(cwd, 'lib.js'), "export const word = 'found';");
  writeFileSync(join(cwd, 'data.txt'), 'both');
  return cwd;
}

test.each([
  [[], true],
  [['--no-gate'], false],
])('run - takes the script from standard input, with its relative paths %j', async (flags, kept) => {
  const cwd = withParts();
  const { code, err } = await piped(cwd, ['run', '-', '-q', ...flags]);
  expect(err).toContain('found both');
  expect([code, readdirSync(cwd)]).toEqual([
    kept ? 121 : 0,
    ['data.txt', 'lib.js', ...(kept ? ['runs'] : [])],
  ]);
});

test('run - leaves a stdin.js of the user alone, and goes away after a mistake too', async () => {
  const cwd = withParts();
  writeFileSync(join(cwd, 'stdin.js'), 'mine');
  const { code, err } = await piped(cwd, ['run', '-', '-q', '--no-gate'], 'export default () => {');
  expect([code, readdirSync(cwd)]).toEqual([107, ['data.txt', 'lib.js', 'stdin.js']]);
  expect(err).toContain('stdin-2.js');
});

test('inspect - prints the plan of a script on standard input', async () => {
  const cwd = withParts();
  const { code, out } = await piped(cwd, ['inspect', '-']);
  expect([code, readdirSync(cwd)]).toEqual([0, ['data.txt', 'lib.js']]);
  expect(out).toContain('stdin');
});

const nowhere = '/proc';
const skipped = existsSync(nowhere) ? '' : ' (skipped: no /proc here)';
test.skipIf(skipped !== '')(`run - says where it cannot write${skipped}`, async () => {
  const { code, err } = await piped(nowhere, ['run', '-', '--no-gate']);
  expect([code, err.split('\n')[0]]).toEqual([255, expect.stringContaining('cannot be put into a file')]);
});
