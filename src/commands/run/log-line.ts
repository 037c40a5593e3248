import type { LogEntry } from '../../engine/engine.ts';
import { redactDsn, redactText } from '../../redact.ts';

/**
 * A line of the log in logfmt, as k6 writes it without a terminal. Secrets are masked; in what the script itself prints,
 * only the user info of URLs: its words are its own.
 */
export function logLine({ level, message, fields, timeMs }: LogEntry): string {
  const own = fields['source'] === 'console';
  const clean = (value: string): string => (own ? redactDsn(value) : redactText(value));
  const all = { time: new Date(timeMs).toISOString(), level, msg: message, ...fields };
  const quote = (value: string): string => (/^[\w./:+-]+$/.test(value) ? value : JSON.stringify(value));
  return `${Object.entries(all)
    .map(([name, value]) => `${name}=${quote(clean(value))}`)
    .join(' ')}\n`;
}
