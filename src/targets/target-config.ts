import * as v from 'valibot';
import { SLOS } from '../../thresholds.ts';
import { parseSpanMs } from '../duration.ts';

/** What a target is to its operators; `production` has guard rails of its own. */
export const ENVIRONMENTS = ['local', 'test', 'staging', 'production'] as const;

/** Parts that a target may declare beside those that its URLs already say. */
const PARTS = [
  ...['api', 'websocket', 'chain', 'frontend', 'postgres', 'redis'],
  ...['system', 'prometheus', 'kubernetes', 'backup'],
] as const;

const text = v.pipe(v.string('must be a text'), v.nonEmpty('must not be empty'));

/** The name of an environment variable. What looks like a value is refused without being repeated. */
const variableName = v.pipe(
  v.string('must be the name of an environment variable'),
  v.regex(
    /^[A-Za-z_][A-Za-z0-9_]*$/,
    'must be the name of an environment variable, not a value: secrets do not belong in this file',
  ),
);

const url = (schemes: readonly string[]) =>
  v.pipe(
    text,
    v.check((given) => schemeOf(given, schemes), `must be a ${schemes.join(' or ')} URL`),
    v.check(
      (given) => !/^[a-z]+:\/\/[^/?#]*@/i.test(given),
      'must not hold a user or password: name a variable under headersFrom',
    ),
    v.check((given) => !/[?#]/.test(given), 'must have no query and no fragment'),
  );

const http = url(['http', 'https']);
const positive = v.pipe(
  v.number('must be a number'),
  v.gtValue(0, 'must be above 0'),
  v.finite('must be finite'),
);
const wholePositive = v.pipe(positive, v.integer('must be a whole number'));
const level = v.pipe(v.number('must be a number'), v.minValue(0, 'must not be below 0'));
const span = v.pipe(
  text,
  v.check((given) => (parseSpanMs(given) ?? 0) >= 1000, 'must be a duration of at least 1s, e.g. "30s"'),
);
const day = v.pipe(text, v.check(isDay, 'must be a day that exists, as YYYY-MM-DD'));
const sloId = v.picklist(
  SLOS.map(({ id }) => id),
  `must be one of ${SLOS.map(({ id }) => id).join(', ')}`,
);

/** Other levels for a line, and how long a breach must last before it counts. */
const sloOverride = v.strictObject({
  warn: v.optional(level),
  critical: v.optional(level),
  /** The value is taken over this much of the run's end at each moment, e.g. `60s`. */
  overTheLast: v.optional(span),
  /** A level counts once the value is past it for so long without a break, e.g. `30s`. */
  for: v.optional(span),
});

const waiver = v.strictObject({
  slo: sloId,
  /** The last day on which it holds, in UTC. */
  until: day,
  /** Why, and who decided. */
  reason: v.pipe(text, v.minLength(8, 'must be a reason that a successor understands')),
});

const targetEntries = {
  environment: v.picklist(ENVIRONMENTS, `must be one of ${ENVIRONMENTS.join(', ')}`),
  api: http,
  websocket: v.optional(url(['ws', 'wss'])),
  /** CometBFT RPC of a node. */
  rpc: v.optional(http),
  /** The chain's REST side. */
  lcd: v.optional(http),
  frontend: v.optional(http),
  prometheus: v.optional(http),
  /** Names of the variables that hold the DSNs. */
  databaseUrlFrom: v.optional(variableName),
  redisUrlFrom: v.optional(variableName),
  chainId: v.optional(text),
  inferenceMode: v.optional(text),
  /** Headers of every request to the target: name -> the variable that holds the whole value. */
  headersFrom: v.optional(
    v.record(v.pipe(text, v.regex(/^[A-Za-z0-9-]+$/, 'is no header name')), variableName),
  ),
  /** PEM files, relative to the configuration. */
  tls: v.optional(
    v.pipe(
      v.strictObject({ ca: v.optional(text), certificate: v.optional(text), key: v.optional(text) }),
      v.check(
        ({ certificate, key }) => (certificate === undefined) === (key === undefined),
        'certificate and key go together',
      ),
    ),
  ),
  /** Hosts outside private networks that load may reach; without this list there is none. */
  publicHosts: v.optional(v.array(text)),
  /** Parts that no URL above says: system, kubernetes, backup. */
  parts: v.optional(v.array(v.picklist(PARTS, `must be one of ${PARTS.join(', ')}`))),
  slos: v.optional(v.record(sloId, sloOverride)),
  waivers: v.optional(v.array(waiver)),
  /** The highest rate that its operators say it carries within the SLOs, in requests a second. */
  capacityPerSecond: v.optional(positive),
  /** `lifted`, or what the target refuses: by client address, and by client address and path. */
  rateLimits: v.optional(
    v.union(
      [
        v.literal('lifted'),
        v.strictObject({ perSecond: v.optional(positive), perMinuteAndPath: v.optional(positive) }),
      ],
      'must be "lifted", or { perSecond, perMinuteAndPath }',
    ),
  ),
  /** Names of scenarios that may be run; without it every one that changes nothing. */
  scenarios: v.optional(v.array(text)),
  maxRatePerSecond: v.optional(positive),
  maxVus: v.optional(wholePositive),
};

const targetSchema = v.strictObject(targetEntries);

/** The schema of `harness.config.ts`. */
export const configSchema = v.strictObject({
  targets: v.record(
    v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and dashes')),
    targetSchema,
  ),
});

/** What `harness.config.ts` exports as its default. */
export type HarnessConfig = v.InferOutput<typeof configSchema>;
/** One declared target. */
export type TargetConfig = HarnessConfig['targets'][string];

function schemeOf(given: string, schemes: readonly string[]): boolean {
  if (!URL.canParse(given)) return false;
  return schemes.includes(new URL(given).protocol.slice(0, -1));
}

function isDay(given: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(given)) return false;
  const at = new Date(`${given}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(given);
}
