import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs a whole script through the built CLI; gives what it handed to `out`, in order. */
export async function runOutputs(script: string, env: Record<string, string> = {}): Promise<unknown[]> {
  const dir = mkdtempSync(join(tmpdir(), 'harness-html-'));
  const file = join(dir, 'script.js');
  writeFileSync(file, `${HEAD}\n${script}`);
  const pairs = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const child = spawn(process.execPath, ['build/out/cli.js', 'run', file, '--no-gate', ...pairs]);
  let err = '';
  child.stderr.on('data', (chunk) => (err += chunk));
  child.stdout.resume();
  await new Promise((resolve) => child.on('close', resolve));
  rmSync(dir, { recursive: true });
  const texts = [...err.matchAll(/msg="((?:[^"\\]|\\.)*)"/g)].map((m) => JSON.parse(`"${m[1]}"`) as string);
  const outputs = texts.filter((text) => text.startsWith('OUT ')).map((text) => JSON.parse(text.slice(4)));
  if (outputs.length === 0) throw new Error(`the script told nothing:\n${err}`);
  return outputs;
}

/** The same for the body of a default function that has the page as `doc`. */
export const pageOutputs = (page: string, body: string): Promise<unknown[]> =>
  runOutputs(`export default function () { const doc = parseHTML(${JSON.stringify(page)});\n${body}\n}`);

const HEAD = `
import { parseHTML } from 'k6/html';
import http from 'k6/http';
const out = (value) => console.log('OUT ' + JSON.stringify(value === undefined ? null : value));
const refusal = (fn) => { try { fn(); return 'none'; } catch (error) { return error.name + ': ' + error.message; } };`;
