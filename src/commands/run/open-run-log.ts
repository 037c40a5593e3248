import type { LogEntry } from '../../engine/engine.ts';
import type { Host } from '../../host.ts';
import { optionsOfEnvironment, type ReadOptions } from '../../plan/option-text.ts';
import { readSecretSources, secretValues } from '../../plan/secret-sources.ts';
import type { K6RunFlags } from './k6-flags.ts';
import { openLog } from './log-sink.ts';

/** The log of a run as its flags and options want it; secrets of its sources never reach it. */
export function openRunLog(
  host: Host,
  { logOutput, logFormat, verbose, options, secretSource }: K6RunFlags & { options: ReadOptions },
): (entry: LogEntry) => void {
  const { consoleOutput } = { ...optionsOfEnvironment(host.env).options, ...options.options };
  return openLog(host, {
    output: logOutput,
    format: logFormat,
    verbose,
    secrets: secretValues(readSecretSources(secretSource, host.cwd)),
    consoleFile: typeof consoleOutput === 'string' && consoleOutput !== '' ? consoleOutput : undefined,
  });
}
