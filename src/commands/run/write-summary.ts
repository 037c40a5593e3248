import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Engine, LoadedScript, LogEntry } from '../../engine/engine.ts';
import type { Host } from '../../host.ts';

/** How the summary is wanted. */
export interface SummarySettings {
  mode: 'compact' | 'full' | 'disabled';
  /** File of `--summary-export`. */
  exportTo: string | undefined;
  timeoutMs: number;
}

export interface SummaryParts {
  engine: Engine;
  script: Pick<LoadedScript, 'functions' | 'notFunctions'>;
  /** What handleSummary gets. */
  data: unknown;
  /** Content of `--summary-export`. */
  exported: () => string;
  /** Text for standard output where the script writes none; null: none is wanted. */
  text: (() => string) | null;
  settings: SummarySettings;
  log: (entry: LogEntry) => void;
}

type Written = { path: string; content: string | Uint8Array };

/** Writes what handleSummary returns, each key to its place; without it (or when it throws) the text summary. */
export async function writeSummary(host: Host, parts: SummaryParts): Promise<void> {
  const { exported, text, settings, log } = parts;
  if (settings.mode === 'disabled') return;
  const told = (message: string, fields: Readonly<Record<string, string>>): void =>
    log({ level: 'error', message, fields, timeMs: host.now() });
  const files = (await ownFiles(parts, told)) ?? (text === null ? [] : [{ path: 'stdout', content: text() }]);
  if (settings.exportTo !== undefined) files.push({ path: settings.exportTo, content: exported() });
  const problems = files.flatMap((file) => writeOne(host, file) ?? []);
  if (problems.length === 0) return;
  const list = problems.map((problem) => `\n\t- ${problem}`).join('');
  told(FAILED, { error: `Could not save some summary information:${list}` });
}

const FAILED = 'failed to handle the end-of-test summary';

// Null: the script has no summary of its own, or it threw.
async function ownFiles(
  { engine, script, data, settings }: SummaryParts,
  told: (message: string, fields: Readonly<Record<string, string>>) => void,
): Promise<Written[] | null> {
  if (script.notFunctions.includes('handleSummary')) {
    told(FAILED, { error: 'exported identifier handleSummary must be a function' });
    return [];
  }
  if (!script.functions.includes('handleSummary')) return null;
  const result = await engine.phase('summary', JSON.stringify(data), settings.timeoutMs);
  if (result.kind === 'done') {
    if (result.value.kind === 'files') return [...result.value.files];
    if (result.value.kind !== 'problem') return null;
    told(FAILED, { error: result.value.message });
    return [];
  }
  if (result.kind === 'threw') told(result.text, { hint: 'script exception', source: 'stacktrace' });
  else if (result.kind === 'timeout') {
    told(`handleSummary() took longer than ${settings.timeoutMs / 1000} s`, {});
    return [];
  } else told(`handleSummary() was ${result.kind}`, {});
  return null;
}

// What went wrong, in Go's words; one place that fails does not keep the others from being written.
function writeOne(host: Host, file: Written): string | null {
  if (file.path === 'stdout') host.out.write(Buffer.from(file.content).toString());
  else if (file.path === 'stderr') host.err.write(Buffer.from(file.content).toString());
  else {
    try {
      writeFileSync(resolve(host.cwd, file.path), file.content);
    } catch (cause) {
      return `could not open '${file.path}': open ${file.path}: ${reasonOf(cause)}`;
    }
  }
  return null;
}

function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'no such file or directory',
    EACCES: 'permission denied',
    EISDIR: 'is a directory',
    ENOTDIR: 'not a directory',
  };
  return known[code ?? ''] ?? message;
}
