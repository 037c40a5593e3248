import type { LogLevel, VuContext } from '../contract.ts';

/** `console` as k6 has it: five methods, one log line a call. */
export function createConsole({ bridge }: VuContext): Record<string, (...args: unknown[]) => void> {
  const writer =
    (level: LogLevel) =>
    (...args: unknown[]): void =>
      bridge.log(level, args.map((arg) => (typeof arg === 'string' ? arg : formatValue(arg))).join(' '), {
        source: 'console',
      });
  return {
    log: writer('info'),
    info: writer('info'),
    debug: writer('debug'),
    warn: writer('warning'),
    error: writer('error'),
  };
}

/** A value on one line, k6's way: `{ a: 1, b: [ "x" ] }`. */
export function formatValue(value: unknown, seen: readonly object[] = []): string {
  if (typeof value === 'string') return seen.length === 0 ? value : JSON.stringify(value);
  if (typeof value === 'function') return '[object Function]';
  if (typeof value === 'number') return String(value);
  if (value === undefined) return seen.length === 0 ? 'undefined' : 'null';
  if (typeof value !== 'object' || value === null) return String(value);
  if (seen.includes(value)) return '[Circular]';
  const inner = [...seen, value];
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Date)
    return `"${Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()}"`;
  if (value instanceof ArrayBuffer) return formatBuffer(value);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return formatList(
      `${value.constructor.name}(${(value as Uint8Array).length}) `,
      [...(value as Uint8Array)].map(String),
    );
  }
  if (Array.isArray(value))
    return formatList(
      '',
      Array.from(value, (element) => formatValue(element, inner)),
    );
  const fields = Object.keys(value).map(
    (key) => `${key}: ${formatValue((value as Record<string, unknown>)[key], inner)}`,
  );
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

const formatList = (prefix: string, items: string[]): string =>
  items.length === 0 ? `${prefix}[]` : `${prefix}[ ${items.join(', ')} ]`;

function formatBuffer(buffer: ArrayBuffer): string {
  const bytes = [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return `ArrayBuffer { [Uint8Contents]: <${bytes}>, byteLength: ${buffer.byteLength} }`;
}
