import type { PhaseValue } from './messages.ts';

/** What handleSummary returned, as files to write; one thing that cannot be written keeps all from being written. */
export function summaryFiles(value: unknown): PhaseValue {
  if (!value) return { kind: 'nothing' };
  if (typeof value !== 'object' || Array.isArray(value)) {
    return { kind: 'problem', message: 'handleSummary() should return a map with string keys' };
  }
  const files: { path: string; content: string | Uint8Array }[] = [];
  for (const [path, content] of Object.entries(value)) {
    if (typeof content === 'string') files.push({ path, content });
    else if (Object.prototype.toString.call(content) === '[object ArrayBuffer]') {
      files.push({ path, content: Uint8Array.from(new Uint8Array(content as ArrayBuffer)) });
    } else if (Object.prototype.toString.call(content) === '[object Uint8Array]') {
      files.push({ path, content: Uint8Array.from(content as Uint8Array) });
    } else return { kind: 'problem', message: refusal(path, content) };
  }
  return { kind: 'files', files };
}

function refusal(path: string, content: unknown): string {
  return `error handling summary object ${path}: invalid type ${goType(content)}, it needs to be a string or ArrayBuffer`;
}

// The name that Go gives the type of a script's value.
function goType(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  return 'map[string]interface {}';
}
