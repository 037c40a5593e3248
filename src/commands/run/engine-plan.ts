import { findSlo } from '../../../thresholds.ts';
import type { EnginePlan } from '../../engine/engine.ts';
import { VERSION } from '../../package.ts';
import { durationOptionMs } from '../../plan/run-plan.ts';
import { shownOptions } from '../../plan/shown-options.ts';
import { defaultVuOptions } from '../../plan/vu-options.ts';
import type { LoadedRun } from './load-script.ts';

/** What the harness adds to requests: nothing with --no-gate, else its name and, with a target, the run's id. */
export type Signature = { kind: 'none' } | { kind: 'harness'; runId: string | null };

/** What the engine is told to run. `testStartMs` is epoch ms. */
export function enginePlan(
  { plan, loaded, access }: LoadedRun,
  { signature, keepRaw }: { signature: Signature; keepRaw: boolean },
  testStartMs: number,
): EnginePlan {
  const { options } = plan;
  const vuOptions = defaultVuOptions(options);
  if (signature.kind === 'harness') {
    if (options['userAgent'] === undefined) vuOptions.userAgent = `r3mes-harness/${VERSION}`;
    if (signature.runId !== null) vuOptions.extraHeaders = { 'X-R3MES-Run': signature.runId };
  }
  if (access !== null) {
    const { hosts, headers, ca, clientCertificate } = access;
    vuOptions.target = { hosts, headers, ca };
    if (clientCertificate !== null) {
      const { certificate, key } = clientCertificate;
      vuOptions.tlsAuth = [...vuOptions.tlsAuth, { domains: hosts, cert: certificate, key }];
    }
  }
  return {
    scenarios: plan.scenarios,
    options: vuOptions,
    optionsJson: JSON.stringify(shownOptions(options)),
    runTags: (options['tags'] ?? {}) as Record<string, string>,
    vuStripe: plan.vuStripe,
    maxVus: plan.maxVus,
    workers: plan.workers,
    initialVus: plan.initialVus,
    minIterationDurationMs:
      options['minIterationDuration'] === undefined
        ? 0
        : durationOptionMs(options, 'minIterationDuration', 0),
    scheduledMetrics: signature.kind === 'none' ? [] : measuredDurations(),
    keepRaw,
    testStartMs,
    runSetup: loaded.functions.includes('setup') && options['noSetup'] !== true,
    runTeardown: loaded.functions.includes('teardown') && options['noTeardown'] !== true,
    setupTimeoutMs: durationOptionMs(options, 'setupTimeout', 60_000),
    teardownTimeoutMs: durationOptionMs(options, 'teardownTimeout', 60_000),
  };
}

// Requests of any kind, and what the API's objective is judged on.
function measuredDurations(): string[] {
  const objective = findSlo('api_latency_p95')?.measure;
  return [
    'http_req_duration',
    'grpc_req_duration',
    ...(objective?.from === 'metric' ? [objective.metric] : []),
  ];
}
