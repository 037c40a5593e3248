import { resolve } from 'node:path';
import type { LogEntry } from '../../engine/engine.ts';
import { HarnessError } from '../../errors.ts';
import type { Host } from '../../host.ts';
import { redactText, redactValue } from '../../redact.ts';
import { GrowingFile } from '../../store/growing-file.ts';
import { logLine } from './log-line.ts';

/** Where log lines go, and how they look. */
export interface LogSettings {
  output: string | undefined;
  format: string | undefined;
  verbose: boolean;
  /** Values that no line may show. */
  secrets: readonly string[];
  /** File of the script's own console lines (option consoleOutput). */
  consoleFile: string | undefined;
}

/** Opens the log; throws HarnessError (usage) for a place or format that is not there. */
export function openLog(host: Host, settings: LogSettings): (entry: LogEntry) => void {
  const format = formatOf(settings.format);
  const place = placeOf(host, settings.output ?? 'stderr');
  const { consoleFile } = settings;
  const ofConsole = consoleFile === undefined ? null : fileOf(host, consoleFile, 'a+');
  return (given) => {
    const entry = counted(given);
    if (entry.level === 'debug' && !settings.verbose) return;
    const text = settings.secrets.reduce(
      (masked, secret) => masked.replaceAll(secret, '***SECRET_REDACTED***'),
      format(entry),
    );
    if (entry.fields['source'] === 'console') (ofConsole ?? place)(text);
    else place(text);
  };
}

function counted(entry: LogEntry): LogEntry {
  const { repeated, message } = entry;
  return repeated === undefined ? entry : { ...entry, message: `${repeated} more like this: ${message}` };
}

function formatOf(name: string | undefined): (entry: LogEntry) => string {
  if (name === undefined || name === 'text' || name === '') return logLine;
  if (name === 'raw') return ({ message }) => `${redactText(message)}\n`;
  if (name === 'json') return jsonLine;
  throw new HarnessError(`no log format "${name}"`, {
    code: 'ERR_LOG_FORMAT',
    exit: 'usage',
    hint: 'Formats: text, json, raw.',
  });
}

function jsonLine({ level, message, fields, timeMs }: LogEntry): string {
  const line = { ...fields, level, msg: message, time: new Date(timeMs).toISOString() };
  return `${JSON.stringify(redactValue(line))}\n`;
}

function placeOf(host: Host, output: string): (text: string) => void {
  if (output === 'stderr') return (text) => host.err.write(text);
  if (output === 'stdout') return (text) => host.out.write(text);
  if (output === 'none') return () => {};
  const [, file] = /^file=([^,]+)/.exec(output) ?? [];
  if (file !== undefined) return fileOf(host, file, 'w');
  throw new HarnessError(`no log output "${output}"`, {
    code: 'ERR_LOG_OUTPUT',
    exit: 'usage',
    hint: 'Outputs: stderr, stdout, none, file=PATH.',
  });
}

// A log that its disk refuses has nowhere else to tell it.
function fileOf(host: Host, file: string, flags: 'a+' | 'w'): (text: string) => void {
  const path = resolve(host.cwd, file);
  try {
    const opened = new GrowingFile(path, flags, (message) => host.err.write(`${message}\n`));
    return (text) => opened.append(text);
  } catch (cause) {
    throw new HarnessError(`the log file ${path} cannot be written`, {
      code: 'ERR_LOG_OUTPUT',
      exit: 'usage',
      hint: 'Give a path in a folder that exists and is writable.',
      cause,
    });
  }
}
