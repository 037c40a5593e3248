import { ProbeSet } from '../../../probes/probe-set.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { Host } from '../../host.ts';
import type { ProbePass } from '../../store/record/probe-pass.ts';
import { gradeProbe, probeState } from '../../verdict/grade-probes.ts';
import { adviceFor } from '../../verdict/runbook.ts';
import type { ProbePlan } from './probe-plan.ts';

const EXITS = {
  FAIL: 'thresholds',
  'NO-DATA': 'noData',
  INVALID: 'invalid',
  WARN: 'success',
  PASS: 'success',
} as const;

/** Looks and judges, round after round, through the same open probes. */
export class ProbeRounds {
  readonly #host: Host;
  readonly #plan: ProbePlan;
  readonly #probes: ProbeSet;

  constructor(host: Host, plan: ProbePlan) {
    this.#host = host;
    this.#plan = plan;
    const { names, target, deadlineMs, retries } = plan;
    // Steady: a clock that is set while probes look changes no duration.
    const originMs = host.now() - performance.now();
    const clock = () => originMs + performance.now();
    this.#probes = new ProbeSet({
      names,
      target: target.probes,
      deadlineMs,
      retries,
      clock,
    });
  }

  /** One round; `deadlineMs` may shorten the plan's. */
  async next(signal?: AbortSignal, deadlineMs?: number): Promise<ProbePass> {
    const results = await this.#probes.round(signal, deadlineMs);
    const { failOn, namespace, target } = this.#plan;
    const lines = gradeProbe(results, target.slos, {});
    const state = probeState(lines, failOn);
    const exitCode = EXIT_CODES[EXITS[state]].code;
    const at = new Date(this.#host.now()).toISOString();
    return { version: 1, at, state, failOn, exitCode, results, lines, advice: adviceFor(lines, namespace) };
  }

  async close(): Promise<void> {
    await this.#probes.close();
  }
}
