import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { IntervalRecord, RunRecord } from '../../src/store/record/v1.ts';

const CLI = resolve('build/out/cli.js');

/** What came of a `harness` process. */
export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the built command line in `cwd`; `env` is added to this process's. */
export async function harness(
  args: readonly string[],
  { cwd, env = {} }: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [CLI, ...args], { cwd, env: { ...process.env, ...env } });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  const code = await new Promise<number | null>((ended) => child.on('close', ended));
  return { code, out, err };
}

/** A new empty folder. */
export const folder = (): string => mkdtempSync(join(tmpdir(), 'harness-test-'));

/** The newest run of a folder that `harness` was run in. */
export function lastRun(cwd: string): { record: RunRecord; intervals: IntervalRecord[]; html: string } {
  const read = (file: string) => readFileSync(join(cwd, 'runs/last', file), 'utf8');
  const intervals = read('intervals.ndjson').trim().split('\n');
  return {
    record: JSON.parse(read('record.json')) as RunRecord,
    intervals: intervals.map((line) => JSON.parse(line) as IntervalRecord),
    html: read('report.html'),
  };
}

/** Level and value of a line of the verdict. */
export function lineOf({ verdict }: RunRecord, id: string): { level: string; value: number | null } {
  const line = verdict?.lines.find((each) => each.id === id);
  if (line === undefined) throw new Error(`the verdict has no line ${id}`);
  return { level: line.level, value: line.value };
}

/** Lines that a busy machine may spoil; all others follow from counts. */
export const MACHINE: readonly string[] = [
  'api_latency_p95',
  'loop_canary_p95',
  'delivered_rate',
  'chain_latency: p(95)<500',
  'page_latency: p(95)<500',
  'ws_ping_lateness: p(95)<2000',
  'polls_skipped: rate<0.01',
  'dropped_iterations: count==0',
  'generator_loop',
  'generator_start_lag',
  'generator_gc',
  'gate_delivered',
  'generator_read_lag',
  'generator_plan',
  'generator_margin',
];

/** Ids of the gating lines that do not hold. */
export function linesNotOk({ verdict }: RunRecord): string[] {
  return (verdict?.lines ?? []).flatMap(({ id, gates, level }) => (gates && level !== 'OK' ? [id] : []));
}

/** Exit codes of a run that nothing but a busy machine can spoil. */
export const PASSING: readonly (number | null)[] = [0, 120];

/** 99, or 120 where the record itself says that this machine was too busy to measure. */
export const failingCode = ({ verdict }: RunRecord): number =>
  verdict?.lines.some(({ kind, level }) => kind === 'generator' && level === 'CRIT') ? 120 : 99;
