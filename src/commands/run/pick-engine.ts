import { findK6, type K6Binary, k6Missing } from '../../engine/k6/find-k6.ts';
import { isHarnessError } from '../../errors.ts';
import type { Host } from '../../host.ts';

/** What `--engine` takes. */
export const ENGINE_WISHES = ['embedded', 'k6', 'auto'] as const;
export type EngineWish = (typeof ENGINE_WISHES)[number];

/** Which engine runs a script. */
export type EngineChoice = { kind: 'embedded' } | { kind: 'k6'; binary: K6Binary };

/**
 * Decides which engine runs a script; `auto` says in one line which and why. Throws HarnessError (usage) when k6 is
 * asked for and there is none, and lets the bundle's refusal through when only k6 could run the script.
 */
export async function pickEngine(
  host: Host,
  script: string,
  { engine, k6Path }: { engine: EngineWish; k6Path?: string | undefined },
): Promise<EngineChoice> {
  if (engine === 'embedded') return { kind: 'embedded' };
  const binary = await findK6({ env: host.env, cwd: host.cwd, path: k6Path });
  if (engine === 'k6') {
    if (binary === null) throw k6Missing();
    return { kind: 'k6', binary };
  }
  const needsK6 = await onlyForK6(script, host.cwd);
  const say = (text: string): void => host.err.write(`engine: ${text}\n`);
  if (needsK6 === null) {
    const other = binary === null ? 'no k6 was found' : `${named(binary)} would run it with --engine k6`;
    say(`embedded, the default (${other})`);
    return { kind: 'embedded' };
  }
  if (binary === null) throw needsK6;
  say(`${named(binary)}, since ${needsK6.message}`);
  return { kind: 'k6', binary };
}

const named = ({ version, foundBy }: K6Binary): string => `k6 ${version.text} (${foundBy})`;

// The refusal, where only k6 itself can import what the script imports.
async function onlyForK6(script: string, cwd: string): Promise<Error | null> {
  try {
    const { bundleScenario } = await import('../../../build/bundle.ts');
    await bundleScenario(script, cwd);
    return null;
  } catch (error) {
    return isHarnessError(error) && error.code === 'ERR_BUNDLE_NEEDS_K6' ? error : null;
  }
}
