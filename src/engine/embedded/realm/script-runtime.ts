import type { VuContext } from './contract.ts';
import type { Core } from './core.ts';
import type { Frame } from './frame.ts';
import { fillNamespace, namespaceOf, rename, resolveSpecifier } from './module-forms.ts';
import { openIn } from './modules/globals.ts';
import { callable } from './natives.ts';
import { callThen } from './reactions.ts';
import { callTwin } from './twins.ts';
import { watchedIterator } from './watched-iterator.ts';

/** What generated code calls: the VU's core, and helpers under short names. */
export function runtimeOf(
  core: Core,
  context: VuContext,
  { globals, entryPath }: { globals: object; entryPath: string },
): object {
  const drop = (): void => {
    core.k = 0;
  };
  return Object.assign(core, {
    hof: (target: unknown, ...call: [string, ...unknown[]]) => callTwin(core, target, call),
    q: (value: unknown, name?: string) => callable(drop, value, name),
    // biome-ignore lint/suspicious/noThenProperty: generated code calls the runtime's `then` by this name.
    then: (target: unknown, ...call: [string, ...unknown[]]) => callThen(core, target, call),
    gate: (frame: Frame) => frame.jobs.turn(undefined),
    fa: (frame: Frame, values: AsyncIterable<unknown> | Iterable<unknown>) => ({
      [Symbol.asyncIterator]: () => watchedIterator(values, () => core.leave(frame)),
    }),
    // `yield` of an async generator: whoever asked for the value goes on.
    yi(frame: Frame, value: unknown): unknown {
      if (frame.waited) frame.jobs.unlock();
      frame.waited = false;
      return value;
    },
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
