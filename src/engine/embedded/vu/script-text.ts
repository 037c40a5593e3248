import { createRequire } from 'node:module';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type * as Acorn from 'acorn';
import { type FunctionPlace, functionPlaces } from '../../../../build/suspend/function-places.ts';
import type { SuspendedScript } from '../../../../build/suspend/suspend-bundle.ts';
import { treeOf } from '../../../../build/suspend/tree.ts';

/** A place in one of the script's own files. */
export interface ScriptPlace {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Of the function there; empty for anonymous ones and for the top of a module. */
  readonly name: string;
}

/** Leads from the rewritten text of a script back to what its author wrote. */
export class ScriptText {
  readonly #script: SuspendedScript;
  #maps: { toBundle: TraceMap; toSources: TraceMap | null; lineStarts: readonly number[] } | null = null;
  readonly #sources = new Map<string, { text: string; places: readonly FunctionPlace[] } | null>();

  constructor(script: SuspendedScript) {
    this.#script = script;
  }

  /** Where a line and column (from 1) of the factory come from; null for generated code. */
  placeOf(line: number, column: number): ScriptPlace | null {
    const offset = this.#bundleOffset({ line, column: column - 1 });
    if (offset === null) return null;
    const name = innermost(this.#script.positions.functions, offset)?.name ?? '';
    const source = this.#sourcePosition(offset);
    return source && { file: source.file, line: source.line, column: source.column + 1, name };
  }

  /** What toString of a function shows, given V8's text of it; null for functions that are not the script's. */
  functionText(text: string): string | null {
    const { factory, positions } = this.#script;
    const at = factory.indexOf(text);
    if (at < 0) return null;
    const before = factory.slice(0, at).split('\n');
    const offset = this.#bundleOffset({ line: before.length, column: before.at(-1)?.length ?? 0 });
    const place = positions.functions.find(({ start }) => start === offset);
    if (place === undefined || offset === null) return null;
    return this.#sourceText(offset) ?? positions.code.slice(place.start, place.end);
  }

  #sourceText(offset: number): string | null {
    if (this.#script.positions.toSources === null) return null;
    const position = this.#sourcePosition(offset);
    const source = position && this.#source(position.file);
    if (!position || !source) return null;
    const start = (lineStarts(source.text)[position.line - 1] ?? 0) + position.column;
    const place = source.places.find((each) => each.start === start);
    return place ? source.text.slice(place.start, place.end) : null;
  }

  // A file of plain JavaScript is shown as written; of TypeScript the types are gone.
  #source(file: string): { text: string; places: readonly FunctionPlace[] } | null {
    let source = this.#sources.get(file);
    if (source === undefined) {
      source = null;
      const trace = this.#traces().toSources;
      const text = trace?.sourcesContent?.[trace.sources.indexOf(file)];
      try {
        if (text) source = { text, places: functionPlaces(treeOf(text, acorn().parse(text, PARSING))) };
      } catch {
        // Not JavaScript.
      }
      this.#sources.set(file, source);
    }
    return source;
  }

  #bundleOffset(position: { line: number; column: number }): number | null {
    const { toBundle, lineStarts } = this.#traces();
    const at = originalPositionFor(toBundle, position);
    return at.line === null ? null : (lineStarts[at.line - 1] ?? 0) + at.column;
  }

  #sourcePosition(offset: number): { file: string; line: number; column: number } | null {
    const { toSources, lineStarts } = this.#traces();
    let row = lineStarts.findIndex((start) => start > offset);
    row = row < 0 ? lineStarts.length : row;
    const column = offset - (lineStarts[row - 1] ?? 0);
    if (toSources === null) return { file: this.#script.entryPath, line: row, column };
    const at = originalPositionFor(toSources, { line: row, column });
    return at.source === null ? null : { file: at.source, line: at.line, column: at.column };
  }

  #traces() {
    const { toBundle, toSources, code } = this.#script.positions;
    this.#maps ??= {
      toBundle: new TraceMap(toBundle),
      toSources: toSources === null ? null : new TraceMap(toSources),
      lineStarts: lineStarts(code),
    };
    return this.#maps;
  }
}

const PARSING = { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true } as const;

// Only a script that looks at the text of its functions needs the parser.
const acorn = (): typeof Acorn => createRequire(import.meta.url)('acorn') as typeof Acorn;

function innermost(places: readonly FunctionPlace[], offset: number): FunctionPlace | undefined {
  let found: FunctionPlace | undefined;
  for (const place of places) {
    if (place.start > offset) break;
    if (place.end > offset) found = place;
  }
  return found;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
