import type { LogLevel } from '../embedded/realm/contract.ts';
import type { LogEntry } from '../engine.ts';

const LEVELS: Readonly<Record<string, LogLevel>> = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  warning: 'warning',
  warn: 'warning',
  error: 'error',
  fatal: 'error',
  panic: 'error',
};

/** A line of k6's log in its JSON format (k6-behaviour 8.4); another line is a message of its own. */
export function readK6Log(text: string, nowMs: number): LogEntry {
  try {
    const line = JSON.parse(text) as Record<string, unknown>;
    const { level, msg, time, ...others } = line;
    if (typeof msg === 'string') {
      const timeMs = typeof time === 'string' ? Date.parse(time) : Number.NaN;
      return {
        level: LEVELS[String(level)] ?? 'info',
        message: msg,
        fields: Object.fromEntries(Object.entries(others).map(([name, value]) => [name, textOf(value)])),
        timeMs: Number.isNaN(timeMs) ? nowMs : timeMs,
      };
    }
  } catch {} // a panic of Go, or a wrapper's own words
  return { level: 'warning', message: text, fields: { source: 'k6' }, timeMs: nowMs };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
