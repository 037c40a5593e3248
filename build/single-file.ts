import { readFileSync } from 'node:fs';
import { type AnyNode, type Program, parse } from 'acorn';
import { isEngineModule } from './k6-externals.ts';

/**
 * The text of a script that needs no bundling, as it is: an ES module in plain JavaScript that imports k6's modules only.
 * Bundling would turn its `const` into `var` and name its classes anew. Null for all others.
 */
export function singleFile(entryPath: string): string | null {
  const text = readFileSync(entryPath, 'utf8');
  return !/^(\uFEFF|#!)/.test(text) && standsAlone(text) ? text : null;
}

/** True for the text of an ES module that the suspension pass can take without esbuild. */
export function standsAlone(text: string): boolean {
  const program = parsed(text);
  if (program === null) return false;
  let exported = false;
  for (const statement of program.body) {
    if (statement.type === 'ExportAllDeclaration') return false;
    if (statement.type === 'ExportNamedDeclaration' && statement.source) return false;
    if (statement.type === 'ImportDeclaration' && !isEngineModule(String(statement.source.value)))
      return false;
    exported ||= statement.type !== 'ImportDeclaration' && statement.type.startsWith('Export');
  }
  return exported && !needsEsbuild(program);
}

function parsed(text: string): Program | null {
  try {
    return parse(text, { ecmaVersion: 'latest', sourceType: 'module' });
  } catch {
    return null;
  }
}

const COMMON_JS = new Set(['require', 'module', 'exports', '__dirname', '__filename']);

// Modules of the other kind and `import()` need linking.
function needsEsbuild(node: AnyNode): boolean {
  if (node.type === 'ImportExpression') return true;
  if (node.type === 'Identifier' && COMMON_JS.has(node.name)) return true;
  return childrenOf(node).some(needsEsbuild);
}

function childrenOf(node: AnyNode): AnyNode[] {
  return Object.values(node)
    .flat()
    .filter((value): value is AnyNode => typeof value === 'object' && value !== null && 'type' in value);
}
