import { HarnessError } from './chunk-T7JPV3JC.js';

// standin/fault.ts
var FAULTS = {
  latency: {
    argument: '300ms or 300ms:10%',
    effect: 'adds latency to every answer, or to that share of them',
  },
  errors: { argument: '3%', effect: 'answers 500 to that share of the requests, evenly spaced' },
  'slow-query': { argument: '500ms', effect: 'makes every query of the API sleep in PostgreSQL' },
  pool: { argument: null, effect: "holds all connections of the API's pool: queries wait" },
  'cache-miss': { argument: null, effect: 'makes the cached routes miss' },
  stall: { argument: null, effect: 'blocks the event loop for one second in eleven' },
  'chain-stuck': { argument: null, effect: 'stops new blocks' },
  'chain-down': {
    argument: null,
    effect: 'refuses connections to the chain: the API answers 200 with zeros',
  },
};
function parseFault(text) {
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
      return { name, share: shareOf(name, value ?? '') };
    case 'slow-query':
      return { name, sleepMs: durationMsOf(name, value ?? '') };
    default:
      return { name };
  }
}
function formatFault(fault) {
  switch (fault.name) {
    case 'latency':
      return `latency=${fault.addedMs}ms${fault.share < 1 ? `:${percent(fault.share)}` : ''}`;
    case 'errors':
      return `errors=${percent(fault.share)}`;
    case 'slow-query':
      return `slow-query=${fault.sleepMs}ms`;
    default:
      return fault.name;
  }
}
function isFaultName(name) {
  return Object.hasOwn(FAULTS, name);
}
function latencyOf(value) {
  const [duration = '', share, ...rest] = value.split(':');
  if (rest.length > 0) throw badValue('latency', value);
  return {
    addedMs: durationMsOf('latency', duration),
    share: share === void 0 ? 1 : shareOf('latency', share),
  };
}
function durationMsOf(name, value) {
  const match = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(value);
  const ms = match ? Number(match[1]) * (match[2] === 's' ? 1e3 : 1) : 0;
  if (ms <= 0 || ms > 6e5) throw badValue(name, value);
  return ms;
}
function shareOf(name, value) {
  const match = /^(\d+(?:\.\d+)?)%$/.exec(value);
  const share = match ? Number(match[1]) / 100 : 0;
  if (share <= 0 || share > 1) throw badValue(name, value);
  return share;
}
function percent(share) {
  return `${Number((share * 100).toFixed(6))}%`;
}
function badValue(name, value) {
  return invalid(`fault "${name}" cannot be "${value}"`, `e.g. "${name}=${FAULTS[name].argument}"`);
}
function invalid(message, hint) {
  return new HarnessError(message, { code: 'ERR_STANDIN_FAULT', exit: 'invalidConfig', hint });
}
function knownFaults() {
  return `The faults are ${Object.keys(FAULTS).join(', ')}.`;
}
function closest(name) {
  let best = { name: 'latency', distance: Number.POSITIVE_INFINITY };
  for (const known of Object.keys(FAULTS)) {
    const distance = editDistance(name, known);
    if (distance < best.distance) best = { name: known, distance };
  }
  return best.name;
}
function editDistance(a, b) {
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

export { FAULTS, formatFault, parseFault };
//# sourceMappingURL=chunk-KUX4BDDB.js.map
