import type { Bundle } from './bundle.ts';
import { ScriptCache } from './script-cache.ts';
import { scriptFile } from './script-file.ts';
import type { SuspendedScript } from './suspend/suspend-bundle.ts';

/** A script ready for the embedded engine. */
export interface PreparedScript {
  readonly bundle: Bundle;
  readonly suspended: SuspendedScript;
}

/**
 * Bundles and rewrites a script, or takes what an earlier run made of the very same files. `cacheDirectory` null: no
 * cache. Throws HarnessError as bundleScenario does.
 */
export async function prepareScript(
  entry: string,
  cwd: string,
  cacheDirectory: string | null,
): Promise<PreparedScript> {
  const entryPath = scriptFile(entry, cwd);
  const cache = cacheDirectory === null ? null : new ScriptCache(cacheDirectory);
  const kept = cache?.take(entryPath) ?? null;
  if (kept !== null) return kept;
  // The bundler and the parser take a while to load: only where they are needed.
  const [{ bundleScenario }, { suspendBundle }] = await Promise.all([
    import('./bundle.ts'),
    import('./suspend/suspend-bundle.ts'),
  ]);
  const bundle = await bundleScenario(entry, cwd);
  const prepared = { bundle, suspended: suspendBundle(bundle) };
  cache?.put(prepared);
  return prepared;
}
