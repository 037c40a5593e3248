import type { Identifier } from 'acorn';
import type { Variable } from 'eslint-scope';
import type { Bindings } from './bindings.ts';
import type { Printing } from './print-sites.ts';
import { INTRINSICS } from './seeds.ts';
import { boundNames, isFunction, type Node } from './syntax.ts';

/** What the factory's frame needs to know of the module. */
export interface ModuleShape {
  /** Specifiers of the k6 modules, in order: the factory binds them as `<module>0`, `<module>1`, ... */
  readonly modules: readonly string[];
  /** Exported name -> expression in the module's scope. */
  readonly exports: readonly { name: string; expression: string }[];
}

/** Takes out imports and exports, and sends names of k6 and of globals where they live. */
export function printModule(printing: Printing, bindings: Bindings): ModuleShape {
  const modules = [...new Set([...bindings.imports.values()].map((imported) => imported.module))];
  const expressions = new Map<Variable, string>();
  for (const [variable, { module, name }] of bindings.imports) {
    const object = `${printing.names.module}${modules.indexOf(module)}`;
    const expression =
      name === '*'
        ? `(${printing.names.runtime}.ns(${object}))` // `new ns.X()` must not construct `ns`
        : name === 'default'
          ? `${object}.default`
          : `${object}.default.${name}`;
    expressions.set(variable, expression);
    for (const use of bindings.usesOf(variable)) {
      if (bindings.isWrite(use)) printImportWrite(printing, use, expression);
      else printUse(printing, use, { expression, method: name !== '*' && name !== 'default' });
    }
  }
  for (const identifier of bindings.globals) {
    if (identifier.name === 'open' && printOpen(printing, identifier)) continue;
    printGlobal(printing, identifier);
  }
  for (const node of printing.syntax.nodes) {
    printImportForm(printing, node);
    printOwnName(printing, node, bindings);
  }
  printNamespaces(printing);
  const exports = printing.syntax.program.body.flatMap((statement) =>
    printStatement(printing, statement, (local) => {
      const variable = bindings.variableOf(local);
      return (variable && expressions.get(variable)) ?? nameOf(local);
    }),
  );
  return { modules, exports };
}

// Imports are constants: the write throws when it runs.
function printImportWrite(printing: Printing, use: Identifier, expression: string): void {
  replace(printing, use, `Object({ get ${use.name}() { return ${expression}; } }).${use.name}`);
}

// esbuild prints `class K` as `K = class _K` where its body names it; to the script it is K.
function printOwnName({ out, syntax }: Printing, node: Node, bindings: Bindings): void {
  if (node.type !== 'ClassExpression' || !node.id) return;
  const parent = syntax.parents.get(node);
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') return;
  const { name } = parent.id;
  if (node.id.name.replace(/\d+$/, '') !== `_${name}`) return;
  out.overwrite(node.id.start, node.id.end, name);
  for (const variable of bindings.declaredBy(node)) {
    for (const use of bindings.usesOf(variable)) out.overwrite(use.start, use.end, name);
  }
}

// esbuild's namespace objects are ordinary ones: they become what `import * as ns` gives.
function printNamespaces({ out, syntax, names }: Printing): void {
  const declaring = (name: string) =>
    syntax.program.body.find(
      (s) =>
        s.type === 'VariableDeclaration' &&
        s.declarations.some(({ id }) => id.type === 'Identifier' && id.name === name),
    );
  const helper = declaring('__export');
  if (helper && !declaring('__reExport')) out.appendLeft(helper.end, ` __export = ${names.runtime}.nx;`);
}

function printUse(
  printing: Printing,
  use: Identifier,
  { expression, method }: { expression: string; method: boolean },
): void {
  const parent = printing.syntax.parents.get(use);
  if (parent?.type === 'ExportSpecifier') return;
  const called = method && parent?.type === 'CallExpression' && parent.callee === use;
  replace(printing, use, called ? `(0, ${expression})` : expression);
}

function replace({ syntax, out }: Printing, identifier: Identifier, text: string): void {
  const parent = syntax.parents.get(identifier);
  const shorthand = parent?.type === 'Property' && parent.shorthand;
  out.overwrite(identifier.start, identifier.end, shorthand ? `${identifier.name}: ${text}` : text);
}

// `open` reads relative to the file that it stands in, of which the bundle knows only the source map.
function printOpen(printing: Printing, identifier: Identifier): boolean {
  const folder = printing.folderOf(identifier.start);
  if (folder === null) return false;
  replace(printing, identifier, `${printing.names.runtime}.openIn(${JSON.stringify(folder)})`);
  return true;
}

function printGlobal(printing: Printing, identifier: Identifier): void {
  const { names, syntax } = printing;
  const { name } = identifier;
  if (INTRINSICS.has(name)) return;
  const parent = syntax.parents.get(identifier);
  if (parent?.type === 'ExportSpecifier') return;
  if (name === 'globalThis' || name === 'global') {
    replace(printing, identifier, names.globals);
    return;
  }
  const known = VU_GLOBALS.has(name) || (parent?.type === 'UnaryExpression' && parent.operator === 'typeof');
  replace(
    printing,
    identifier,
    known ? `${names.globals}.${name}` : `(${names.runtime}.gx("${name}")).${name}`,
  );
}

/** Globals that every VU has; any other unknown name is looked up, and its absence is a ReferenceError. */
const VU_GLOBALS: ReadonlySet<string> = new Set([
  'console',
  'Math',
  'setTimeout',
  'setInterval',
  'clearTimeout',
  'clearInterval',
  'open',
  '__ENV',
  '__VU',
  'crypto',
  'CryptoKey',
  'TextEncoder',
  'TextDecoder',
  'require',
]);

// `import.meta` and `import()` are no names, but a module of the VM has neither.
function printImportForm({ out, names }: Printing, node: Node): void {
  if (node.type === 'MetaProperty' && node.meta.name === 'import')
    out.overwrite(node.start, node.end, `${names.runtime}.meta`);
  if (node.type === 'ImportExpression')
    out.overwrite(node.start, node.start + 'import'.length, `${names.runtime}.importNow`);
}

type ExportedName = { name: string; expression: string };

function printStatement(
  printing: Printing,
  statement: Node,
  expressionOf: (local: Identifier) => string,
): ExportedName[] {
  const { out } = printing;
  switch (statement.type) {
    case 'ImportDeclaration':
      out.remove(statement.start, statement.end);
      return [];
    case 'ExportDefaultDeclaration':
      return [{ name: 'default', expression: printDefault(printing, statement) }];
    case 'ExportNamedDeclaration':
      if (statement.declaration) {
        out.remove(statement.start, statement.declaration.start);
        return declaredNames(statement.declaration).map((name) => ({ name, expression: name }));
      }
      out.remove(statement.start, statement.end);
      return statement.specifiers.map(({ local, exported }) => ({
        name: nameOf(exported),
        expression: expressionOf(local as Identifier),
      }));
    default:
      return [];
  }
}

const nameOf = (node: { type: 'Identifier'; name: string } | { type: 'Literal'; value?: unknown }): string =>
  node.type === 'Identifier' ? node.name : String(node.value);

function declaredNames(declaration: Node): string[] {
  if (declaration.type === 'VariableDeclaration')
    return declaration.declarations.flatMap(({ id }) => boundNames(id));
  const named = declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration';
  return named && declaration.id ? [declaration.id.name] : [];
}

// A function or class without a name gets the name `default`, as the language has it.
function printDefault(
  { out, names, syntax }: Printing,
  statement: Extract<Node, { type: 'ExportDefaultDeclaration' }>,
): string {
  const { declaration } = statement;
  const keywords = /^export\s+default/.exec(syntax.source.slice(statement.start));
  const afterKeywords = statement.start + (keywords?.[0].length ?? 0);
  const declares = declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration';
  if (declares && declaration.id) {
    out.remove(statement.start, afterKeywords);
    return declaration.id.name;
  }
  const local = `${names.runtime}default`;
  const unnamed = !('id' in declaration && declaration.id) && isDefinition(declaration);
  out.overwrite(
    statement.start,
    afterKeywords,
    unnamed ? `const ${local} = { default: ` : `const ${local} =`,
  );
  const end = declares || syntax.source[statement.end - 1] !== ';' ? statement.end : statement.end - 1;
  // Behind all that is written at the end of its parts, also later.
  out.prependRight(end, unnamed ? ' }.default;' : ';');
  return local;
}

const isDefinition = (node: Node): boolean =>
  isFunction(node) || node.type === 'ClassDeclaration' || node.type === 'ClassExpression';
