import { parseDurationMs } from '../../duration.ts';
import type { Engine } from '../../engine/engine.ts';
import { HarnessError } from '../../errors.ts';
import type { Host } from '../../host.ts';
import type { GivenOption, K6RunFlags } from './k6-flags.ts';
import { type LoadedRun, type LoadRequest, loadRun, thresholdTags } from './load-script.ts';
import { type EngineWish, pickEngine } from './pick-engine.ts';

/** Flags that say what runs a script. */
export interface EngineFlags extends K6RunFlags {
  engine: EngineWish;
  k6Path?: string;
  /** `10s`: how long k6 may go on after its summary. */
  k6FinishTimeout: string;
  /** The same options of k6 as texts, for k6 itself. */
  given: readonly GivenOption[];
  /** Nothing is sent: what parts of the run measured is judged. */
  collected?: (run: { keptTags: readonly string[]; hash: string }) => Promise<Engine>;
}

/** Loads a script for the engine that the flags ask for. Throws HarnessError; nothing is left behind then. */
export async function loadWithEngine(
  host: Host,
  request: LoadRequest,
  flags: EngineFlags,
): Promise<LoadedRun> {
  if (flags.collected !== undefined) {
    const run = await loadRun(request);
    await run.engine.close();
    return {
      ...run,
      engine: await flags.collected({ keptTags: thresholdTags(run.thresholds), hash: run.hash }),
    };
  }
  const choice = await pickEngine(host, request.script, flags);
  if (choice.kind === 'embedded') return loadRun(request);
  const finishTimeoutMs = parseDurationMs(flags.k6FinishTimeout);
  if (finishTimeoutMs === undefined) {
    throw new HarnessError(`"${flags.k6FinishTimeout}" is no duration`, {
      code: 'ERR_K6_FINISH_TIMEOUT',
      exit: 'usage',
      hint: 'Give --k6-finish-timeout as 10s or 1m.',
    });
  }
  const { loadK6Run } = await import('./load-k6.ts');
  return loadK6Run(request, { binary: choice.binary, environment: host.env, flags, finishTimeoutMs });
}
