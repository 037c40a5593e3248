import { PLAIN, type Shape } from './option-shape.ts';
import { SCENARIOS_SHAPE, STAGES_SHAPE } from './scenario-shapes.ts';

/** How an option's value is written as text, in the environment and in flags; `json`: only in scripts and files. */
export type OptionKind =
  | 'boolean'
  | 'integer'
  | 'duration'
  | 'text'
  | 'list'
  | 'stages'
  | 'tags'
  | 'dns'
  | 'json';

/** One of k6's options. */
export interface OptionEntry {
  readonly kind: OptionKind;
  /** What it is in a script or a configuration file. */
  readonly shape: Shape;
  /** Its variable; absent where k6 has none. */
  readonly env?: string;
  /** Its flag in commander's words; absent where k6 has none. */
  readonly flag?: string;
  /** False: a script cannot set it. */
  readonly script?: false;
}

const DNS_SHAPE: Shape = {
  is: 'object',
  fields: { ttl: PLAIN.text, select: PLAIN.text, policy: PLAIN.text },
  strict: false,
};

const SHAPES: Readonly<Record<OptionKind, Shape>> = {
  boolean: PLAIN.boolean,
  integer: PLAIN.integer,
  duration: PLAIN.duration,
  text: PLAIN.text,
  list: PLAIN.texts,
  stages: STAGES_SHAPE,
  tags: PLAIN.textMap,
  dns: DNS_SHAPE,
  json: PLAIN.any,
};

const THRESHOLD_SHAPE: Shape = {
  is: 'either',
  shapes: [
    PLAIN.text,
    {
      is: 'object',
      fields: { threshold: PLAIN.text, abortOnFail: PLAIN.boolean, delayAbortEval: PLAIN.duration },
      strict: false,
    },
  ],
};

const TLS_AUTH_SHAPE: Shape = {
  is: 'object',
  fields: { domains: PLAIN.texts, cert: PLAIN.text, key: PLAIN.text, password: PLAIN.text },
  strict: false,
};

const TLS_VERSION_SHAPE: Shape = {
  is: 'either',
  shapes: [PLAIN.text, { is: 'object', fields: { min: PLAIN.text, max: PLAIN.text }, strict: false }],
};

const entry = (kind: OptionKind, env?: string, flag?: string): OptionEntry => ({
  kind,
  shape: SHAPES[kind],
  ...(env === undefined ? {} : { env }),
  ...(flag === undefined ? {} : { flag }),
});

const json = (shape: Shape, flag?: string): OptionEntry => ({ ...entry('json', undefined, flag), shape });

/** Every option of k6 2.2 by its key, with the ways to set it (k6-behaviour 1.6). */
export const OPTION_TABLE = {
  paused: entry('boolean', 'K6_PAUSED', '-p, --paused'),
  vus: entry('integer', 'K6_VUS'),
  duration: entry('duration', 'K6_DURATION'),
  iterations: entry('integer', 'K6_ITERATIONS'),
  stages: entry('stages', 'K6_STAGES', '-s, --stage <duration:target>'),
  scenarios: json(SCENARIOS_SHAPE),
  executionSegment: entry('text', undefined, '--execution-segment <from:to>'),
  executionSegmentSequence: entry('text', undefined, '--execution-segment-sequence <list>'),
  noSetup: entry('boolean', 'K6_NO_SETUP', '--no-setup'),
  noTeardown: entry('boolean', 'K6_NO_TEARDOWN', '--no-teardown'),
  setupTimeout: entry('duration', 'K6_SETUP_TIMEOUT'),
  teardownTimeout: entry('duration', 'K6_TEARDOWN_TIMEOUT'),
  handleSummaryTimeout: entry('duration', 'K6_HANDLE_SUMMARY_TIMEOUT'),
  rps: entry('integer', 'K6_RPS', '--rps <count>'),
  dns: entry('dns', 'K6_DNS', '--dns <settings>'),
  maxRedirects: entry('integer', 'K6_MAX_REDIRECTS', '--max-redirects <count>'),
  userAgent: entry('text', 'K6_USER_AGENT', '--user-agent <text>'),
  batch: entry('integer', 'K6_BATCH', '--batch <count>'),
  batchPerHost: entry('integer', 'K6_BATCH_PER_HOST', '--batch-per-host <count>'),
  httpDebug: entry('text', 'K6_HTTP_DEBUG', '--http-debug [mode]'),
  insecureSkipTLSVerify: entry('boolean', 'K6_INSECURE_SKIP_TLS_VERIFY', '--insecure-skip-tls-verify'),
  tlsCipherSuites: json(PLAIN.texts),
  tlsVersion: json(TLS_VERSION_SHAPE),
  tlsAuth: json({ is: 'list', of: TLS_AUTH_SHAPE }),
  throw: entry('boolean', 'K6_THROW', '-w, --throw'),
  thresholds: json({ is: 'map', of: { is: 'list', of: THRESHOLD_SHAPE } }),
  blacklistIPs: entry('list', 'K6_BLACKLIST_IPS', '--blacklist-ip <range>'),
  blockHostnames: entry('list', 'K6_BLOCK_HOSTNAMES', '--block-hostnames <names>'),
  hosts: json(PLAIN.textMap),
  noConnectionReuse: entry('boolean', 'K6_NO_CONNECTION_REUSE', '--no-connection-reuse'),
  noVUConnectionReuse: entry('boolean', 'K6_NO_VU_CONNECTION_REUSE', '--no-vu-connection-reuse'),
  minIterationDuration: entry('duration', 'K6_MIN_ITERATION_DURATION', '--min-iteration-duration <time>'),
  cloud: json(PLAIN.any),
  ext: json(PLAIN.any),
  summaryTrendStats: entry('list', 'K6_SUMMARY_TREND_STATS', '--summary-trend-stats <list>'),
  summaryTimeUnit: entry('text', 'K6_SUMMARY_TIME_UNIT', '--summary-time-unit <unit>'),
  systemTags: entry('list', 'K6_SYSTEM_TAGS', '--system-tags <list>'),
  tags: entry('tags', 'K6_TAGS', '--tag <name=value>'),
  metricSamplesBufferSize: entry('integer', 'K6_METRIC_SAMPLES_BUFFER_SIZE'),
  noCookiesReset: entry('boolean', 'K6_NO_COOKIES_RESET'),
  discardResponseBodies: entry('boolean', 'K6_DISCARD_RESPONSE_BODIES', '--discard-response-bodies'),
  consoleOutput: { ...entry('text', 'K6_CONSOLE_OUTPUT', '--console-output <file>'), script: false },
  localIPs: { ...entry('text', 'K6_LOCAL_IPS', '--local-ips <list>'), script: false },
  features: { ...entry('list', 'K6_FEATURES', '--features <list>'), script: false },
} as const satisfies Record<string, OptionEntry>;

export type OptionName = keyof typeof OPTION_TABLE;

/** All option keys. */
export const OPTION_NAMES = Object.keys(OPTION_TABLE) as OptionName[];

/** The entry of a key. */
export const optionEntry = (name: OptionName): OptionEntry => OPTION_TABLE[name];
