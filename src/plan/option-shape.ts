import { parseDurationMs } from '../duration.ts';
import { suggest } from './suggest.ts';

/** What a value of a script's options or of a configuration file must be. */
export type Shape =
  | { is: 'boolean' | 'integer' | 'duration' | 'text' | 'any' }
  | { is: 'list' | 'map'; of: Shape }
  /** `strict`: unknown fields are problems. */
  | { is: 'object'; fields: Readonly<Record<string, Shape>>; strict: boolean }
  | { is: 'either'; shapes: readonly Shape[] };

/** Shapes without parts. */
export const PLAIN = {
  boolean: { is: 'boolean' },
  integer: { is: 'integer' },
  duration: { is: 'duration' },
  text: { is: 'text' },
  any: { is: 'any' },
  texts: { is: 'list', of: { is: 'text' } },
  textMap: { is: 'map', of: { is: 'text' } },
} as const satisfies Record<string, Shape>;

/**
 * Reads a value as Go's JSON decoder would: field names in any letter case, null as not given, whole numbers also as
 * text. Every problem is added to `problems`, with the place `at`; the value comes back tidied.
 */
export function readShape(shape: Shape, value: unknown, at: string, problems: string[]): unknown {
  if (value === null || value === undefined) return undefined;
  const wrong = (expected: string): undefined => {
    problems.push(`the option "${at}" cannot be ${JSON.stringify(value)}: it must be ${expected}`);
    return undefined;
  };
  switch (shape.is) {
    case 'any':
      return value;
    case 'boolean':
      return typeof value === 'boolean' ? value : wrong('true or false');
    case 'text':
      return typeof value === 'string' ? value : wrong('a string');
    case 'integer':
      return (
        readInteger(value, problems) ?? (typeof value === 'string' ? undefined : wrong('a whole number'))
      );
    case 'duration':
      return (
        readDuration(value, problems) ??
        (typeof value === 'string' ? undefined : wrong('a duration, such as "30s"'))
      );
    case 'list':
      return Array.isArray(value)
        ? value.map((each, index) => readShape(shape.of, each, `${at}[${index}]`, problems) ?? null)
        : wrong('a list');
    case 'map':
      return isRecord(value)
        ? mapped(value, (key, each) => readShape(shape.of, each, `${at}.${key}`, problems))
        : wrong('an object');
    case 'object':
      return isRecord(value) ? readFields(shape, value, at, problems) : wrong('an object');
    case 'either':
      return readEither(shape.shapes, value, at, problems);
  }
}

function readInteger(value: unknown, problems: string[]): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  if (/^[+-]?\d+$/.test(value)) return Number(value);
  problems.push(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
  return undefined;
}

function readDuration(value: unknown, problems: string[]): unknown {
  if (parseDurationMs(value) !== undefined) return value;
  // Go parses what stands behind a day part alone.
  if (typeof value === 'string')
    problems.push(`time: invalid duration ${JSON.stringify(value.slice(value.indexOf('d') + 1))}`);
  return undefined;
}

function readFields(
  { fields, strict }: Extract<Shape, { is: 'object' }>,
  value: Readonly<Record<string, unknown>>,
  at: string,
  problems: string[],
): Record<string, unknown> {
  const names = Object.keys(fields);
  const read: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value)) {
    const name = names.find((known) => known.toLowerCase() === key.toLowerCase());
    const shape = name === undefined ? undefined : fields[name];
    if (name === undefined || shape === undefined) {
      if (strict) problems.push(unknownField(key, names));
      continue;
    }
    const inner = readShape(shape, each, `${at}.${name}`, problems);
    if (inner !== undefined) read[name] = inner;
  }
  return read;
}

function readEither(shapes: readonly Shape[], value: unknown, at: string, problems: string[]): unknown {
  let first: string[] | null = null;
  for (const shape of shapes) {
    const own: string[] = [];
    const read = readShape(shape, value, at, own);
    if (own.length === 0) return read;
    // The form that fits best tells what is wrong.
    if (first === null || shape.is === (isRecord(value) ? 'object' : 'text')) first = own;
  }
  problems.push(...(first ?? []));
  return undefined;
}

/** Go's words for a field that is not there, with the closest one that is. */
function unknownField(field: string, known: readonly string[]): string {
  const near = suggest(field, known);
  return `json: unknown field "${field}"${near === undefined ? '' : ` (did you mean "${near}"?)`}`;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function mapped(
  value: Readonly<Record<string, unknown>>,
  read: (key: string, each: unknown) => unknown,
): Record<string, unknown> {
  const entries = Object.entries(value).map(([key, each]) => [key, read(key, each)] as const);
  return Object.fromEntries(entries.filter(([, each]) => each !== undefined));
}
