import { HarnessError } from '../src/errors.ts';

/** One fault of the stand-in; several may be on at once, one of each name. */
export type Fault =
  | { name: 'latency'; addedMs: number; share: number }
  | { name: 'errors'; share: number }
  | { name: 'slow-query'; sleepMs: number }
  | { name: 'pool' }
  | { name: 'cache-miss' }
  | { name: 'stall' }
  | { name: 'lock-up' }
  | { name: 'limiter-off' }
  | { name: 'edge-limit'; perSecond: number }
  | { name: 'stale-blocks' }
  | { name: 'chain-stuck' }
  | { name: 'chain-down' }
  | { name: 'rpc-errors'; share: number }
  | { name: 'ws-drop'; afterMs: number }
  | { name: 'ws-1006'; afterMs: number }
  | { name: 'lost-messages'; share: number }
  | { name: 'slow-page'; addedMs: number }
  | { name: 'no-asset-cache' };

export type FaultName = Fault['name'];

/** Every fault with its argument and effect: for help texts, hints and docs/standin.md. */
export const FAULTS: Readonly<Record<FaultName, { argument: string | null; effect: string }>> = {
  latency: {
    argument: '300ms or 300ms:10%',
    effect: 'adds latency to every answer, or to that share of them',
  },
  errors: { argument: '3%', effect: 'answers 500 to that share of the requests, evenly spaced' },
  'slow-query': { argument: '500ms', effect: 'makes every query of the API sleep in PostgreSQL' },
  pool: { argument: null, effect: "holds all connections of the API's pool: queries wait" },
  'cache-miss': { argument: null, effect: 'makes the cached routes miss' },
  stall: { argument: null, effect: 'blocks the event loop for one second in eleven' },
  'lock-up': { argument: null, effect: 'accepts requests and WebSockets of the API and never answers them' },
  'limiter-off': { argument: null, effect: 'takes the rate limits away that the target is said to have' },
  'edge-limit': {
    argument: '30/s',
    effect: 'answers 503 with an HTML page past that rate of a client, as the edge does (burst 50)',
  },
  'stale-blocks': { argument: null, effect: 'makes the API show the chain as it was two minutes ago' },
  'chain-stuck': { argument: null, effect: 'stops new blocks' },
  'chain-down': {
    argument: null,
    effect: 'refuses connections to the chain: the API answers 200 with zeros',
  },
  'rpc-errors': {
    argument: '3%',
    effect: "answers that share of the node's RPC calls with a JSON-RPC error and status 200",
  },
  'ws-drop': { argument: '1s', effect: 'resets every WebSocket of the API at that age' },
  'ws-1006': { argument: '1s', effect: 'ends every WebSocket of the API at that age without a close frame' },
  'lost-messages': {
    argument: '10%',
    effect: 'loses that share of the pushed messages and of the node’s events',
  },
  'slow-page': { argument: '800ms', effect: 'adds latency to every page of the front end' },
  'no-asset-cache': { argument: null, effect: 'forbids browsers to keep the assets of the front end' },
};

/** Reads `NAME[=VALUE]`; throws HarnessError (invalidConfig) that names the closest fault or the form of the value. */
export function parseFault(text: string): Fault {
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  const value = equals < 0 ? null : text.slice(equals + 1);
  if (!isFaultName(name)) {
    throw invalid(`unknown fault "${name}"`, `did you mean "${closest(name)}"? ${knownFaults()}`);
  }
  const { argument } = FAULTS[name];
  if (argument === null && value !== null)
    throw invalid(`fault "${name}" takes no value`, `write just "${name}"`);
  if (argument !== null && !value)
    throw invalid(`fault "${name}" needs a value`, `e.g. "${name}=${argument}"`);
  switch (name) {
    case 'latency':
      return { name, ...latencyOf(value ?? '') };
    case 'errors':
    case 'rpc-errors':
    case 'lost-messages':
      return { name, share: shareOf(name, value ?? '') };
    case 'slow-query':
      return { name, sleepMs: durationMsOf(name, value ?? '') };
    case 'slow-page':
      return { name, addedMs: durationMsOf(name, value ?? '') };
    case 'ws-drop':
    case 'ws-1006':
      return { name, afterMs: durationMsOf(name, value ?? '') };
    case 'edge-limit':
      return { name, perSecond: rateOf(name, value ?? '') };
    default:
      return { name };
  }
}

/** The opposite of parseFault: `NAME[=VALUE]`, for listings. */
export function formatFault(fault: Fault): string {
  switch (fault.name) {
    case 'latency':
      return `latency=${fault.addedMs}ms${fault.share < 1 ? `:${percent(fault.share)}` : ''}`;
    case 'errors':
    case 'rpc-errors':
    case 'lost-messages':
      return `${fault.name}=${percent(fault.share)}`;
    case 'slow-query':
      return `slow-query=${fault.sleepMs}ms`;
    case 'slow-page':
      return `slow-page=${fault.addedMs}ms`;
    case 'ws-drop':
    case 'ws-1006':
      return `${fault.name}=${fault.afterMs}ms`;
    case 'edge-limit':
      return `edge-limit=${fault.perSecond}/s`;
    default:
      return fault.name;
  }
}

function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}

function latencyOf(value: string): { addedMs: number; share: number } {
  const [duration = '', share, ...rest] = value.split(':');
  if (rest.length > 0) throw badValue('latency', value);
  return {
    addedMs: durationMsOf('latency', duration),
    share: share === undefined ? 1 : shareOf('latency', share),
  };
}

function durationMsOf(name: FaultName, value: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(value);
  const ms = match ? Number(match[1]) * (match[2] === 's' ? 1000 : 1) : 0;
  if (ms <= 0 || ms > 600_000) throw badValue(name, value);
  return ms;
}

function shareOf(name: FaultName, value: string): number {
  const match = /^(\d+(?:\.\d+)?)%$/.exec(value);
  const share = match ? Number(match[1]) / 100 : 0;
  if (share <= 0 || share > 1) throw badValue(name, value);
  return share;
}

function rateOf(name: FaultName, value: string): number {
  const match = /^(\d+)\/s$/.exec(value);
  const perSecond = match ? Number(match[1]) : 0;
  if (perSecond < 1 || perSecond > 100_000) throw badValue(name, value);
  return perSecond;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(6))}%`;
}

function badValue(name: FaultName, value: string): HarnessError {
  return invalid(`fault "${name}" cannot be "${value}"`, `e.g. "${name}=${FAULTS[name].argument}"`);
}

function invalid(message: string, hint: string): HarnessError {
  return new HarnessError(message, { code: 'ERR_STANDIN_FAULT', exit: 'invalidConfig', hint });
}

function knownFaults(): string {
  return `The faults are ${Object.keys(FAULTS).join(', ')}.`;
}

function closest(name: string): string {
  let best = { name: 'latency', distance: Number.POSITIVE_INFINITY };
  for (const known of Object.keys(FAULTS)) {
    const distance = editDistance(name, known);
    if (distance < best.distance) best = { name: known, distance };
  }
  return best.name;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
