import type { Identifier } from 'acorn';
import { analyze, type Reference, type Variable } from 'eslint-scope';
import type { Node, Syntax } from './syntax.ts';

/** `import X from 'k6/http'`: which module and export a local name stands for. */
export interface ImportedName {
  readonly module: string;
  /** `default`, `*`, or the export's name. */
  readonly name: string;
}

/** Who is who: the exact binding of each identifier. */
export interface Bindings {
  /** The variable an identifier means; undefined for globals and for what is no reference. */
  variableOf(identifier: Node): Variable | undefined;
  /** Identifiers that mean a global. */
  readonly globals: readonly Identifier[];
  importOf(variable: Variable): ImportedName | undefined;
  /** What may have been put into a variable; `unknown` where that cannot be seen. */
  valuesOf(variable: Variable): (Node | 'unknown')[];
  readonly imports: ReadonlyMap<Variable, ImportedName>;
  /** All identifiers that mean the variable. */
  usesOf(variable: Variable): Identifier[];
  /** True where a variable is assigned. */
  isWrite(identifier: Node): boolean;
  /** The variables that a node declares, e.g. a class expression its own name. */
  declaredBy(node: Node): readonly Variable[];
}

/** Resolves every identifier of a module. */
export function readBindings(syntax: Syntax): Bindings {
  // eslint-scope reads ESTree nodes, which acorn's are.
  const manager = analyze(syntax.program as never, {
    ecmaVersion: 2022,
    sourceType: 'module',
    ignoreEval: true,
  });
  const resolved = new Map<Node, Variable>();
  const globals: Identifier[] = [];
  const writes = new Set<Node>();
  for (const scope of manager.scopes) {
    for (const reference of scope.references) {
      if (reference.isWrite()) writes.add(node(reference));
      if (reference.resolved !== null) resolved.set(node(reference), reference.resolved);
    }
  }
  for (const reference of manager.globalScope?.through ?? []) globals.push(node(reference));
  const imports = new Map<Variable, ImportedName>();
  for (const scope of manager.scopes) {
    for (const variable of scope.variables) {
      const name = importedName(variable);
      if (name !== undefined) imports.set(variable, name);
    }
  }
  return {
    variableOf: (identifier) => resolved.get(identifier),
    globals,
    imports,
    importOf: (variable) => imports.get(variable),
    valuesOf,
    usesOf: (variable) => variable.references.map(node),
    isWrite: (identifier) => writes.has(identifier),
    declaredBy: (declaration) => manager.getDeclaredVariables(declaration as never),
  };
}

const node = (reference: Reference): Identifier => reference.identifier as unknown as Identifier;

function importedName(variable: Variable): ImportedName | undefined {
  const definition = variable.defs.find((def) => def.type === 'ImportBinding');
  if (definition === undefined) return undefined;
  const specifier = definition.node as unknown as Node;
  const declaration = definition.parent as unknown as Extract<Node, { type: 'ImportDeclaration' }>;
  const module = String(declaration.source.value);
  if (specifier.type === 'ImportDefaultSpecifier') return { module, name: 'default' };
  if (specifier.type === 'ImportNamespaceSpecifier') return { module, name: '*' };
  if (specifier.type !== 'ImportSpecifier') return undefined;
  const { imported } = specifier;
  return { module, name: imported.type === 'Identifier' ? imported.name : String(imported.value) };
}

function valuesOf(variable: Variable): (Node | 'unknown')[] {
  const values: (Node | 'unknown')[] = [];
  for (const definition of variable.defs) {
    if (definition.type === 'FunctionName' || definition.type === 'ClassName') {
      values.push(definition.node as unknown as Node);
    } else if (definition.type !== 'Variable') values.push('unknown');
  }
  for (const reference of variable.references) {
    if (!reference.isWrite()) continue;
    const plain = reference.writeExpr !== null && reference.writeExpr !== undefined && !reference.partial;
    values.push(plain ? (reference.writeExpr as unknown as Node) : 'unknown');
  }
  return values;
}
