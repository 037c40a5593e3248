import { dirname } from 'node:path';
import remapping from '@jridgewell/remapping';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import MagicString from 'magic-string';
import type { Bundle } from '../bundle.ts';
import { analyse } from './analysis.ts';
import { readBindings } from './bindings.ts';
import { generateNames } from './generated-names.ts';
import { closeFunction, closeReturn, openFunction, openReturn } from './print-functions.ts';
import { type ModuleShape, printModule } from './print-module.ts';
import { closeAwait, closeSite, hasFrame, openAwait, openSite, type Printing } from './print-sites.ts';
import { childrenOf, isFunction, type Node, ownerOf, readSyntax } from './syntax.ts';

/** A bundle as a factory that a realm runs once per VU: blocking calls in it suspend. */
export interface SuspendedScript {
  /** An expression: `(runtime, globals, modules) => exports`, async where init code awaits. */
  readonly factory: string;
  /** Specifiers of the k6 modules that the factory expects, in order. */
  readonly modules: readonly string[];
  /** From the factory's text to the script's own files, JSON text. */
  readonly map: string;
  readonly entryPath: string;
  /** False when nothing in it can make a promise: its iterations end without a look for reactions that are due. */
  readonly mayPromise: boolean;
}

/** Rewrites a bundle; docs/suspension.md tells how. */
export function suspendBundle(bundle: Bundle): SuspendedScript {
  const syntax = readSyntax(bundle.code);
  const bindings = readBindings(syntax);
  const analysis = analyse(syntax, bindings);
  const printing: Printing = {
    syntax,
    analysis,
    names: generateNames(syntax),
    out: new MagicString(bundle.code),
    folderOf: folders(bundle),
  };
  const shape = printModule(printing, bindings);
  if (analysis.active) print(printing, syntax.program);
  frame(printing, shape, awaitsInInit(printing) ? 'async ' : '');
  const own = printing.out.generateMap({ source: 'bundle.js', hires: 'boundary' });
  const map = remapping([JSON.parse(own.toString()), JSON.parse(bundle.map)], () => null);
  return {
    factory: printing.out.toString(),
    modules: shape.modules,
    map: map.toString(),
    entryPath: bundle.entryPath,
    mayPromise: /\b(async|await|Promise|then|asyncRequest|asyncInvoke)\b/.test(bundle.code),
  };
}

function folders({ code, map, entryPath }: Bundle): Printing['folderOf'] {
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
  const awaits = node.type === 'AwaitExpression' && hasFrame(printing, node);
  if (site !== undefined) openSite(printing, site);
  if (isFunction(node)) openFunction(printing, node);
  if (awaits) openAwait(printing, node);
  const returns = node.type === 'ReturnStatement' && openReturn(printing, node);
  if (node.type === 'ForOfStatement' && node.await) gateLoop(printing, node);
  for (const child of childrenOf(node)) print(printing, child);
  if (returns) closeReturn(printing, node as Extract<Node, { type: 'ReturnStatement' }>);
  if (awaits) closeAwait(printing, node as Extract<Node, { type: 'AwaitExpression' }>);
  if (isFunction(node)) closeFunction(printing, node);
  if (site !== undefined) closeSite(printing, site);
}

// Each turn of `for await` begins a new job.
function gateLoop({ out, names }: Printing, node: Extract<Node, { type: 'ForOfStatement' }>): void {
  if (node.body.type !== 'BlockStatement') return;
  const { runtime, frame: f } = names;
  out.appendLeft(node.body.start + 1, ` if (${runtime}.turn(${f})) await ${runtime}.gate(); `);
}

function frame({ out, names }: Printing, shape: ModuleShape, prefix: '' | 'async '): void {
  const modules = shape.modules.map((_, i) => `${names.module}${i}`).join(', ');
  out.prepend(
    `${prefix}(${names.runtime}, ${names.globals}, ${names.module}) => { "use strict"; const [${modules}] = ${names.module}; {`,
  );
  const exports = shape.exports.map(
    ({ name, expression }) => `get ${JSON.stringify(name)}() { return ${expression}; }`,
  );
  out.append(`\n return { ${exports.join(', ')} }; } }`);
}

/** True when init code waits for promises itself, so that the factory does too. */
function awaitsInInit({ syntax }: Printing): boolean {
  return syntax.nodes.some(
    (node) =>
      (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await)) &&
      ownerOf(syntax, node).kind === 'module',
  );
}
