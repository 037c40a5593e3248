/** Whether an element passes a GJSON condition such as `kind=="x"`, `price>15`, `name%"a*"` or `key`. */
export function matchesQuery(
  item: unknown,
  condition: string,
  select: (value: unknown, path: string) => unknown,
): boolean {
  const [, path = '', operator, operand = ''] =
    /^(.*?)\s*(==|!=|<=|>=|!%|<|>|%|=)\s*(.*)$/s.exec(condition) ?? [];
  if (operator === undefined) return select(item, condition) !== undefined;
  const left = path === '' ? item : select(item, path);
  return left !== undefined && compares(left, operator, operandOf(operand));
}

function operandOf(text: string): unknown {
  if (text.startsWith('"')) return text.replace(/^"|"$/g, '');
  return /^(true|false|null|-?\d+(\.\d+)?([eE][+-]?\d+)?)$/.test(text) ? JSON.parse(text) : text;
}

function compares(left: unknown, operator: string, right: unknown): boolean {
  if (operator === '%' || operator === '!%') {
    const like = typeof left === 'string' && wildcard(String(right)).test(left);
    return operator === '%' ? like : !like;
  }
  if (operator === '==' || operator === '=') return left === right;
  if (operator === '!=') return left !== right;
  if (typeof left !== typeof right) return false;
  const [a, b] = [left as number, right as number];
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

/** A pattern with `*` and `?` as a regular expression over the whole text. */
export function wildcard(text: string): RegExp {
  const source = text
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
}
