/** The JSON text of a script's value, or what cannot be said in JSON. */
export type GoJson = { ok: true; json: string | undefined } | { ok: false; problem: string };

class Unserialisable extends Error {}

/**
 * A value (setup data, options) as k6 passes it on: Go's JSON rules and not JSON.stringify's. `undefined` becomes null, functions,
 * NaN and cycles fail, dates are RFC 3339 in local time, byte arrays base64, maps pairs, keys sorted.
 */
export function goJson(value: unknown): GoJson {
  if (value === undefined) return { ok: true, json: undefined };
  try {
    return { ok: true, json: JSON.stringify(plain(value, [])) };
  } catch (error) {
    if (error instanceof Unserialisable) return { ok: false, problem: error.message };
    throw error;
  }
}

function plain(value: unknown, above: readonly unknown[]): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Unserialisable(`json: unsupported value: ${goNumber(value)}`);
    return value;
  }
  if (typeof value === 'function')
    throw new Unserialisable('json: unsupported type: func(sobek.FunctionCall) sobek.Value');
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'symbol') return String(value);
  if (typeof value !== 'object') return value;
  if (above.includes(value)) throw new Unserialisable('json: unsupported value: encountered a cycle');
  const inner = [...above, value];
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (kind === 'Date') return localRfc3339(new Date(Number(value)));
  if (kind === 'Uint8Array') return Buffer.from(value as Uint8Array).toString('base64');
  if (kind === 'ArrayBuffer') return {};
  if (kind === 'Number' || kind === 'String' || kind === 'Boolean') return (value as object).valueOf();
  if (kind === 'Map') return [...(value as Map<unknown, unknown>)].map((pair) => plain(pair, inner));
  if (kind === 'Set' || kind.endsWith('Array'))
    return [...(value as Iterable<unknown>)].map((v) => plain(v, inner));
  const entries = Object.keys(value).sort();
  return Object.fromEntries(
    entries.map((key) => [key, plain((value as Record<string, unknown>)[key], inner)]),
  );
}

const goNumber = (value: number): string => (Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf');

function localRfc3339(date: Date): string {
  const offset = -date.getTimezoneOffset();
  const two = (n: number): string => String(Math.abs(n)).padStart(2, '0');
  const local = new Date(date.getTime() + offset * 60_000).toISOString().replace(/\.?0*Z$/, '');
  const zone =
    offset === 0 ? 'Z' : `${offset < 0 ? '-' : '+'}${two(Math.trunc(offset / 60))}:${two(offset % 60)}`;
  return `${local}${zone}`;
}
