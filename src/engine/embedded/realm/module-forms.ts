const namespaces = new WeakMap<object, object>();

/** `import * as ns`: the module's names without `default`, and nothing of it can be written. */
export function namespaceOf(module: Record<string, unknown>): object {
  let namespace = namespaces.get(module);
  if (namespace === undefined) {
    const { default: _, ...names } = module;
    namespace = Object.freeze(names);
    namespaces.set(module, namespace);
  }
  return namespace;
}

/** Makes an empty object the namespace of a module of the script: names in order, live, and not to be written. */
export function fillNamespace(namespace: object, exports: Record<string, () => unknown>): void {
  for (const name of Object.keys(exports).sort()) {
    Object.defineProperty(namespace, name, { get: exports[name], enumerable: true });
  }
  Object.defineProperty(namespace, Symbol.toStringTag, { value: 'Module' });
  Object.setPrototypeOf(namespace, null);
  Object.preventExtensions(namespace);
}

/** Gives a function the name that it has in the script. */
export function rename(fn: object, name: string): void {
  Object.defineProperty(fn, 'name', { value: name, configurable: true });
}

/** As import.meta.resolve: a path relative to the entry file, as a file URL. */
export function resolveSpecifier(entryPath: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier.startsWith('/') ? `file://${specifier}` : specifier;
  const kept = entryPath.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') kept.pop();
    else if (part !== '.') kept.push(part);
  }
  return `file://${kept.join('/')}`;
}
