import type { Syntax } from './syntax.ts';

/** Names of the generated code, none of which the script uses. */
export interface GeneratedNames {
  /** The VU's suspension runtime. */
  readonly runtime: string;
  /** The frame of the running function. */
  readonly frame: string;
  readonly error: string;
  /** The VU's globals. */
  readonly globals: string;
  /** Prefix of module objects. */
  readonly module: string;
}

/** Picks a prefix that no identifier of the script begins with. */
export function generateNames(syntax: Syntax): GeneratedNames {
  const used = new Set(syntax.nodes.flatMap((node) => (node.type === 'Identifier' ? [node.name] : [])));
  let prefix = '$';
  while ([...used].some((name) => name.startsWith(prefix))) prefix += '_';
  return {
    runtime: prefix,
    frame: `${prefix}f`,
    error: `${prefix}e`,
    globals: `${prefix}g`,
    module: `${prefix}m`,
  };
}
