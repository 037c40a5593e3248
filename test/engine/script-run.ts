import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A sample as `--out json` writes it. */
export interface WrittenSample {
  metric: string;
  value: number;
  tags: Record<string, string>;
}

/** What a run of the built CLI left behind. */
export interface ScriptRun {
  exitCode: number | null;
  /** What the script handed to `out`, in order. */
  outputs: unknown[];
  /** Log lines: `level: message`, with ` error=...` where the line has one; the script's own outputs left out. */
  logs: string[];
  samples: WrittenSample[];
  stderr: string;
}

/** How to run it. */
export interface RunSettings {
  env?: Record<string, string>;
  /** Further arguments of `run`. */
  args?: readonly string[];
  /** Of the process. */
  processEnv?: Record<string, string>;
  /** Written beside the script. */
  files?: Record<string, string>;
}

/** Runs a k6 script through the built CLI as k6 would, without our gate. `out`, `refusal` and `sorted` are there. */
export async function runScript(script: string, settings: RunSettings = {}): Promise<ScriptRun> {
  const dir = mkdtempSync(join(tmpdir(), 'harness-script-'));
  const [file, samplesFile] = [join(dir, 'script.js'), join(dir, 'samples.json')];
  writeFileSync(file, `${script}\n${HEAD}`);
  for (const [name, text] of Object.entries(settings.files ?? {})) writeFileSync(join(dir, name), text);
  const pairs = Object.entries(settings.env ?? {}).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const args = ['run', '--quiet', '--no-gate', '--out', `json=${samplesFile}`, ...pairs];
  const cli = join(process.cwd(), 'build/out/cli.js');
  const child = spawn(process.execPath, [cli, ...args, ...(settings.args ?? []), file], {
    env: { ...process.env, ...settings.processEnv },
    cwd: dir,
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += chunk));
  child.stdout.resume();
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const samples = existsSync(samplesFile) ? samplesOf(readFileSync(samplesFile, 'utf8')) : [];
  rmSync(dir, { recursive: true });
  const lines = [...stderr.matchAll(LINE)].map(lineOf);
  return {
    exitCode,
    samples,
    stderr,
    outputs: lines.filter(isOutput).map(({ message }) => JSON.parse(message.slice(4)) as unknown),
    logs: lines.filter((line) => !isOutput(line)).map(textOf),
  };
}

/** What the default function whose body is given handed to `out`. */
export async function outputsOf(head: string, body: string, settings: RunSettings = {}): Promise<unknown[]> {
  const run = await runScript(`${head}\nexport default async function () {\n${body}\n}`, settings);
  if (run.outputs.length === 0) throw new Error(`the script told nothing:\n${run.stderr}`);
  return run.outputs;
}

// Declared at the end, and hoisted, so that a script's own lines keep their numbers.
const HEAD = `
function out(value) { console.log('OUT ' + JSON.stringify(value === undefined ? 'undefined' : value)); }
function refusal(fn) { try { fn(); return 'none'; } catch (error) { return error.name + ': ' + error.message; } }
function sorted(value) { return Object.fromEntries(Object.entries(value).sort()); }`;

const LINE = /^time=\S+ level=(\w+) msg=("(?:[^"\\]|\\.)*"|\S+)(.*)$/gm;
type Line = { level: string; message: string; rest: string };

const unquoted = (text: string): string => (text.startsWith('"') ? (JSON.parse(text) as string) : text);

const lineOf = ([, level = '', message = '', rest = '']: RegExpMatchArray): Line => ({
  level,
  message: unquoted(message),
  rest,
});

const isOutput = ({ message }: Line): boolean => message.startsWith('OUT ');

function textOf({ level, message, rest }: Line): string {
  const [, error] = / error=("(?:[^"\\]|\\.)*"|\S+)/.exec(rest) ?? [];
  return `${level}: ${message}${error === undefined ? '' : ` error=${unquoted(error)}`}`;
}

type OutLine = { type: string; metric: string; data: { value: number; tags: Record<string, string> } };

function samplesOf(text: string): WrittenSample[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines
    .map((line) => JSON.parse(line) as OutLine)
    .filter(({ type }) => type === 'Point')
    .map(({ metric, data }) => ({ metric, value: data.value, tags: data.tags }));
}
