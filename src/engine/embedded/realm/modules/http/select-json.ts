/** The part of a JSON value that a GJSON path selects: keys, indexes, `#`, `#.key` and `#(key=="value")`. */
export function selectJson(value: unknown, path: string): unknown {
  return select(value, split(path));
}

function split(path: string): string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  for (let i = 0; i < path.length; i++) {
    const c = path[i] as string;
    if (c === '\\') part += path[++i] ?? '';
    else if (c === '.' && depth === 0) {
      parts.push(part);
      part = '';
    } else {
      if (c === '(') depth++;
      if (c === ')') depth--;
      part += c;
    }
  }
  return [...parts, part];
}

function select(value: unknown, [part, ...rest]: string[]): unknown {
  if (part === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) {
    return Object.hasOwn(value, part) ? select((value as Record<string, unknown>)[part], rest) : undefined;
  }
  if (part === '#') {
    if (rest.length === 0) return value.length;
    return value.map((item) => select(item, rest)).filter((item) => item !== undefined);
  }
  const query = /^#\((.*)\)(#?)$/.exec(part);
  if (query === null) return /^\d+$/.test(part) ? select(value[Number(part)], rest) : undefined;
  const matching = value.filter((item) => matches(item, query[1] ?? ''));
  if (query[2] === '#')
    return matching.map((item) => select(item, rest)).filter((item) => item !== undefined);
  return matching.length === 0 ? undefined : select(matching[0], rest);
}

function matches(item: unknown, condition: string): boolean {
  const [, path = '', operator, operand = ''] = /^(.*?)\s*(==|!=|<=|>=|<|>)\s*(.*)$/.exec(condition) ?? [];
  if (operator === undefined) return select(item, split(condition)) !== undefined;
  const left = path === '' ? item : select(item, split(path));
  const right: unknown = operand.startsWith('"')
    ? operand.slice(1, -1)
    : /^(true|false|null|-?\d)/.test(operand)
      ? JSON.parse(operand)
      : operand;
  switch (operator) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return (left as number) < (right as number);
    case '<=':
      return (left as number) <= (right as number);
    case '>':
      return (left as number) > (right as number);
    default:
      return (left as number) >= (right as number);
  }
}
