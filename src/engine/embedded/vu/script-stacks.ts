import type { ScriptText } from './script-text.ts';

/** File names of scripts in stacks, with what leads to their own files. */
const scripts = new Map<string, ScriptText>();
let realmName = '';
let installed = false;

/**
 * From now on V8 tells stacks of this script by the script's own functions, files and lines, as k6 words them. One hook a
 * thread: V8 asks the main context for every error that a vm context does not format itself.
 */
export function tellStacks(names: { script: string; realm: string }, text: ScriptText): void {
  scripts.set(names.script, text);
  realmName = names.realm;
  if (installed) return;
  installed = true;
  const before = Error.prepareStackTrace;
  Error.prepareStackTrace = (error, sites) => {
    if (sites.some((site) => scripts.has(site.getFileName() ?? ''))) return scriptStack(error, sites);
    if (sites.some((site) => site.getFileName() === realmName)) return headOf(error);
    if (before !== undefined) return before(error, sites);
    return [headOf(error), ...sites.map((site) => `    at ${site}`)].join('\n');
  };
}

function headOf(error: unknown): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error';
  }
}

/** Functions of the realm through which a rewritten function enters its own body: the frame below is the same function. */
const ENTERS = new Set(['go', 'S']);

function scriptStack(error: unknown, sites: readonly NodeJS.CallSite[]): string {
  const lines = [headOf(error)];
  let entered = false;
  for (const site of sites) {
    const file = site.getFileName() ?? '';
    const text = scripts.get(file);
    if (text === undefined) {
      entered ||= file === realmName && ENTERS.has(site.getFunctionName()?.split('.').at(-1) ?? '');
      continue;
    }
    if (entered) {
      entered = false;
      continue;
    }
    const place = text.placeOf(site.getLineNumber() ?? 1, site.getColumnNumber() ?? 1);
    if (place === null) continue;
    const position = `file://${place.file}:${place.line}:${place.column}(0)`;
    lines.push(place.name === '' ? `\tat ${position}` : `\tat ${place.name} (${position})`);
  }
  return lines.join('\n');
}
