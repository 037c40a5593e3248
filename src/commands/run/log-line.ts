import type { LogEntry } from '../../engine/engine.ts';
import { redactText } from '../../redact.ts';

/** A line of the log in logfmt, as k6 writes it without a terminal; secrets are masked. */
export function logLine({ level, message, fields, timeMs }: LogEntry): string {
  const all = { time: new Date(timeMs).toISOString(), level, msg: redactText(message), ...fields };
  const quote = (value: string): string => (/^[\w./:+-]+$/.test(value) ? value : JSON.stringify(value));
  return `${Object.entries(all)
    .map(([name, value]) => `${name}=${quote(redactText(value))}`)
    .join(' ')}\n`;
}
