import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { EmbeddedEngine } from '../../engine/embedded/embedded-engine.ts';
import type { PhaseResult } from '../../engine/embedded/worker/messages.ts';
import type { LogEntry } from '../../engine/engine.ts';
import type { Host } from '../../host.ts';
import type { SummaryData } from './summary-data.ts';
import { summaryExport } from './summary-export.ts';
import { summaryText } from './summary-text.ts';

/** How the summary is wanted. */
export interface SummarySettings {
  mode: 'compact' | 'full' | 'disabled';
  /** File of `--summary-export`. */
  exportTo: string | undefined;
  timeoutMs: number;
  /** Whether the text is wanted where the script writes none. */
  text: boolean;
}

export interface SummaryParts {
  engine: EmbeddedEngine;
  functions: readonly string[];
  data: SummaryData;
  settings: SummarySettings;
  log: (entry: LogEntry) => void;
}

type Written = { path: string; content: string | Uint8Array };

/** Writes what handleSummary returns, each key to its place; without it (or when it fails) the text summary. */
export async function writeSummary(host: Host, parts: SummaryParts): Promise<void> {
  const { data, settings, log } = parts;
  if (settings.mode === 'disabled') return;
  const error = (message: string): void => log({ level: 'error', message, fields: {}, timeMs: host.now() });
  const files = (await ownFiles(parts, error)) ?? (settings.text ? textFile(host, data, settings.mode) : []);
  if (settings.exportTo !== undefined) files.push({ path: settings.exportTo, content: summaryExport(data) });
  for (const file of files) writeOne(host, file, error);
}

function textFile(host: Host, data: SummaryData, mode: 'compact' | 'full'): Written[] {
  const colour = host.out.isTTY && !host.env['NO_COLOR'] && !data.options.noColor;
  return [{ path: 'stdout', content: summaryText(data, { colour, mode }) }];
}

// Null: the script has no summary of its own, or it failed.
async function ownFiles(
  { engine, functions, data, settings }: SummaryParts,
  error: (message: string) => void,
): Promise<Written[] | null> {
  if (!functions.includes('handleSummary')) return null;
  const result = await engine.phase('summary', JSON.stringify(data), settings.timeoutMs);
  if (result.kind === 'done' && result.value.kind === 'files') {
    for (const problem of result.value.problems) error(problem);
    return [...result.value.files];
  }
  const trouble = troubleOf(result, settings.timeoutMs);
  if (trouble !== null) error(trouble);
  return null;
}

// One destination that fails does not keep the others from being written, and leaves the exit code alone.
function writeOne(host: Host, file: Written, error: (text: string) => void) {
  if (file.path === 'stdout') host.out.write(Buffer.from(file.content).toString());
  else if (file.path === 'stderr') host.err.write(Buffer.from(file.content).toString());
  else {
    try {
      writeFileSync(resolve(host.cwd, file.path), file.content);
    } catch (cause) {
      error(`failed to handle the end-of-test summary: could not open '${file.path}': ${messageOf(cause)}`);
    }
  }
}

function troubleOf(result: PhaseResult, timeoutMs: number): string | null {
  if (result.kind === 'timeout') return `handleSummary() took longer than ${timeoutMs / 1000} s`;
  if (result.kind === 'threw') return result.text;
  if (result.kind === 'done') return result.value.kind === 'problem' ? result.value.message : null;
  return `handleSummary() was ${result.kind}`;
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
