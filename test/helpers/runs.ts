import { type RecordedRun, runOf } from './record.ts';
import { GOOD, otherLine, sloLines } from './verdict-lines.ts';

/** A healthy half minute. */
export const passingRun = (): RecordedRun =>
  runOf({ seconds: 30, routes: 12, latencyMs: 130, errorShare: 0 });

/** Slow, with errors, and PostgreSQL gone from the 12th to the 19th second. */
export function failingRun(): RecordedRun {
  const run = runOf({ seconds: 30, routes: 12, latencyMs: 430, errorShare: 0.03, postgresDown: [12, 19] });
  const { record } = run;
  const others = record.verdict?.lines.filter((line) => line.kind !== 'slo') ?? [];
  record.exitCode = 99;
  record.verdict = {
    state: 'FAIL',
    sentence:
      'API response time, p95 is 521.884 ms: past the critical level of 500 ms; and one more line fails.',
    failOn: 'warn',
    lines: [
      ...sloLines({
        ...GOOD,
        api_latency_p95: [521.884, 'CRIT'],
        error_rate: [2.9412, 'WARN'],
        db_connections: [33.7, 'OK'],
      }),
      ...others,
    ],
  };
  record.checks = [
    ...record.checks,
    { group: '::wallet', name: 'balance is not zero', passes: 140, fails: 27 },
  ];
  record.failures = [
    {
      class: 'http 5xx',
      subject: 'GET /dashboard/stats',
      count: 21,
      samples: [
        { atMs: 12_400, text: 'status 503, body {"detail":"database is not reachable"}' },
        { atMs: 13_020, text: 'status 500, body {"detail":"QueuePool limit of size 5 overflow 10 reached"}' },
      ],
    },
    {
      class: 'check',
      subject: 'wallet › balance is not zero',
      count: 27,
      samples: [{ atMs: 14_000, text: 'got 0' }],
    },
    {
      class: 'probe',
      subject: 'postgres',
      count: 7,
      samples: [{ atMs: 12_100, text: 'connect ECONNREFUSED 127.0.0.1:5432' }],
    },
  ];
  record.annotations = [
    { atMs: 5000, kind: 'stage', text: 'api: 30 iterations/s held' },
    { atMs: 12_000, kind: 'probe', text: 'postgres stopped answering: connect ECONNREFUSED 127.0.0.1:5432' },
    { atMs: 19_000, kind: 'probe', text: 'postgres answers again' },
    { atMs: 24_000, kind: 'fault', text: 'latency=300ms' },
  ];
  const postgres = record.probes[1];
  if (postgres !== undefined) {
    postgres.failures = 7;
    postgres.samples = 30;
    postgres.last = {
      ok: false,
      probe: 'postgres',
      atMs: 18_900,
      durationMs: 4,
      failure: {
        stage: 'connect',
        code: 'ECONNREFUSED',
        message: 'nothing listens on 127.0.0.1:5432',
        hint: 'Start PostgreSQL or correct DATABASE_URL.',
      },
    };
  }
  record.iterations = { started: 902, completed: 890, interrupted: 0, dropped: 10, threw: 2 };
  return run;
}

/** The generator could not keep up. */
export function invalidRun(): RecordedRun {
  const run = passingRun();
  const lines = run.record.verdict?.lines ?? [];
  run.record.exitCode = 120;
  run.record.verdict = {
    state: 'INVALID',
    sentence: 'The generator spoiled the run: its event loop was busy for 97 % of three seconds in a row.',
    failOn: 'warn',
    lines: lines.map((line) =>
      line.id === 'generator_loop'
        ? { ...line, level: 'CRIT', value: 97, reason: 'Over 90 % for three seconds from 0:11.' }
        : line,
    ),
  };
  run.record.notes = [
    'Blocking mode was used at scenarios/api.ts:41: a callback of Array.prototype.sort waits.',
  ];
  for (const interval of run.intervals.slice(10, 16)) interval.generator.elu = 0.97;
  return run;
}

/** No request was made. */
export function noDataRun(): RecordedRun {
  const run = runOf({ seconds: 10, routes: 0, latencyMs: 100, errorShare: 0 });
  run.record.exitCode = 121;
  run.record.checks = [];
  run.record.metrics = [];
  run.record.iterations = { started: 0, completed: 0, interrupted: 0, dropped: 0, threw: 0 };
  run.record.verdict = {
    state: 'NO-DATA',
    sentence: 'API response time, p95 has no sample, so nothing was proved.',
    failOn: 'warn',
    lines: [
      ...sloLines({ api_latency_p95: [null, 'NO-DATA'], error_rate: [null, 'NO-DATA'] }),
      otherLine({
        id: 'gate',
        kind: 'gate',
        title: 'Some samples',
        level: 'NO-DATA',
        reason: 'There is none.',
      }),
    ],
  };
  run.intervals = run.intervals.map((interval) => ({
    ...interval,
    iterations: 0,
    planned: null,
    requests: 0,
    errors: 0,
    checksFailed: 0,
    latencyMs: null,
    scheduledMs: null,
    canaryMs: null,
    routes: {},
    probes: {},
    generator: { ...interval.generator, startLagP95Ms: null },
  }));
  run.record.probes = [];
  run.record.target = null;
  return run;
}

/** A signal ended it after 8 seconds: lines are kept, there is no whole verdict. */
export function interruptedRun(): RecordedRun {
  const run = runOf({ seconds: 8, routes: 6, latencyMs: 120, errorShare: 0 });
  run.record.end = 'interrupted';
  run.record.endReason = 'SIGINT ended the run after 8.0 s of 30.0 s.';
  run.record.exitCode = 105;
  run.record.verdict = {
    state: null,
    sentence: 'The run did not come to its end, so it has no verdict.',
    failOn: 'warn',
    lines: run.record.verdict?.lines ?? [],
  };
  run.record.annotations = [{ atMs: 8000, kind: 'signal', text: 'SIGINT' }];
  run.record.iterations = { started: 240, completed: 231, interrupted: 9, dropped: 0, threw: 0 };
  return run;
}

/** Two seconds, three routes. */
export const twoSecondRun = (): RecordedRun => runOf({ seconds: 2, routes: 3, latencyMs: 90, errorShare: 0 });

/** 3,600 intervals and 40 routes. */
export function hourRun(): RecordedRun {
  const run = runOf({ seconds: 3600, routes: 40, latencyMs: 150, errorShare: 0, postgresDown: [1800, 1860] });
  run.record.annotations = Array.from({ length: 12 }, (_, index) => ({
    atMs: index * 300_000,
    kind: 'stage',
    text: `api: stage ${index + 1} of 12`,
  }));
  return run;
}

/** A run in which every text of somebody else is `text`. */
export function runWithText(text: string): RecordedRun {
  const run = failingRun();
  const { record } = run;
  record.scripts = [{ path: text, hash: text }];
  record.profile = text;
  record.target = { name: text, apiUrl: text, parts: [text] };
  record.routes = record.routes.map((route) => ({ ...route, name: `${text}${route.name}`, method: text }));
  record.checks = record.checks.map((check) => ({ ...check, name: text, group: `::${text}` }));
  record.failures = record.failures.map((failure) => ({
    ...failure,
    class: text,
    subject: text,
    samples: [{ atMs: 1, text }],
  }));
  record.annotations = record.annotations.map((annotation) => ({ ...annotation, text }));
  record.notes = [text];
  record.options = { [text]: text };
  record.metrics = record.metrics.map((metric) => ({ ...metric, name: `${metric.name}{${text}}` }));
  record.plan = record.plan.map((plan) => ({ ...plan, name: text, description: text }));
  if (record.verdict !== null) {
    record.verdict.sentence = text;
    record.verdict.lines = record.verdict.lines.map((line) => ({ ...line, title: text, reason: text }));
  }
  for (const probe of record.probes) {
    if (probe.last?.ok === false)
      Object.assign(probe.last.failure, { message: text, hint: text, code: text });
    if (probe.last?.ok) probe.last.facts.info = { [text]: text };
  }
  run.intervals = run.intervals.map((interval) => ({
    ...interval,
    probesDown: Object.fromEntries(Object.keys(interval.probesDown).map((name) => [name, text])),
    routes: Object.fromEntries(
      Object.entries(interval.routes).map(([name, route]) => [`${text}${name}`, route]),
    ),
  }));
  return run;
}

/** Ten seconds in which PostgreSQL was seen in the first `seconds` only. */
export const postgresSeen = (seconds: number): RecordedRun =>
  runOf({ seconds: 10, routes: 3, latencyMs: 90, errorShare: 0, postgresDown: [seconds, 10] });

/** As k6 counts requests to a closed port: 0 ms. */
export function timelessRun(): RecordedRun {
  const run = passingRun();
  for (const each of run.intervals)
    each.latencyHistogram = [
      [-466, 10],
      [-62, 1],
      [20, 5],
    ];
  return run;
}
