import { dirname } from 'node:path';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import MagicString from 'magic-string';
import type { Bundle } from '../bundle.ts';
import { analyse } from './analysis.ts';
import { readBindings } from './bindings.ts';
import { type FunctionPlace, functionPlaces } from './function-places.ts';
import { generateNames } from './generated-names.ts';
import { closeAsync, openAsync } from './print-async.ts';
import { closeChain, openChain, planChains } from './print-chains.ts';
import {
  closeFinally,
  closeFunction,
  closeParameterValue,
  closeReturn,
  openFinally,
  openFunction,
  openParameterValue,
  openReturn,
} from './print-functions.ts';
import { type ModuleShape, printModule } from './print-module.ts';
import { closeSite, openSite, type Printing } from './print-sites.ts';
import { childrenOf, isFunction, type Node, ownerOf, readSyntax, type Syntax } from './syntax.ts';

/** A bundle as a factory that a realm runs once per VU: blocking calls in it suspend. */
export interface SuspendedScript {
  /** An expression: `(runtime, globals, modules) => exports`, async where init code awaits. */
  readonly factory: string;
  /** Specifiers of the k6 modules that the factory expects, in order. */
  readonly modules: readonly string[];
  readonly positions: ScriptPositions;
  readonly entryPath: string;
  /** What the engine takes and k6 refuses, with its place: one sentence each. */
  readonly warnings: readonly string[];
  /** False when nothing in it can make a promise: its iterations end without a look for reactions that are due. */
  readonly mayPromise: boolean;
}

/** What leads from the factory's text back to the script's own files. */
export interface ScriptPositions {
  /** Source map from the factory to `code`, JSON text. */
  readonly toBundle: string;
  /** Source map from `code` to the script's files, JSON text; null when it is the entry file's text. */
  readonly toSources: string | null;
  /** The bundle before it was rewritten. */
  readonly code: string;
  /** Of `code`. */
  readonly functions: readonly FunctionPlace[];
}

/** Rewrites a bundle; docs/suspension.md tells how. */
export function suspendBundle(bundle: Bundle): SuspendedScript {
  const syntax = readSyntax(bundle.code);
  const bindings = readBindings(syntax);
  const analysis = analyse(syntax, bindings);
  const parts = {
    syntax,
    analysis,
    names: generateNames(syntax),
    out: new MagicString(bundle.code),
    folderOf: folders(bundle),
  };
  const printing: Printing = { ...parts, chains: planChains(parts) };
  const shape = printModule(printing, bindings);
  const renamed = renamedFunctions(bundle, syntax);
  if (analysis.active) print(printing, syntax.program);
  const interpreter = /^#!.*/.exec(bundle.code);
  if (interpreter !== null) parts.out.remove(0, interpreter[0].length);
  for (const at of syntax.missingSemicolons) printing.out.appendRight(at, ';');
  frame(printing, shape, renamed);
  const own = printing.out.generateMap({ source: 'bundle.js', hires: 'boundary' });
  const functions = functionPlaces(syntax).map((place) => ({
    ...place,
    name: renamed.get(place.name) ?? place.name,
  }));
  return {
    factory: printing.out.toString(),
    modules: shape.modules,
    warnings: beyondK6(bundle, syntax),
    positions: { toBundle: own.toString(), toSources: bundle.map, code: bundle.code, functions },
    entryPath: bundle.entryPath,
    mayPromise: /\b(async|await|Promise|then|asyncRequest|asyncInvoke)\b/.test(bundle.code),
  };
}

function folders({ code, map, entryPath }: Bundle): Printing['folderOf'] {
  if (map === null) return () => null;
  const trace = new TraceMap(map);
  return (offset) => {
    const before = code.slice(0, offset);
    const line = before.split('\n').length;
    const { source } = originalPositionFor(trace, { line, column: offset - (before.lastIndexOf('\n') + 1) });
    const folder = source === null ? null : dirname(source);
    return folder === dirname(entryPath) ? null : folder;
  };
}

// Openings parents first, closings children first, so that texts at one position nest.
function print(printing: Printing, node: Node): void {
  const site = printing.analysis.sites.get(node);
  openParameterValue(printing, node);
  if (site !== undefined) openSite(printing, site);
  if (isFunction(node)) openFunction(printing, node);
  openAsync(printing, node);
  openChain(printing, node);
  openFinally(printing, node);
  const returns = node.type === 'ReturnStatement' && openReturn(printing, node);
  if (node.type === 'CatchClause') dropToken(printing, node.body);
  if (node.type === 'TryStatement' && node.finalizer) dropToken(printing, node.finalizer);
  for (const child of childrenOf(node)) print(printing, child);
  if (returns) closeReturn(printing, node as Extract<Node, { type: 'ReturnStatement' }>);
  closeAsync(printing, node);
  closeChain(printing, node);
  closeFinally(printing, node);
  if (isFunction(node)) closeFunction(printing, node);
  if (site !== undefined) closeSite(printing, site);
  closeParameterValue(printing, node);
}

// A module function that throws has not taken the can-wait token that its site set: nobody else may find it.
function dropToken({ out, names }: Printing, block: Node): void {
  out.appendLeft(block.start + 1, ` ${names.runtime}.k = 0; `);
}

// Sobek, the engine of k6, has no asynchronous iteration.
function beyondK6({ map, entryPath }: Bundle, { nodes }: Syntax): string[] {
  const isBeyond = (node: Node) =>
    (node.type === 'ForOfStatement' && node.await) || (isFunction(node) && node.async && node.generator);
  const first = nodes.find(isBeyond);
  if (!first?.loc) return [];
  const { line, column } = first.loc.start;
  const at = map === null ? null : originalPositionFor(new TraceMap(map), { line, column });
  const place = at?.source
    ? `${at.source}:${at.line}:${at.column + 1}`
    : `${entryPath}:${line}:${column + 1}`;
  const what = first.type === 'ForOfStatement' ? '`for await`' : 'an async generator';
  return [`${what} at file://${place} works here, but k6 refuses the script for it`];
}

// A function that nobody calls as a method: `this` at the top of a module is undefined.
function frame(printing: Printing, shape: ModuleShape, renamed: ReadonlyMap<string, string>): void {
  const { out, names } = printing;
  const modules = shape.modules.map((_, i) => `${names.module}${i}`).join(', ');
  const parameters = `${names.runtime}, ${names.globals}, ${names.module}`;
  const rename = [...renamed].map(
    ([local, name]) => `${names.runtime}.nm(${local}, ${JSON.stringify(name)}); `,
  );
  const prefix = awaitsInInit(printing) ? 'async ' : '';
  out.prepend(
    `(${prefix}function (${parameters}) { "use strict"; const [${modules}] = ${names.module}; { ${rename.join('')}`,
  );
  const exports = shape.exports.map(
    ({ name, expression }) => `get ${JSON.stringify(name)}() { return ${expression}; }`,
  );
  out.append(`\n return { ${exports.join(', ')} }; } })`);
}

// Functions that esbuild gave another name than the script, since two files use the same or it has none.
function renamedFunctions({ map }: Bundle, { program }: Syntax): Map<string, string> {
  const renamed = new Map<string, string>();
  if (map === null) return renamed;
  const trace = new TraceMap(map);
  const texts = (trace.sourcesContent ?? []).join('\n');
  for (const statement of program.body) {
    if (statement.type !== 'FunctionDeclaration') continue;
    const { name, loc } = statement.id;
    if (!/(\d|_default)$/.test(name) || loc == null) continue;
    const before = originalPositionFor(trace, loc.start).name;
    if (before !== null && before !== name) renamed.set(name, before);
    else if (name.endsWith('_default') && !texts.includes(name)) renamed.set(name, 'default');
  }
  return renamed;
}

/** True when init code waits for promises itself, so that the factory does too. */
function awaitsInInit({ syntax }: Printing): boolean {
  return syntax.nodes.some(
    (node) =>
      (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await)) &&
      ownerOf(syntax, node).kind === 'module',
  );
}
