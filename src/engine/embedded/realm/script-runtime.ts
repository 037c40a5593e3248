import type { VuContext } from './contract.ts';
import type { Core } from './core.ts';
import { fillNamespace, namespaceOf, rename, resolveSpecifier } from './module-forms.ts';
import { openIn } from './modules/globals.ts';
import { callThen, callTwin } from './twins.ts';

/** What generated code calls: the VU's core, and helpers under short names. */
export function runtimeOf(
  core: Core,
  context: VuContext,
  { globals, entryPath }: { globals: object; entryPath: string },
): object {
  return Object.assign(core, {
    hof: (target: unknown, ...call: [string, ...unknown[]]) => callTwin(core, target, call),
    // biome-ignore lint/suspicious/noThenProperty: generated code calls the runtime's `then` by this name.
    then: (target: unknown, ...call: [string, ...unknown[]]) => callThen(core, target, call),
    ns: namespaceOf,
    nx: fillNamespace,
    nm: rename,
    meta: { resolve: (specifier: unknown) => resolveSpecifier(entryPath, String(specifier)) },
    openIn: (folder: string) => openIn(context, folder),
    importNow: () => Promise.reject('dynamic modules not enabled in the host program'),
    gx(name: string): object {
      if (!(name in globals)) throw new ReferenceError(`${name} is not defined`);
      return globals;
    },
  });
}
