import type { IntervalRecord, RunRecord } from '../../src/store/record/v1.ts';
import { inertLine } from '../inert-text.ts';
import type { Limit } from './chart-data.ts';
import { each, perSecond, probed, probeGrowth, type Reading, scaled } from './timeline.ts';

/** What a panel shows; `empty` is its sentence when there is nothing to draw. */
export interface PanelPlan {
  id: string;
  title: string;
  /** One line under the title. */
  about: string;
  unit: string;
  curves: readonly CurvePlan[];
  /** The SLO whose levels are drawn. */
  slo?: string;
  /** The curve that they are about, by its label; the first one where it is not said. */
  sloCurve?: string;
  /** The probe whose absence makes gaps. */
  probe?: string;
  empty: string;
}

export interface CurvePlan {
  label: string;
  tone: number;
  dash?: number;
  hidden?: boolean;
  read: Reading;
}

const percent = (share: number | null): number | null => (share === null ? null : share * 100);
/** A time of the generator as a share of the interval. */
const ofTime = (read: (generator: IntervalRecord['generator']) => number | null | undefined): Reading =>
  each(({ generator, durationMs }) => {
    const ms = read(generator);
    return ms == null ? null : percent(ms / durationMs);
  });
const notWatched = (what: string) => `${what} was not watched in this run, so there is nothing to draw.`;

const LOAD: readonly PanelPlan[] = [
  {
    id: 'throughput',
    title: 'Throughput',
    about: 'Requests that ended, and iterations',
    unit: '/s',
    curves: [
      { label: 'requests', tone: 1, read: perSecond((interval) => interval.requests) },
      { label: 'iterations', tone: 2, dash: 1, read: perSecond((interval) => interval.iterations) },
    ],
    empty: 'No second of this run has requests.',
  },
  {
    id: 'latency',
    title: 'API latency',
    about: 'Rate-limited requests and the canary’s left out',
    unit: 'ms',
    curves: [
      { label: 'p50', tone: 4, read: each((interval) => interval.latencyMs?.med) },
      { label: 'p95', tone: 1, read: each((interval) => interval.latencyMs?.p95) },
      { label: 'p99', tone: 5, dash: 2, read: each((interval) => interval.latencyMs?.p99) },
      {
        label: 'p95 from the planned start',
        tone: 3,
        dash: 1,
        hidden: true,
        read: each((interval) => interval.scheduledMs?.p95),
      },
      {
        label: 'canary p95',
        tone: 6,
        dash: 2,
        hidden: true,
        read: each((interval) => interval.canaryMs?.p95),
      },
    ],
    slo: 'api_latency_p95',
    sloCurve: 'p95',
    empty: 'No API request ended in this run, so there is no latency to draw.',
  },
  {
    id: 'errors',
    title: 'Errors',
    about: 'By class',
    unit: '/s',
    curves: [
      { label: '5xx and transport', tone: 7, read: perSecond((interval) => interval.errors) },
      { label: 'rate-limited (429)', tone: 3, dash: 1, read: perSecond((interval) => interval.rateLimited) },
      { label: 'failed checks', tone: 5, dash: 2, read: perSecond((interval) => interval.checksFailed) },
    ],
    empty: 'No second of this run was closed, so no errors can be drawn.',
  },
  {
    id: 'offered',
    title: 'Offered and delivered',
    about: 'Iterations the plan wanted, and what became of them',
    unit: '/s',
    curves: [
      { label: 'offered', tone: 8, dash: 1, read: perSecond((interval) => interval.planned) },
      {
        label: 'delivered',
        tone: 1,
        // As the verdict counts it: scenarios without a rate have iterations too, and none that was planned.
        read: perSecond(({ planned, dropped }) => (planned === null ? null : planned - dropped)),
      },
      {
        label: 'dropped',
        tone: 7,
        dash: 2,
        read: perSecond(({ planned, dropped }) => (planned === null ? null : dropped)),
      },
    ],
    empty: 'The plan has no arrival rate: users start their next iteration when the last one ends.',
  },
  {
    id: 'vus',
    title: 'Virtual users',
    about: 'With an iteration under way as each second ended',
    unit: 'count',
    curves: [{ label: 'VUs', tone: 2, read: each((interval) => interval.vus) }],
    empty: 'No second of this run was closed, so no users can be drawn.',
  },
];

const SYSTEM: readonly PanelPlan[] = [
  {
    id: 'postgres-connections',
    title: 'PostgreSQL connections',
    about: 'In use, of max_connections',
    unit: '%',
    curves: [{ label: 'in use', tone: 2, read: probed('postgres', 'connections.usedPercent') }],
    slo: 'db_connections',
    probe: 'postgres',
    empty: notWatched('PostgreSQL'),
  },
  {
    id: 'postgres-queries',
    title: 'PostgreSQL query time',
    about: 'Average of the second, and the probe’s own query',
    unit: 'ms',
    curves: [
      { label: 'average', tone: 1, read: probeGrowth('postgres', 'statements.totalMs', 'statements.calls') },
      { label: 'probe query', tone: 4, dash: 2, read: probed('postgres', 'query.ms') },
    ],
    slo: 'db_query_avg',
    probe: 'postgres',
    empty: notWatched('The query time of PostgreSQL'),
  },
  {
    id: 'redis',
    title: 'Redis',
    about: 'Hit rate since start, memory against maxmemory',
    unit: '%',
    curves: [
      {
        label: 'hit rate',
        tone: 4,
        read: probed('redis', 'keyspace.hitPercent', 'hits.percent', 'hitRate.percent'),
      },
      { label: 'memory', tone: 2, dash: 1, read: probed('redis', 'memory.usedPercent') },
    ],
    slo: 'redis_memory',
    sloCurve: 'memory',
    probe: 'redis',
    empty: notWatched('Redis'),
  },
  {
    id: 'chain',
    title: 'Chain',
    about: 'Age of the newest block, and how long the node’s answer takes',
    unit: 's',
    curves: [
      { label: 'block age', tone: 1, read: probed('chain', 'block.ageSeconds') },
      {
        ...{ label: 'request', tone: 4, dash: 2 },
        read: scaled(probed('chain', 'request.ms'), 0.001),
      },
    ],
    probe: 'chain',
    empty: notWatched('The chain'),
  },
  {
    id: 'system',
    title: 'System of the target',
    about: 'CPU, memory and disk in use',
    unit: '%',
    curves: [
      { label: 'CPU', tone: 1, read: probed('system', 'cpu.usedPercent') },
      { label: 'memory', tone: 2, dash: 1, read: probed('system', 'memory.usedPercent') },
      { label: 'disk', tone: 8, dash: 2, read: probed('system', 'disk.usedPercent') },
    ],
    probe: 'system',
    empty: notWatched('The system'),
  },
  {
    id: 'generator-loop',
    title: 'Generator: event loop',
    about: 'Utilisation, CPU of one core, garbage collection of the busiest thread',
    unit: '%',
    curves: [
      { label: 'loop', tone: 5, read: each((interval) => percent(interval.generator.elu)) },
      { label: 'CPU', tone: 8, dash: 1, read: each((interval) => percent(interval.generator.cpu)) },
      { label: 'garbage collection', tone: 3, dash: 2, read: ofTime(({ gcMs }) => gcMs) },
    ],
    empty: 'The generator did not measure itself in this run, so there is nothing to draw.',
  },
  {
    id: 'generator-machine',
    title: 'Generator: machine',
    about: 'CPU time that other guests took, time without CPU by quota, descriptors in use',
    unit: '%',
    curves: [
      { label: 'stolen', tone: 7, read: each(({ generator }) => percent(generator.steal ?? null)) },
      { label: 'throttled', tone: 3, dash: 1, read: ofTime(({ throttledMs }) => throttledMs) },
      {
        ...{ label: 'descriptors', tone: 2, dash: 2 },
        read: each(({ generator }) => percent(generator.descriptors ?? null)),
      },
    ],
    empty: 'The machine tells nothing of these, so there is nothing to draw.',
  },
  {
    id: 'generator-memory',
    title: 'Generator: memory',
    about: 'Resident, of the whole process',
    unit: 'MiB',
    curves: [
      {
        ...{ label: 'resident', tone: 5 },
        read: each(({ generator: { rssBytes } }) => (rssBytes === null ? null : rssBytes / 2 ** 20)),
      },
    ],
    empty: 'The generator did not measure itself in this run, so there is nothing to draw.',
  },
  {
    id: 'generator-lag',
    title: 'Generator: start lag',
    about: 'p95 of actual minus planned start',
    unit: 'ms',
    curves: [{ label: 'start lag p95', tone: 5, read: each((interval) => interval.generator.startLagP95Ms) }],
    empty: 'The plan has no arrival rate, so iterations have no planned start to lag behind.',
  },
];

/** At most this many routes have curves; the table has them all. */
const MOST_ROUTES = 20;
const SHOWN_ROUTES = 4;

/** Every panel of the report, top to bottom. */
export function panelPlans(record: RunRecord): PanelPlan[] {
  const top = [...record.routes].sort((a, b) => b.timeShare - a.timeShare).slice(0, MOST_ROUTES);
  const routes: PanelPlan = {
    id: 'routes',
    title: 'Routes',
    about: 'p95 of the routes that took the most time',
    unit: 'ms',
    curves: top.map((route, index) => ({
      label: inertLine(route.name),
      tone: (index % 8) + 1,
      dash: Math.floor(index / 8),
      hidden: index >= SHOWN_ROUTES,
      read: each((interval) => interval.routes[route.name]?.p95),
    })),
    empty: 'No route has samples by the second, so no curve can be drawn.',
  };
  return [...LOAD, ...SYSTEM, routes];
}

/** The levels of a panel's SLO as the record has them. */
export function limitsOf(record: RunRecord, slo: string | undefined): Limit[] {
  const line = record.verdict?.lines.find((each) => each.id === slo && each.kind === 'slo');
  if (line === undefined) return [];
  const { warn, critical } = line;
  return [
    ...(warn === null ? [] : [{ label: 'warning', value: warn, severity: 'warn' as const }]),
    ...(critical === null || critical === warn
      ? []
      : [{ label: 'critical', value: critical, severity: 'critical' as const }]),
  ];
}
