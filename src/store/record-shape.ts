/** What a value read from a file must be before it is taken for what was written. */
export type Shape = 'text' | 'number' | 'date' | 'object' | { list: Shape } | { orNull: Shape } | Fields;

/** Fields that an object must have; a name that ends with `?` may be missing. */
interface Fields {
  fields: Record<string, Shape>;
}

/** The first fault of a value as one phrase (`"routes[3]" must be an object`); null when it has none. */
export function shapeFault(value: unknown, shape: Shape, place: string): string | null {
  if (typeof shape === 'string')
    return isOf(value, shape) ? null : `"${place || 'it'}" must be ${WORDS[shape]}`;
  if ('orNull' in shape) return value === null ? null : shapeFault(value, shape.orNull, place);
  if ('list' in shape) {
    if (!Array.isArray(value)) return `"${place}" must be a list`;
    return first(value.map((item, at) => () => shapeFault(item, shape.list, `${place}[${at}]`)));
  }
  if (!isOf(value, 'object')) return `"${place || 'it'}" must be an object`;
  const object = value as Record<string, unknown>;
  return first(
    Object.entries(shape.fields).map(([key, inner]) => () => {
      const name = key.replace('?', '');
      const isAbsent = key !== name && object[name] === undefined;
      return isAbsent ? null : shapeFault(object[name], inner, place === '' ? name : `${place}.${name}`);
    }),
  );
}

const WORDS = { text: 'text', number: 'a number', date: 'a date', object: 'an object' } as const;

function isOf(value: unknown, kind: keyof typeof WORDS): boolean {
  if (kind === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (kind === 'number') return typeof value === 'number';
  return typeof value === 'string' && (kind === 'text' || !Number.isNaN(Date.parse(value)));
}

function first(faults: readonly (() => string | null)[]): string | null {
  for (const fault of faults) {
    const found = fault();
    if (found !== null) return found;
  }
  return null;
}

const OBJECTS: Shape = { list: 'object' };

const STARTED_FIELDS: Fields['fields'] = {
  id: 'text',
  harness: 'text',
  engine: { fields: { name: 'text', version: 'text', workers: 'number' } },
  startedAt: 'date',
  profile: 'text',
  scripts: { list: { fields: { path: 'text', hash: 'text' } } },
  target: { orNull: { fields: { name: 'text', apiUrl: 'text', parts: { list: 'text' } } } },
  plan: { list: { fields: { name: 'text', executor: 'text', description: 'text' } } },
  options: 'object',
  machine: { fields: { platform: 'text', cpuModel: 'text', cores: 'number', node: 'text' } },
};

/** Of started.json. */
export const STARTED: Shape = { fields: STARTED_FIELDS };

const LINE: Shape = { fields: { id: 'text', kind: 'text', title: 'text', level: 'text', reason: 'text' } };

const ROUTE: Shape = {
  fields: {
    ...{ name: 'text', method: 'text', requests: 'number', errors: 'number', ratePerSecond: 'number' },
    ...{ timeShare: 'number', statuses: 'object', latencyMs: { orNull: 'object' } },
  },
};

const FAILURE: Shape = {
  fields: {
    class: 'text',
    subject: 'text',
    count: 'number',
    samples: { list: { fields: { text: 'text' } } },
  },
};

/** Of record.json: what reports and comparisons reach into. */
export const RECORD: Shape = {
  fields: {
    ...STARTED_FIELDS,
    endedAt: 'date',
    durationMs: 'number',
    end: 'text',
    endReason: 'text',
    exitCode: 'number',
    'phases?': { orNull: 'object' },
    'breakpoint?': { orNull: { fields: { steps: OBJECTS } } },
    verdict: { orNull: { fields: { sentence: 'text', failOn: 'text', lines: { list: LINE } } } },
    metrics: { list: { fields: { name: 'text', kind: 'text', values: 'object' } } },
    routes: { list: ROUTE },
    checks: { list: { fields: { name: 'text', group: 'text', passes: 'number', fails: 'number' } } },
    failures: { list: FAILURE },
    annotations: { list: { fields: { atMs: 'number', kind: 'text', text: 'text' } } },
    probes: {
      list: { fields: { name: 'text', samples: 'number', failures: 'number', last: { orNull: 'object' } } },
    },
    'scheduled?': { fields: { actualMs: 'object', scheduledMs: 'object' } },
    iterations: {
      fields: {
        ...{ started: 'number', completed: 'number', interrupted: 'number', dropped: 'number' },
        threw: 'number',
      },
    },
    notes: { list: 'text' },
    'baseline?': 'object',
  },
};

/** Of a line of intervals.ndjson. */
export const INTERVAL: Shape = {
  fields: {
    ...{ atMs: 'number', durationMs: 'number', routes: 'object', probes: 'object', probesDown: 'object' },
    generator: 'object',
  },
};
