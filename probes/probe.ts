/** What a probe may be aimed at; each probe reads only its own part. */
export interface ProbeTarget {
  apiUrl?: string | undefined;
  /** CometBFT RPC of a node. */
  rpcUrl?: string | undefined;
  /** The chain's REST side (LCD). */
  lcdUrl?: string | undefined;
  databaseUrl?: string | undefined;
  redisUrl?: string | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  /** libpq's variables (PGHOST, PGUSER, ...), taken when there is no databaseUrl. */
  pgEnv?: Readonly<Record<string, string | undefined>> | undefined;
}

/** One measured fact; `null` when it could not be seen, with the reason in `note`. */
export interface ProbeValue {
  /** Dotted, stable, e.g. `connections.usedPercent`. */
  id: string;
  title: string;
  value: number | null;
  unit: 'ms' | '%' | 'count' | 'bytes' | 's' | 'ratio';
  /** Why the value is missing, partial or to be read with care. */
  note?: string | undefined;
  /** True when the probe's role saw only a part: such a value is never graded green. */
  partial?: boolean | undefined;
}

/** What one sample of a probe found: facts only, no judgement. */
export interface ProbeFacts {
  values: ProbeValue[];
  /** Text facts: version, role, product. */
  info: Record<string, string>;
}

export type ProbeStage =
  | 'configure'
  | 'resolve'
  | 'connect'
  | 'tls'
  | 'authenticate'
  | 'query'
  | 'assert'
  | 'deadline';

/** Why a probe could not see its part: a result, not an exception. */
export interface ProbeFailure {
  stage: ProbeStage;
  /** The driver's or system's own code, e.g. ECONNREFUSED, 28P01, WRONGPASS. */
  code: string;
  /** One line, redacted. */
  message: string;
  /** What to do about it, one line. */
  hint: string;
}

export type ProbeName = 'http' | 'chain' | 'postgres' | 'redis';

export type ProbeResult =
  | { ok: true; probe: ProbeName; atMs: number; durationMs: number; facts: ProbeFacts }
  | { ok: false; probe: ProbeName; atMs: number; durationMs: number; failure: ProbeFailure };

/** Thrown inside a session's `sample` to name the stage; the runner turns it into a ProbeFailure. */
export class ProbeError extends Error {
  readonly failure: ProbeFailure;
  constructor(failure: ProbeFailure, cause?: unknown) {
    super(failure.message, { cause });
    this.name = 'ProbeError';
    this.failure = failure;
  }
}

/** A probe that is open: connects on its first sample, keeps its connection, reconnects after a failure. */
export interface ProbeSession {
  /** One look. Throws ProbeError; must stop when `signal` aborts. */
  sample(signal: AbortSignal): Promise<ProbeFacts>;
  close(): Promise<void>;
}

/** The one signature of all probes. Never connects by itself and never times itself. */
export type Probe = (target: ProbeTarget) => ProbeSession;
