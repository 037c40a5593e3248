/**
 * The seam between the script's realm (a vm context) and the host. Types only.
 *
 * Rule of the seam: what a script can reach was made inside the realm. Host functions and host objects stay in the
 * closures of realm code; host arrays, buffers and errors are copied into realm ones before a script sees them, since
 * their constructors would hand the script the host's `process`. Host functions called from the realm never throw:
 * they return a HostResult.
 */

import type { CodingBridge, CryptoBridge } from './crypto-contract.ts';
import type { GrpcBridge } from './grpc-contract.ts';
import type { HtmlPart } from './html-contract.ts';
import type { HttpBridge } from './http-contract.ts';
import type { StreamsPart } from './streams-contract.ts';
import type { WsBridge } from './ws-contract.ts';

export type HostResult<T> = { ok: true; value: T } | { ok: false; message: string };

/** How a blocking operation of a module is carried out, in each of the two modes. */
export interface BlockingOperation<Outcome, Value> {
  /** Caller can wait: begin, and call `done` once, at once or from any later turn of the host's event loop. */
  start(done: (outcome: Outcome) => void): void;
  /** Caller cannot wait (native caller): the outcome, now, holding the thread. */
  block(): Outcome;
  /** In the script's turn: turns the outcome into the value that the script gets; may throw realm errors. */
  finish(outcome: Outcome): Value;
}

/** A call of a script's function from within a module function. */
export interface UserCall {
  fn: (...args: never[]) => unknown;
  self?: unknown;
  args: readonly unknown[];
}

/** How a job (or a step of `drive`) ended. */
export type Settled = { ok: true; value: unknown } | { ok: false; error: unknown };

/** The suspension runtime of one VU, as far as modules use it. Documented in docs/suspension.md. */
export interface Suspender {
  /** The one way for a module function to wait. */
  block<Outcome, Value>(operation: BlockingOperation<Outcome, Value>): Value;
  /**
   * Runs a module function that calls script functions, which may suspend: each `yield` of a UserCall gives back how
   * the call settled (never throws into the generator). What the generator returns or throws is the result.
   */
  drive<Value>(steps: () => Generator<UserCall, Value, Settled>): Value;
  /**
   * A job from outside (timer, finished async request, socket event): waits for the VU's job lock, then runs `fn`
   * with `args`. `settled` is called when it (and its suspensions) ended; without it an error fails the iteration.
   */
  enter(call: UserCall, settled?: (outcome: Settled) => void): void;
  /** Keeps the iteration alive until the returned function is called (pending timer, request, socket). */
  hold(): () => void;
  /** Ends the script's turn for good: neither catch nor finally run. For test.abort(). */
  vanish(): never;
  /** Replaces Math.random of this VU. */
  setRandom(next: () => number): void;
  /** True once the iteration was interrupted: operations must not emit samples or call back any more. */
  readonly interrupted: boolean;
}

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';

/** Who may be reached, and with what. Holds secrets: scripts never see it. */
export interface TargetReach {
  /** Lower-case host names; loopback is reached without being among them. */
  hosts: readonly string[];
  /** Of every request to one of `hosts`, unless the script sets them. */
  headers: Readonly<Record<string, string>>;
  /** PEM text of certificates that are trusted beside the usual ones. */
  ca: string | null;
}

/** Options that modules read, resolved; see the option list in docs/k6-compatibility.md. */
export interface VuOptions {
  throw: boolean;
  userAgent: string;
  maxRedirects: number;
  /** True when maxRedirects was set explicitly (no warning then). */
  maxRedirectsSet: boolean;
  batch: number;
  batchPerHost: number;
  discardResponseBodies: boolean;
  /** 'full': with bodies; '': off. */
  httpDebug: string;
  insecureSkipTLSVerify: boolean;
  noConnectionReuse: boolean;
  noVUConnectionReuse: boolean;
  noCookiesReset: boolean;
  systemTags: ReadonlySet<string>;
  hosts: Readonly<Record<string, string>>;
  blockHostnames: readonly string[];
  blacklistIPs: readonly string[];
  tlsAuth: readonly { domains: readonly string[]; cert: string; key: string; password?: string }[];
  tlsVersion: { min?: string; max?: string } | null;
  tlsCipherSuites: readonly string[];
  localIPs: string;
  dns: { ttlMs: number; select: string; policy: string };
  /** Headers that the harness adds to every request unless the script sets them (X-R3MES-Run). */
  extraHeaders: Readonly<Record<string, string>>;
  /** The target of the run: who may be reached, and what is sent to nobody else. Null without one. */
  target: TargetReach | null;
  rps: number;
}

/** What the host keeps of one VU; modules read it and may change what is not readonly. */
export interface VuState {
  /** 1.. in this process; 0 in init, setup, teardown, handleSummary. */
  readonly id: number;
  readonly idInTest: number;
  /** `__ITER`; -1 before the first iteration. */
  iteration: number;
  iterationInScenario: number;
  /** Of the running iteration, unique over the whole test. */
  iterationInTest: number;
  iterationInInstance: number;
  readonly phase: 'init' | 'setup' | 'vu' | 'teardown' | 'summary';
  readonly scenario: { name: string; executor: string; startTimeMs: number } | null;
  /** Path of the open groups: '' at top level, else `::outer::inner`. */
  group: string;
  /** Base tags: run, scenario, `scenario`, `group` and the script's own vu.tags. Always replaced, never changed in place. */
  tags: Readonly<Record<string, string>>;
  metadata: Readonly<Record<string, string>>;
  readonly options: VuOptions;
  /** Planned start of the running iteration, epoch ms; null for closed models. Scheduled latency is taken from it. */
  plannedStartMs: number | null;
  /** Wire bytes of the running iteration. */
  dataSent: number;
  dataReceived: number;
}

/** A metric as the script's init code declared it. */
export interface DeclaredMetric {
  name: string;
  kind: 'counter' | 'gauge' | 'rate' | 'trend';
  contains: 'default' | 'time' | 'data';
}

/** All that realm code may ask of the host for one VU. */
export interface VuBridge {
  readonly state: VuState;
  readonly env: Record<string, string>;
  readonly http: HttpBridge;
  readonly ws: WsBridge;
  readonly crypto: CryptoBridge;
  readonly coding: CodingBridge;
  /** null unless the script names the module. */
  readonly grpc: GrpcBridge | null;
  log(level: LogLevel, message: string, fields: Readonly<Record<string, string>>): void;
  /** Registers a custom metric; fails when the name is taken by another kind. */
  declareMetric(metric: DeclaredMetric): HostResult<null>;
  /** Adds a sample with exactly these tags, stamped now. */
  emit(metric: string, tags: Readonly<Record<string, string>>, value: number): void;
  /** Counts one check and emits its sample; `tags` are the call's own, or null. */
  check(name: string, passed: boolean, tags: Readonly<Record<string, string>> | null): void;
  /** Opens or closes a group: sets `state.group` and the `group` tag. */
  setGroup(path: string): void;
  /** Sets (or with undefined removes) one of the VU's own tags, or its metadata for `vu` and `iter`. */
  setTag(name: string, value: string | undefined): void;
  /** Sets (or with undefined removes) what goes beside the tags of the VU's samples. */
  setMetadata(name: string, value: string | undefined): void;
  /** Epoch milliseconds with fractions, monotonic within a run. */
  now(): number;
  /** Calls back once, not before `delayMs`. */
  startTimer(delayMs: number, fire: () => void): number;
  stopTimer(id: number): void;
  /** Calls back in a later turn of the event loop, once promise reactions that are due have run. */
  nextTurn(fire: () => void): void;
  /** Holds the thread. */
  sleepBlocking(delayMs: number): void;
  /** Init only. Bytes are host memory that all VUs share: copy them. */
  readFile(path: string): HostResult<Uint8Array>;
  /** Bytes to text; invalid ones become U+FFFD. */
  decodeUtf8(bytes: Uint8Array): string;
  /** Elements of a SharedArray as JSON texts, built once per process by `build`, which gives null when it fails. */
  sharedArray(name: string, build: () => readonly string[] | null): TextList;
  /** A call held the whole thread, since its caller cannot wait; `stack` is V8's own. */
  blocked(stack: string): void;
  /** A value of a secret source, in any phase. */
  secret(source: string, key: string): HostResult<string>;
  execution: ExecutionBridge;
}

/** Texts by index, from 0. */
export interface TextList {
  readonly length: number;
  at(index: number): string | undefined;
}

/** What `k6/execution` shows. */
export interface ExecutionBridge {
  instance(): {
    iterationsCompleted: number;
    iterationsInterrupted: number;
    vusActive: number;
    vusInitialized: number;
    currentTestRunDurationMs: number;
  };
  /** 0..1 */
  scenarioProgress(): number;
  /** The consolidated options as JSON text. */
  optionsJson(): string;
  abort(reason: string): void;
  /** The reason given to the last abort(). */
  abortReason(): string;
  fail(reason: string): void;
}

/** How running one exported function ended. */
export type JobOutcome =
  | { kind: 'done'; value: unknown }
  /** `text` is what the log shows: `Error: x` and the script's own frames. `cause` tells exceptions of init apart. */
  | { kind: 'threw'; text: string; hint: string; asynchronous: boolean }
  | { kind: 'aborted'; reason: string }
  | { kind: 'interrupted' };

/** What the host does for a realm as a whole. Never throws. */
export interface RealmHost {
  /** Evaluates a part of the realm, in it. */
  loadPart<Name extends PartName>(name: Name): HostResult<RealmParts[Name]>;
  /** What the script's author wrote for V8's text of a function; null for functions that are not the script's. */
  functionText(text: string): string | null;
  /** True for V8's text of a function that belongs to the engine. */
  isEngineText(text: string): boolean;
}

/** One instantiated script: its module state belongs to one VU. */
export interface VuInstance {
  /** Names of the exported functions. */
  readonly functions: readonly string[];
  /** An exported value of the realm; undefined when there is none. */
  exported(name: string): unknown;
  /** Replaces `__ENV` (a new object at each activation for a scenario). */
  setEnv(env: Readonly<Record<string, string>>): void;
  /**
   * Runs an exported function and its event loop until nothing is pending. `done` is called exactly once.
   * `args` are JSON texts that are parsed inside the realm, or undefined.
   */
  run(name: string, args: readonly (string | undefined)[], done: (outcome: JobOutcome) => void): void;
  /** Interrupts the running job: its frames never resume, `done` is called with `interrupted`. */
  interrupt(): void;
}

/** The parts of the realm that are bundles of their own: build/out/realm-<name>.js. */
export interface RealmParts {
  html: HtmlPart;
  streams: StreamsPart;
}

export type PartName = keyof RealmParts;

/** What a module's factory gets; one call per VU. */
export interface VuContext {
  readonly $: Suspender;
  readonly bridge: VuBridge;
  /** A part of the realm that few scripts need, evaluated at its first use in the thread. */
  part<Name extends PartName>(name: Name): RealmParts[Name];
}

/** A k6 module: its exports by name (`default` included), made anew for each VU, inside the realm. */
export type ModuleFactory = (vu: VuContext) => Record<string, unknown>;
