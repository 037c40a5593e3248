import type { Identifier } from 'acorn';
import type { Bindings } from './bindings.ts';
import type { Printing } from './print-sites.ts';
import { INTRINSICS } from './seeds.ts';
import type { Node } from './syntax.ts';

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
  for (const [variable, { module, name }] of bindings.imports) {
    const object = `${printing.names.module}${modules.indexOf(module)}`;
    const expression =
      name === '*'
        ? `${printing.names.runtime}.ns(${object})`
        : name === 'default'
          ? `${object}.default`
          : `${object}.default.${name}`;
    for (const use of bindings.usesOf(variable))
      printUse(printing, use, { expression, method: name !== '*' && name !== 'default' });
  }
  for (const identifier of bindings.globals) {
    if (identifier.name === 'open' && printOpen(printing, identifier)) continue;
    printGlobal(printing, identifier);
  }
  for (const node of printing.syntax.nodes) printImportForm(printing, node);
  const exports: { name: string; expression: string }[] = [];
  for (const statement of printing.syntax.program.body)
    exports.push(...printStatement(printing, statement, bindings));
  return { modules, exports };
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
    known ? `${names.globals}.${name}` : `${names.runtime}.gx("${name}").${name}`,
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

function printStatement(
  { out }: Printing,
  statement: Node,
  bindings: Bindings,
): { name: string; expression: string }[] {
  switch (statement.type) {
    case 'ImportDeclaration':
      out.remove(statement.start, statement.end);
      return [];
    case 'ExportDefaultDeclaration':
      out.overwrite(statement.start, statement.declaration.start, 'const $default = ');
      return [{ name: 'default', expression: '$default' }];
    case 'ExportNamedDeclaration':
      out.remove(statement.start, statement.end);
      return statement.specifiers.map(({ local, exported }) => {
        const nameOf = (n: typeof local): string => (n.type === 'Identifier' ? n.name : String(n.value));
        return { name: nameOf(exported), expression: localExpression(nameOf(local), local, bindings) };
      });
    default:
      return [];
  }
}

// A re-exported import (`export { sleep as default } from 'k6'`) has no local variable of its own.
function localExpression(name: string, local: Node, bindings: Bindings): string {
  const variable = bindings.variableOf(local);
  return variable && bindings.importOf(variable) ? 'undefined' : name;
}
