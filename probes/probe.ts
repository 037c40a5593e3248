/** What a probe may be aimed at; each probe reads only its own part. */
export interface ProbeTarget {
  apiUrl?: string | undefined;
  /** CometBFT RPC of a node. */
  rpcUrl?: string | undefined;
  /** The chain's REST side (LCD). */
  lcdUrl?: string | undefined;
  databaseUrl?: string | undefined;
  redisUrl?: string | undefined;
  /** The web front end (Next.js, or the proxy before it). */
  webUrl?: string | undefined;
  /** The API's WebSocket side, `ws://` or `wss://`. */
  wsUrl?: string | undefined;
  prometheusUrl?: string | undefined;
  /** Path of a kubeconfig file. */
  kubeconfig?: string | undefined;
  /** Kubernetes namespace; `r3mes` where it is not given. */
  namespace?: string | undefined;
  /** Whose CPU, memory and disk: `local`, or a regular expression of `instance` labels of node_exporter. */
  system?: string | undefined;
  /** Where backups are: a path (`*` allowed), an http URL of a listing, or `!command`. */
  backup?: string | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  /** PEM texts for the https and wss URLs: an authority of one's own, a client's certificate. */
  tls?: { ca?: string | undefined; cert?: string | undefined; key?: string | undefined } | undefined;
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
  /** What belongs on a run's time axis when it changes; absent where it could not be seen. */
  marks?: readonly ProbeMark[] | undefined;
}

/** What runs now (`deploy`: a workload and its revision), or a fault that is on (`fault`: its name and how it was put on). */
export interface ProbeMark {
  kind: 'deploy' | 'fault';
  of: string;
  now: string;
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

export type ProbeName =
  | 'http'
  | 'websocket'
  | 'frontend'
  | 'chain'
  | 'postgres'
  | 'redis'
  | 'prometheus'
  | 'kubernetes'
  | 'system'
  | 'backup';

export type ProbeResult = ({ ok: true; facts: ProbeFacts } | { ok: false; failure: ProbeFailure }) & {
  probe: ProbeName;
  atMs: number;
  durationMs: number;
  /** Only where it was looked at more than once: how often, and why the first look failed. */
  tries?: { count: number; first: ProbeFailure } | undefined;
};

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
  /** Loads the libraries of a look, so that loading is in no measured time, of this probe or of others beside it. */
  load?(): Promise<void>;
  /** One look. Throws ProbeError; must stop when `signal` aborts, which it does after `deadlineMs` (default: not known). */
  sample(signal: AbortSignal, deadlineMs?: number): Promise<ProbeFacts>;
  close(): Promise<void>;
}

/** The one signature of all probes. Never connects by itself and never times itself. */
export type Probe = (target: ProbeTarget) => ProbeSession;
