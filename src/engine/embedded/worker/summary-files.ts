import type { PhaseValue } from './messages.ts';

/** What handleSummary returned, as files to write; everything that cannot be written is a problem in words. */
export function summaryFiles(value: unknown): PhaseValue {
  if (value === undefined || value === null) return { kind: 'nothing' };
  if (typeof value !== 'object' || Array.isArray(value)) {
    return { kind: 'problem', message: 'handleSummary() should return a map with string keys' };
  }
  const files: { path: string; content: string | Uint8Array }[] = [];
  const problems: string[] = [];
  for (const [path, content] of Object.entries(value)) {
    if (typeof content === 'string') files.push({ path, content });
    else if (Object.prototype.toString.call(content) === '[object ArrayBuffer]') {
      files.push({ path, content: Uint8Array.from(new Uint8Array(content as ArrayBuffer)) });
    } else problems.push(`error with summary output '${path}': only strings and ArrayBuffers can be written`);
  }
  return { kind: 'files', files, problems };
}
