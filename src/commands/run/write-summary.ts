import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { EmbeddedEngine } from '../../engine/embedded/embedded-engine.ts';
import type { PhaseResult } from '../../engine/embedded/worker/messages.ts';
import type { LogEntry } from '../../engine/engine.ts';
import type { Host } from '../../host.ts';
import type { MetricTotals } from '../../metrics/metric-totals.ts';
import type { SinkView } from '../../metrics/sink-view.ts';
import { summaryText } from './summary-text.ts';

const TIMEOUT_MS = 120_000;
const STATISTICS = [
  'count',
  'rate',
  'value',
  'passes',
  'fails',
  'avg',
  'min',
  'med',
  'max',
  'p(90)',
  'p(95)',
];

/** What a summary is made of, and where its troubles are told. */
export interface SummaryParts {
  engine: EmbeddedEngine;
  functions: readonly string[];
  totals: MetricTotals;
  log: (entry: LogEntry) => void;
  /** Whether the text summary is wanted where the script writes none. */
  text: boolean;
}

/** Writes what handleSummary returns, each key to its place; without it (or when it fails) the text summary. */
export async function writeSummary(
  host: Host,
  { engine, functions, totals, log, text }: SummaryParts,
): Promise<void> {
  const error = (message: string): void => log({ level: 'error', message, fields: {}, timeMs: host.now() });
  if (functions.includes('handleSummary')) {
    const metrics = Object.fromEntries(
      totals.metrics().map(([name, sink]) => [name, { type: sink.kind, values: valuesOf(sink) }]),
    );
    const result = await engine.phase('summary', JSON.stringify({ metrics }), TIMEOUT_MS);
    if (result.kind === 'done' && result.value.kind === 'files') {
      for (const problem of result.value.problems) error(problem);
      for (const file of result.value.files) writeOne(host, file, error);
      return;
    }
    const trouble = troubleOf(result);
    if (trouble !== null) error(trouble);
  }
  if (text) host.out.write(summaryText(totals));
}

// One destination that fails does not keep the others from being written, and leaves the exit code alone.
function writeOne(
  host: Host,
  file: { path: string; content: string | Uint8Array },
  error: (text: string) => void,
) {
  if (file.path === 'stdout') host.out.write(Buffer.from(file.content).toString());
  else if (file.path === 'stderr') host.err.write(Buffer.from(file.content).toString());
  else {
    try {
      writeFileSync(resolve(host.cwd, file.path), file.content);
    } catch (cause) {
      error(
        `could not write the summary to "${file.path}": ${cause instanceof Error ? cause.message : String(cause)}`,
      );
    }
  }
}

function troubleOf(result: PhaseResult): string | null {
  if (result.kind === 'timeout') return `handleSummary() took longer than ${TIMEOUT_MS / 1000} s`;
  if (result.kind === 'threw') return result.text;
  if (result.kind === 'done') return result.value.kind === 'problem' ? result.value.message : null;
  return `handleSummary() was ${result.kind}`;
}

const valuesOf = (sink: SinkView): Record<string, number> =>
  Object.fromEntries(
    STATISTICS.flatMap((name) => {
      const value = sink.statistic(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
