import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { Bundle } from '../../build/bundle.ts';
import { type Bindings, readBindings } from '../../build/suspend/bindings.ts';
import { isFunction, type Node, readSyntax, type Syntax, staticName } from '../../build/suspend/syntax.ts';

type Call = Extract<Node, { type: 'CallExpression' }>;

/** A bundled script as lint rules look at it. */
export interface ScriptFacts {
  syntax: Syntax;
  bindings: Bindings;
  /** Modules of k6 that are imported. */
  modules: ReadonlySet<string>;
  /** Names of globals that are used. */
  globals: ReadonlyMap<string, Node>;
  calls: readonly Call[];
  /** `file:line` of a node in the script's own files. */
  placeOf(node: Node): string;
}

/** Parses a bundle and resolves its names. */
export function scriptFacts(bundle: Bundle, showPath: (path: string) => string): ScriptFacts {
  const syntax = readSyntax(bundle.code);
  const bindings = readBindings(syntax);
  const map = bundle.map === null ? null : new TraceMap(bundle.map);
  const modules = syntax.program.body.flatMap((node) =>
    node.type === 'ImportDeclaration' ? [String(node.source.value)] : [],
  );
  return {
    syntax,
    bindings,
    modules: new Set(modules),
    globals: new Map(bindings.globals.map((identifier) => [identifier.name, identifier])),
    calls: syntax.nodes.filter((node): node is Call => node.type === 'CallExpression'),
    placeOf(node) {
      const { line = 1, column = 0 } = node.loc?.start ?? {};
      const found = map === null ? null : originalPositionFor(map, { line, column });
      if (found?.source == null) return `${showPath(bundle.entryPath)}:${line}`;
      return `${showPath(found.source)}:${found.line}`;
    },
  };
}

/** True for a call of an export of a k6 module, by name or through its namespace. */
export function callsExport(
  { bindings }: ScriptFacts,
  { callee }: Call,
  wanted: { module: string; name: string },
): boolean {
  if (callee.type === 'Identifier') {
    const imported = importedAs(bindings, callee);
    return imported?.module === wanted.module && imported.name === wanted.name;
  }
  if (callee.type !== 'MemberExpression') return false;
  const imported = importedAs(bindings, callee.object);
  const isWhole = imported?.name === 'default' || imported?.name === '*';
  return (
    isWhole &&
    imported?.module === wanted.module &&
    staticName(callee.property, callee.computed) === wanted.name
  );
}

/** Functions that a call's argument is, or holds as an object's values. */
export function functionsOf(argument: Node | undefined): { name: string; fn: Node }[] {
  if (argument?.type !== 'ObjectExpression') return [];
  return argument.properties.flatMap((property) => {
    if (property.type !== 'Property' || !isFunction(property.value as Node)) return [];
    return [{ name: staticName(property.key, property.computed) ?? '?', fn: property.value as Node }];
  });
}

function importedAs(bindings: Bindings, node: Node) {
  const variable = node.type === 'Identifier' ? bindings.variableOf(node) : undefined;
  return variable === undefined ? undefined : bindings.importOf(variable);
}
