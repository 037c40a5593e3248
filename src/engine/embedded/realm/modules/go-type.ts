/** The name that Go gives the type of a script's value, for messages. */
export function goType(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  if (value instanceof Date) return 'time.Time';
  if (ArrayBuffer.isView(value)) return `[]${value.constructor.name.replace('Array', '').toLowerCase()}`;
  return typeof value === 'string' ? 'string' : 'map[string]interface {}';
}
