export type Level = 'OK' | 'WARN' | 'CRIT' | 'NO-DATA' | 'N/A';
export type VerdictState = 'PASS' | 'WARN' | 'NO-DATA' | 'FAIL' | 'INVALID';
export type FailOn = 'warn' | 'critical';

/** One judged line: an SLO, a threshold of the script, the built-in gate, the generator's self-check, the baseline. */
export interface VerdictLine {
  /** SLO id, or the threshold as `metric: expression`, `generator_*` or `baseline_*`. */
  id: string;
  kind: 'slo' | 'threshold' | 'gate' | 'generator' | 'baseline';
  title: string;
  level: Level;
  /** False: shown only, because scenario or target do not declare the part, or by --no-gate. */
  gates: boolean;
  /** Rounded nowhere; null with NO-DATA and N/A. */
  value: number | null;
  unit: 'ms' | '%' | 'count' | 's' | '';
  direction: 'below' | 'above' | '';
  target: number | null;
  warn: number | null;
  critical: number | null;
  /** What the value is of, where that is not all that was judged: `over the last 60s, for 30s`. */
  window?: string;
  /** For a threshold: its expression. */
  expression: string | null;
  /** Document and section of the numbers. */
  source: string;
  /** Section of the runbook with what to do; '' where there is none. */
  remedy: string;
  /** One sentence that explains the level. */
  reason: string;
}

/** The judgement of a run, computed once; reports only show it. */
export interface Verdict {
  /** Null when the run did not come to its end: only its lines were kept. */
  state: VerdictState | null;
  /** One sentence that explains the state. */
  sentence: string;
  failOn: FailOn;
  lines: VerdictLine[];
}
