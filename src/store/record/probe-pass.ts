import type { ProbeResult } from '../../../probes/probe.ts';
import type { FailOn, VerdictLine, VerdictState } from '../../verdict/verdict.ts';

/** What the runbook says to do about the lines that are WARN or CRIT. */
export interface RunbookAdvice {
  /** Section of the runbook. */
  section: string;
  /** Ids of the lines that lead here. */
  lines: string[];
  /** Sentences, in order. */
  steps: string[];
  /** Shell commands with the namespace filled in; text, never run by the harness. */
  commands: string[];
}

/** One round of probes, judged: what `harness probe --json` prints. docs/probe-pass.schema.json is its schema. */
export interface ProbePass {
  version: 1;
  /** ISO 8601, UTC. */
  at: string;
  state: VerdictState;
  failOn: FailOn;
  exitCode: number;
  results: ProbeResult[];
  lines: VerdictLine[];
  advice: RunbookAdvice[];
}
