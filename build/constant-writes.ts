import { readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import type { Loader, Message, Plugin } from 'esbuild';

const REFUSED = /^Cannot assign to (?:import "|property on import "|"(.*)" because it is a constant)/;

/** True when esbuild refuses only writes to constants and imports, which k6 lets throw when they run. */
export const areConstantWrites = (errors: readonly Message[]): boolean =>
  errors.length > 0 && errors.every(({ text, location }) => REFUSED.test(text) && location !== null);

/** Makes the writes that esbuild refused throw a TypeError when they run; the rest of the files stays. */
export function constantWrites(errors: readonly Message[]): Plugin {
  const byFile = new Map<string, Message[]>();
  for (const error of errors) {
    const file = resolve(error.location?.file ?? '');
    byFile.set(file, [...(byFile.get(file) ?? []), error]);
  }
  return {
    name: 'constant-writes',
    setup(build) {
      build.onLoad({ filter: /./ }, ({ path }) => {
        const writes = byFile.get(path);
        return writes === undefined
          ? null
          : { contents: edited(readFileSync(path, 'utf8'), writes), loader: loaderOf(path) };
      });
    },
  };
}

const loaderOf = (path: string): Loader => {
  const ending = extname(path).slice(1).replace(/^[mc]/, '');
  return ending === 'ts' || ending === 'tsx' || ending === 'jsx' ? ending : 'js';
};

function edited(text: string, writes: readonly Message[]): string {
  const lines = text.split('\n');
  const places = writes.map(({ location }) => ({
    line: (location?.line ?? 1) - 1,
    column: location?.column ?? 0,
    length: location?.length ?? 0,
  }));
  places.sort((a, b) => b.line - a.line || b.column - a.column);
  for (const { line, column, length } of places) {
    // esbuild counts columns in bytes.
    const bytes = Buffer.from(lines[line] ?? '');
    lines[line] = editedLine(
      bytes.subarray(0, column).toString(),
      bytes.subarray(column, column + length).toString(),
      bytes.subarray(column + length).toString(),
    );
  }
  return lines.join('\n');
}

// A member of a namespace: what it belongs to becomes an ordinary value. A name: a getter without setter.
function editedLine(before: string, target: string, after: string): string {
  const member = /([\w$]+)(\s*(?:\.|\[)\s*)$/.exec(before);
  if (member !== null)
    return `${before.slice(0, member.index)}Object(${member[1]})${member[2]}${target}${after}`;
  if (/^\s*[.[]/.test(after)) return `${before}Object(${target})${after}`;
  const constant = `Object({ get ${target}() { return ${target}; } }).${target}`;
  const shorthand =
    /[{,]\s*$/.test(before) &&
    /^\s*[},=](?!=)/.test(after) &&
    (/\{\s*$/.test(before) || /^\s*\}/.test(after));
  return `${before}${shorthand ? `${target}: ` : ''}${constant}${after}`;
}
