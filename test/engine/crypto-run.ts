import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs a script's default function once through the built CLI; gives what it handed to `out`, in order. */
export async function outputsOf(body: string, env: Record<string, string> = {}): Promise<unknown[]> {
  const dir = mkdtempSync(join(tmpdir(), 'harness-crypto-'));
  const file = join(dir, 'script.js');
  writeFileSync(file, `${HEAD}\nexport default async function () {\n${body}\n}`);
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

const HEAD = `
import encoding, { b64encode, b64decode } from 'k6/encoding';
import k6crypto from 'k6/crypto';
const out = (value) => console.log('OUT ' + JSON.stringify(value === undefined ? null : value));
const hex = (bytes) => k6crypto.hexEncode(new Uint8Array(bytes));
const unhex = (text) => new Uint8Array((text.match(/../g) || []).map((pair) => parseInt(pair, 16)));
const madeInInit = crypto.subtle.importKey('raw', new Uint8Array(16), 'AES-CBC', true, ['encrypt']);
const utf8 = (text) => new TextEncoder().encode(text);
const refusal = async (fn) => {
  try { await fn(); return 'none'; }
  catch (error) { return error.name === undefined ? String(error) : error.name + ': ' + error.message; }
};`;
