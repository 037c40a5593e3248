import { matchesQuery, wildcard } from './json-query.ts';

/** The part of a JSON value that a GJSON path selects; undefined where there is none. */
export function selectJson(value: unknown, path: string): unknown {
  if (path === '') return undefined;
  return select(value, split(path));
}

/** One step of a path; `piped` steps take an array as a whole where a dotted one goes into its elements. */
interface Step {
  text: string;
  /** The text had escapes, so that `*` and `?` are themselves. */
  literal: boolean;
  piped: boolean;
}

const OPENING = '([{';
const CLOSING = ')]}';

function split(path: string): Step[] {
  const steps: Step[] = [];
  let step: Step = { text: '', literal: false, piped: false };
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < path.length; i++) {
    const c = path[i] as string;
    if (c === '\\' && depth === 0) {
      step.text += path[++i] ?? '';
      step.literal = true;
    } else if ((c === '.' || c === '|') && depth === 0) {
      steps.push(step);
      step = { text: '', literal: false, piped: c === '|' };
    } else {
      if (c === '"' && depth > 0) quoted = !quoted;
      if (!quoted && OPENING.includes(c)) depth++;
      if (!quoted && CLOSING.includes(c)) depth--;
      step.text += c;
    }
  }
  return [...steps, step];
}

function select(value: unknown, [step, ...rest]: readonly Step[]): unknown {
  if (step === undefined) return value;
  if (value === undefined) return undefined;
  const { text } = step;
  if (text.startsWith('@')) return select(modified(value, text), rest);
  if (/^\{.*\}$/s.test(text)) return select(multipath(value, text), rest);
  if (/^\[.*\]$/s.test(text)) return select(listOf(value, text), rest);
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return inArray(value, text, rest);
  return select(member(value as Record<string, unknown>, step), rest);
}

function member(object: Record<string, unknown>, { text, literal }: Step): unknown {
  if (Object.hasOwn(object, text)) return object[text];
  if (literal || !/[*?]/.test(text)) return undefined;
  const pattern = wildcard(text);
  const key = Object.keys(object).find((each) => pattern.test(each));
  return key === undefined ? undefined : object[key];
}

function inArray(value: readonly unknown[], text: string, rest: readonly Step[]): unknown {
  if (text === '#') {
    if (rest.length === 0) return value.length;
    return each(value, rest);
  }
  const query = /^#\((.*)\)(#?)$/s.exec(text);
  if (query === null) return /^\d+$/.test(text) ? select(value[Number(text)], rest) : undefined;
  const [, condition = '', all] = query;
  const holds = (item: unknown): boolean => matchesQuery(item, condition, selectJson);
  if (all === '#') return rest.length === 0 ? value.filter(holds) : each(value.filter(holds), rest);
  const found = value.find(holds);
  return found === undefined ? undefined : select(found, rest);
}

function each(list: readonly unknown[], rest: readonly Step[]): unknown {
  if (rest[0]?.piped) return select(list, rest);
  return list.map((item) => select(item, rest)).filter((item) => item !== undefined);
}

const MODIFIERS: Readonly<Record<string, (value: unknown) => unknown>> = {
  this: (value) => value,
  valid: (value) => value,
  ugly: (value) => value,
  pretty: (value) => value,
  reverse(value) {
    if (Array.isArray(value)) return [...value].reverse();
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).reverse());
  },
  keys: (value) => (typeof value === 'object' && value !== null ? Object.keys(value) : undefined),
  values: (value) => (typeof value === 'object' && value !== null ? Object.values(value) : undefined),
  flatten: (value) => (Array.isArray(value) ? value.flat() : value),
  tostr: (value) => JSON.stringify(value),
  fromstr: (value) => (typeof value === 'string' ? JSON.parse(value) : undefined),
  join: (value) => (Array.isArray(value) ? Object.assign({}, ...value) : value),
};

function modified(value: unknown, text: string): unknown {
  const name = /^@(\w+)/.exec(text)?.[1] ?? '';
  return Object.hasOwn(MODIFIERS, name) ? MODIFIERS[name]?.(value) : undefined;
}

// `{name,"x":nested.a}`: an object of several paths.
function multipath(value: unknown, text: string): unknown {
  const made: Record<string, unknown> = {};
  for (const part of commas(text.slice(1, -1))) {
    const [, quoted, path = part] = /^"((?:[^"\\]|\\.)*)":(.*)$/s.exec(part) ?? [];
    const found = selectJson(value, path);
    if (found !== undefined) made[quoted ?? path.split(/[.|]/).at(-1) ?? path] = found;
  }
  return made;
}

function listOf(value: unknown, text: string): unknown {
  return commas(text.slice(1, -1))
    .map((path) => selectJson(value, path))
    .filter((found) => found !== undefined);
}

function commas(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const c of text) {
    if (OPENING.includes(c)) depth++;
    if (CLOSING.includes(c)) depth--;
    if (c === ',' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += c;
  }
  return part === '' ? parts : [...parts, part];
}
