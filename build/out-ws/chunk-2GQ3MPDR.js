import { HarnessError } from './chunk-T7JPV3JC.js';

// reports/figures.ts
var NOTHING = '\u2013';
var JOIN = '\xA0';
var formats = /* @__PURE__ */ new Map();
function formatFixed(value, decimals) {
  let format = formats.get(decimals);
  if (format === void 0) {
    format = new Intl.NumberFormat('en-US', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    formats.set(decimals, format);
  }
  return format.format(value === 0 ? 0 : value);
}
function formatFigure(value, unit, limits = []) {
  if (value === null || !Number.isFinite(value)) return NOTHING;
  let decimals = decimalsFor(value, unit);
  while (decimals < 9 && limits.some((limit) => limit !== null && crosses(value, limit, decimals))) {
    decimals += 1;
  }
  return withUnit(formatFixed(value, decimals), unit);
}
function formatLimit(value, unit) {
  if (value === null) return NOTHING;
  const decimals = (String(value).split('.')[1] ?? '').length;
  return withUnit(formatFixed(value, Math.min(decimals, 6)), unit);
}
var formatCount = (value) => (Number.isInteger(value) ? formatFixed(value, 0) : formatFixed(value, 2));
var formatShare = (share) => formatFigure(share * 100, '%');
function formatDuration(durationMs) {
  if (durationMs < 1e3) return `${Math.round(durationMs)}${JOIN}ms`;
  if (durationMs < 6e4) return `${formatFixed(durationMs / 1e3, 1)}${JOIN}s`;
  const seconds = Math.round(durationMs / 1e3);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  if (hours > 0) return `${hours}${JOIN}h ${minutes}${JOIN}min`;
  return `${minutes}${JOIN}min ${seconds % 60}${JOIN}s`;
}
function formatClock(atMs) {
  const seconds = Math.floor(Math.max(0, atMs) / 1e3);
  const two = (n) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest.replace(/^0/, '');
}
function formatBytes(bytes2) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes2;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${formatFixed(value, unit === 0 ? 0 : 1)}${JOIN}${units[unit]}`;
}
function formatValue(value, unit) {
  if (value === null) return NOTHING;
  if (unit === 'bytes') return formatBytes(value);
  if (unit === 'ratio') return formatShare(value);
  return formatFigure(value, unit);
}
function decimalsFor(value, unit) {
  if (value === 0) return 0;
  if (unit === 'count' && Number.isInteger(value)) return 0;
  const size = Math.abs(value);
  if (size >= 1e3) return 0;
  if (size >= 100) return 1;
  if (size >= 1 || unit === '%') return size >= 0.01 ? 2 : 4;
  return 3;
}
function crosses(value, limit, decimals) {
  return Math.sign(Number(value.toFixed(decimals)) - limit) !== Math.sign(value - limit);
}
function withUnit(text, unit) {
  return unit === '' || unit === 'count' ? text : `${text}${JOIN}${unit}`;
}

// reports/inert-text.ts
var ANSI = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-_])/g;
var CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu;
var BIDI_OVERRIDE = /[\u202a-\u202e\u2066-\u2069]/g;
function inertText(text) {
  return text.replace(ANSI, '').replace(CONTROL, '\uFFFD').replace(BIDI_OVERRIDE, '');
}
function inertLine(text) {
  return inertText(text)
    .replace(/[\s\u2028\u2029]+/g, ' ')
    .trim();
}

// reports/html/markup.ts
var Markup = class {
  text;
  constructor(text) {
    this.text = text;
  }
};
function html(strings, ...parts) {
  return new Markup(strings.map((text, index) => text + render(parts[index] ?? null)).join(''));
}
var name = (text) => html`<bdi>${text}</bdi>`;
function jsonForScript(value) {
  const text = JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
  return new Markup(text);
}
function render(part) {
  if (part === null || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (Array.isArray(part)) return part.map(render).join('');
  return escapeHtml(String(part));
}
function escapeHtml(text) {
  return inertText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

// reports/html/chart-section.ts
function chartSection(record, { panels }) {
  return html`<section id="charts-section"><h2>Over time</h2>
<p class="about">One time axis for all: point at a moment in one chart to see it in every other. Drag to zoom, double-click to go back. Dashed lines are the levels of the SLO; shaded stretches are times in which a probe had no answer.</p>
<noscript><p>The curves are drawn by the script of this page; all numbers are in the tables.</p></noscript>
<div class="panels">${panels.map(panelFigure)}</div>
${
  record.annotations.length > 0 &&
  html`<h3>Marked on the axis</h3>
<ol class="marks">${record.annotations.map(
    ({ atMs, kind, text }) => html`<li><b>${formatClock(atMs)}</b> ${kind}: ${text}</li>`,
  )}</ol>`
}
</section>`;
}
function panelFigure({ plan, panel, sentence }) {
  return html`<figure id="panel-${plan.id}">
<figcaption><b>${plan.title}</b> <span class="unit">${plan.unit === 'count' ? '' : plan.unit}</span><br><span class="about">${plan.about}</span></figcaption>
${panel === null ? html`<p class="empty">${sentence}</p>` : html`<div class="chart" data-panel="${plan.id}"></div>`}
</figure>`;
}

// reports/html/timeline.ts
function rowsOf({ intervals }) {
  const sorted = [...intervals].sort((a, b) => a.atMs - b.atMs);
  return sorted.flatMap((interval, index) => {
    const before = sorted[index - 1];
    const hole = before !== void 0 && interval.atMs - before.atMs > 1.8 * interval.durationMs;
    const row = { atMs: interval.atMs, interval };
    return hole ? [{ atMs: before.atMs + before.durationMs, interval: null }, row] : [row];
  });
}
var each = (read) => (rows) =>
  rows.map(({ interval }) => (interval === null ? null : finite(read(interval))));
var perSecond = (read) =>
  each((interval) => {
    const count = read(interval);
    return count === null ? null : (count * 1e3) / interval.durationMs;
  });
var probed = (probe, ...ids) =>
  each((interval) => {
    const values = interval.probes[probe];
    return values?.[ids.find((id) => typeof values[id] === 'number') ?? ''];
  });
function probeGrowth(probe, total, count) {
  return (rows) => {
    const totals = probed(probe, total)(rows);
    const counts2 = probed(probe, count)(rows);
    return rows.map((_, index) => {
      const [now, before] = [totals[index], totals[index - 1]];
      const [nowCount, beforeCount] = [counts2[index], counts2[index - 1]];
      if (now == null || before == null || nowCount == null || beforeCount == null) return null;
      return nowCount > beforeCount && now >= before ? (now - before) / (nowCount - beforeCount) : null;
    });
  };
}
function gapsOf(rows, probe) {
  const gaps = [];
  let open = false;
  for (const { interval } of rows) {
    const reason2 = interval?.probesDown[probe];
    const last = gaps.at(-1);
    if (interval === null || reason2 === void 0) {
      open = false;
    } else if (open && last !== void 0) {
      last.toMs = interval.atMs;
    } else {
      gaps.push({ fromMs: interval.atMs - interval.durationMs, toMs: interval.atMs, text: reason2 });
      open = true;
    }
  }
  return gaps;
}
var SLO_READINGS = {
  api_latency_p95: each((interval) => interval.latencyMs?.p95),
  error_rate: each(({ errors, requests }) => (requests === 0 ? null : (errors / requests) * 100)),
  loop_canary_p95: each((interval) => interval.canaryMs?.p95),
  rate_limited_share: each(({ rateLimited, requests }) =>
    requests === 0 ? null : (rateLimited / requests) * 100,
  ),
  db_connections: probed('postgres', 'connections.usedPercent'),
  db_query_avg: probeGrowth('postgres', 'statements.totalMs', 'statements.calls'),
  db_long_queries: probed('postgres', 'queries.longRunning'),
  redis_memory: probed('redis', 'memory.usedPercent'),
  cpu: probed('system', 'cpu.usedPercent'),
  memory: probed('system', 'memory.usedPercent'),
  disk: probed('system', 'disk.usedPercent'),
  chain_block_age: probed('chain', 'block.ageSeconds'),
};
var endOf = (record, rows) => Math.max(record.durationMs, rows.at(-1)?.atMs ?? 0, 1);
function finite(value) {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

// reports/html/panels.ts
var notWatched = (what) => `${what} was not watched in this run, so there is nothing to draw.`;
var LOAD = [
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
    about: 'Rate-limited requests and the canary\u2019s left out',
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
        read: perSecond(({ planned, iterations }) => (planned === null ? null : iterations)),
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
    about: 'Active in each second',
    unit: 'count',
    curves: [{ label: 'VUs', tone: 2, read: each((interval) => interval.vus) }],
    empty: 'No second of this run was closed, so no users can be drawn.',
  },
];
var SYSTEM = [
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
    about: 'Average of the second, and the probe\u2019s own query',
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
    probe: 'redis',
    empty: notWatched('Redis'),
  },
  {
    id: 'generator-loop',
    title: 'Generator: event loop',
    about: 'Utilisation, and CPU of one core',
    unit: '%',
    curves: [
      { label: 'loop', tone: 5, read: each((interval) => interval.generator.elu * 100) },
      { label: 'CPU', tone: 8, dash: 1, read: each((interval) => interval.generator.cpu * 100) },
    ],
    empty: 'No second of this run was closed, so the generator did not measure itself.',
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
var MOST_ROUTES = 20;
var SHOWN_ROUTES = 4;
function panelPlans(record) {
  const top = [...record.routes].sort((a, b) => b.timeShare - a.timeShare).slice(0, MOST_ROUTES);
  const routes = {
    id: 'routes',
    title: 'Routes',
    about: 'p95 of the routes that took the most time',
    unit: 'ms',
    curves: top.map((route, index) => ({
      label: route.name,
      tone: (index % 8) + 1,
      dash: Math.floor(index / 8),
      hidden: index >= SHOWN_ROUTES,
      read: each((interval) => interval.routes[route.name]?.p95),
    })),
    empty: 'No route has samples by the second, so no curve can be drawn.',
  };
  return [...LOAD, ...SYSTEM, routes];
}
function limitsOf(record, slo) {
  const line = record.verdict?.lines.find((each2) => each2.id === slo && each2.kind === 'slo');
  if (line === void 0) return [];
  const { warn, critical } = line;
  return [
    ...(warn === null ? [] : [{ label: 'warning', value: warn, severity: 'warn' }]),
    ...(critical === null || critical === warn
      ? []
      : [{ label: 'critical', value: critical, severity: 'critical' }]),
  ];
}

// reports/html/thin.ts
var MOST_POINTS = 600;
var POINTS_A_STRETCH = 3;
function planThinning(rows) {
  if (rows <= MOST_POINTS) {
    return { at: Array.from({ length: rows }, (_, row) => row), thin: (values) => [...values] };
  }
  const stretches = MOST_POINTS / POINTS_A_STRETCH;
  const bounds = Array.from({ length: stretches + 1 }, (_, n) => Math.round((n * rows) / stretches));
  const ranges = bounds.slice(1).map((end, n) => [bounds[n] ?? 0, end]);
  return {
    at: ranges.flatMap(([from, to]) => [from, Math.floor((from + to - 1) / 2), to - 1]),
    thin: (values) => ranges.flatMap(([from, to]) => thinStretch(values.slice(from, to))),
  };
}
function peaks(values, points) {
  if (values.length <= points) return [...values];
  return Array.from({ length: points }, (_, n) => {
    const from = Math.floor((n * values.length) / points);
    const to = Math.floor(((n + 1) * values.length) / points);
    return highest(values.slice(from, to));
  });
}
function highest(values) {
  return values.reduce(
    (best, value) => (value !== null && (best === null || value > best) ? value : best),
    null,
  );
}
function thinStretch(values) {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return [null, null, null];
  const low = Math.min(...known);
  const high = Math.max(...known);
  const extremes = known.indexOf(low) <= known.indexOf(high) ? [low, high] : [high, low];
  return [...extremes, known.length < values.length ? null : (known.at(-1) ?? null)];
}

// reports/html/charts.ts
function chartsOf(run) {
  const rows = rowsOf(run);
  const thinning = planThinning(rows.length);
  const panels = panelPlans(run.record).map((plan) => chartPanel(plan, run, rows, thinning.thin));
  const x = thinning.at.map((row) => (rows[row]?.atMs ?? 0) / 1e3);
  return {
    panels,
    data: {
      x,
      endSeconds: endOf(run.record, rows) / 1e3,
      marks: run.record.annotations.map(({ atMs, kind, text }, index) => ({
        number: index + 1,
        atSeconds: atMs / 1e3,
        kind,
        text,
      })),
      panels: panels.map(({ panel }) => panel).filter((panel) => panel !== null),
    },
  };
}
function chartPanel(plan, { record }, rows, thin) {
  const curves = plan.curves
    .map((curve) => ({ curve, values: curve.read(rows) }))
    .filter(({ values }) => values.some((value) => value !== null));
  const points = Math.max(0, ...curves.map(({ values }) => values.filter((value) => value !== null).length));
  const gaps = plan.probe === void 0 ? [] : gapsOf(rows, plan.probe);
  if (points < 2 && gaps.length === 0) return { plan, panel: null, sentence: sentenceOf(plan, points) };
  const panel = {
    id: plan.id,
    unit: plan.unit,
    curves: curves.map(({ curve, values }) => ({
      label: curve.label,
      tone: curve.tone,
      dash: curve.dash ?? 0,
      hidden: curve.hidden ?? false,
      values: thin(values).map(shorten),
    })),
    limits: limitsOf(record, plan.slo),
    gaps: gaps.map(({ fromMs, toMs, text }) => ({
      fromSeconds: fromMs / 1e3,
      toSeconds: toMs / 1e3,
      text,
    })),
  };
  return { plan, panel, sentence: '' };
}
function sentenceOf(plan, points) {
  return points === 0 ? plan.empty : 'One second alone has values: too short for a curve.';
}
var shorten = (value) => (value === null ? null : Number(value.toPrecision(6)));

// reports/html/page-assets.ts
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

var cached;
function pageAssets() {
  cached ??= readAssets(findBuild(dirname(fileURLToPath(import.meta.url))));
  return cached;
}
function findBuild(from) {
  const folder = join(from, 'build/out/page');
  if (existsSync(join(folder, 'index.js'))) return folder;
  const above = dirname(from);
  if (above !== from) return findBuild(above);
  throw new HarnessError('The code of the report page is not built', {
    code: 'ERR_REPORT_PAGE_MISSING',
    exit: 'usage',
    hint: 'Run "npm run build".',
  });
}
function readAssets(folder) {
  const read = (file) => readFileSync(join(folder, file), 'utf8').trim();
  return { script: read('index.js'), style: read('index.css') };
}

// reports/check-path.ts
var checkPath = ({ group, name: name2 }) => [...group.split('::').filter((part) => part !== ''), name2];

// reports/html/sparkline.ts
var SIZE = { width: 90, height: 18, points: 60 };
function sparkline(values) {
  const points = peaks(values, SIZE.points);
  const top = highest(points);
  if (top === null || top <= 0 || points.length < 2) return null;
  let path = '';
  let pen = 'M';
  points.forEach((value, index) => {
    if (value === null) {
      pen = 'M';
      return;
    }
    const x = (index / (points.length - 1)) * SIZE.width;
    const y = SIZE.height - 1 - (value / top) * (SIZE.height - 2);
    path += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = 'L';
  });
  return html`<svg class="spark" viewBox="0 0 ${SIZE.width} ${SIZE.height}" width="${SIZE.width}" height="${SIZE.height}" aria-hidden="true"><path d="${new Markup(path)}"/></svg>`;
}

// reports/html/sections.ts
function routeSection({ record, intervals }) {
  const { routes } = record;
  if (routes.length === 0)
    return html`<section id="routes"><h2>Routes</h2><p>No request ended.</p></section>`;
  const row = (route) => html`<tr data-route="${route.name}">
<th scope="row">${name(`${route.method} ${route.name}`)}${route.canary && html` <span class="kind">canary</span>`}</th>
<td class="n" data-value="${route.requests}">${formatCount(route.requests)}</td><td class="n">${formatFixed(route.ratePerSecond, 2)}</td>
<td class="n">${ms(route.latencyMs?.med)}</td><td class="n" data-value="${route.latencyMs?.p95 ?? ''}">${ms(route.latencyMs?.p95)}</td><td class="n">${ms(route.latencyMs?.p99)}</td><td class="n">${ms(route.latencyMs?.max)}</td>
<td class="n${route.errors > 0 && ' bad'}" data-value="${route.errors}">${formatCount(route.errors)}</td><td>${statuses(route)}</td><td class="n">${formatShare(route.timeShare)}</td>
<td>${route.canary ? null : sparkline(intervals.map((interval) => interval.routes[route.name]?.p95 ?? null))}</td></tr>`;
  return html`<section id="routes"><h2>Routes</h2>
<table><thead><tr><th>Route</th><th class="n">Requests</th><th class="n">/s</th><th class="n">p50</th><th class="n">p95</th><th class="n">p99</th><th class="n">max</th><th class="n">Errors</th><th>Statuses</th><th class="n">Time</th><th>p95 over time</th></tr></thead>
<tbody>${routes.map(row)}</tbody></table></section>`;
}
function statuses({ statuses: counts2 }) {
  return Object.entries(counts2)
    .map(([status, count]) => `${status === '0' ? 'no answer' : status || '?'}: ${formatCount(count)}`)
    .join(', ');
}
function checkSection({ checks }) {
  if (checks.length === 0)
    return html`<section id="checks"><h2>Checks</h2><p>The script made no check.</p></section>`;
  const sorted = [...checks].sort((a, b) => b.fails - a.fails);
  const failed = sorted.filter(({ fails }) => fails > 0);
  const rows = (
    all,
  ) => html`<table><thead><tr><th>Check</th><th class="n">Passed</th><th class="n">Failed</th><th class="n">Share</th></tr></thead>
<tbody>${all.map(
    (check) =>
      html`<tr${check.fails > 0 && html` class="level-crit"`}><th scope="row">${name(checkPath(check).join(' \u203A '))}</th><td class="n">${formatCount(check.passes)}</td><td class="n">${formatCount(check.fails)}</td><td class="n">${formatShare(check.passes / Math.max(1, check.passes + check.fails))}</td></tr>`,
  )}</tbody></table>`;
  return html`<section id="checks"><h2>Checks</h2>
<p class="about">${checks.length - failed.length} of ${checks.length} always passed.</p>
${failed.length > 0 && rows(failed)}
<details><summary>All checks</summary>${rows(sorted)}</details></section>`;
}
function failureSection({ failures }) {
  if (failures.length === 0)
    return html`<section id="failures"><h2>Failures</h2><p>None was seen.</p></section>`;
  return html`<section id="failures"><h2>Failures</h2>
<table><thead><tr><th class="n">Count</th><th>Class</th><th>What</th><th>Samples</th></tr></thead><tbody>${failures.map(
    (
      failure,
    ) => html`<tr><td class="n">${formatCount(failure.count)}</td><td>${name(failure.class)}</td><th scope="row">${name(failure.subject)}</th>
<td><ul>${failure.samples.map(({ atMs, text }) => html`<li><b>${formatClock(atMs)}</b> ${name(text)}</li>`)}</ul></td></tr>`,
  )}</tbody></table></section>`;
}
function probeSection({ probes }) {
  if (probes.length === 0)
    return html`<section id="probes"><h2>Probes</h2><p>No probe ran beside the load.</p></section>`;
  return html`<section id="probes"><h2>Probes</h2>${probes.map(({ name: probe, samples, failures, last }) => {
    const head = html`<h3>${probe} <span class="kind">${formatCount(samples)} samples, ${formatCount(failures)} failed</span></h3>`;
    if (last === null) return head;
    if (!last.ok) {
      const { stage, code, message, hint } = last.failure;
      return html`${head}<p class="bad">${stage} ${code}: ${message}. ${hint}</p>`;
    }
    const { values, info } = last.facts;
    return html`${head}<p class="about">${Object.entries(info)
      .map(([key, text]) => `${key} ${text}`)
      .join(' \xB7 ')}</p><details><summary>Last values</summary><table><tbody>${values.map(
      ({ title, value, unit, note }) =>
        html`<tr><th scope="row">${title}</th><td class="n">${formatValue(value, unit)}</td><td>${note ?? ''}</td></tr>`,
    )}</tbody></table></details>`;
  })}</section>`;
}
function metricSection({ metrics }) {
  return html`<section id="metrics"><h2>Metrics</h2><details><summary>${metrics.length} metrics</summary>
<table><tbody>${metrics.map(
    (metric) =>
      html`<tr data-metric="${metric.name}"><th scope="row">${name(metric.name)}</th><td>${metric.kind}${metric.percentiles === 'histogram' && ' (histogram)'}</td><td>${Object.entries(
        metric.values,
      )
        .map(([statistic, value]) => `${statistic} ${metricValue(metric, statistic, value)}`)
        .join(' \xB7 ')}</td></tr>`,
  )}</tbody></table></details></section>`;
}
function metricValue({ kind, contains }, statistic, value) {
  if (statistic === 'passes' || statistic === 'fails') return formatCount(value);
  if (kind === 'rate') return formatShare(value);
  if (kind === 'trend' && statistic !== 'count') return formatFigure(value, contains === 'time' ? 'ms' : '');
  if (contains === 'data') return statistic === 'rate' ? `${formatBytes(value)}/s` : formatBytes(value);
  return statistic === 'rate' ? `${formatFixed(value, 2)}/s` : formatCount(value);
}
function ms(value) {
  return value === void 0 ? NOTHING : formatFigure(value, 'ms');
}

// reports/line-outcome.ts
function lineOutcome(line, failOn) {
  if (!line.gates || line.level === 'N/A') return 'shown';
  if (line.level === 'OK') return 'passed';
  if (line.level === 'NO-DATA') return 'no-data';
  if (line.kind === 'generator') return line.level === 'CRIT' ? 'invalid' : 'warned';
  if (line.level === 'CRIT' || failOn === 'warn') return 'failed';
  return 'warned';
}
var SEVERITY = {
  invalid: 0,
  failed: 1,
  'no-data': 2,
  warned: 3,
  passed: 4,
  shown: 5,
};
function worstFirst(verdict) {
  const rank = (line) => SEVERITY[lineOutcome(line, verdict.failOn)] * 10 + (line.level === 'CRIT' ? 0 : 1);
  return [...verdict.lines].sort((a, b) => rank(a) - rank(b));
}
function lineMargin(line, failOn) {
  const limit = failOn === 'warn' ? (line.warn ?? line.critical) : (line.critical ?? line.warn);
  if (limit === null || line.value === null || line.direction === '') return null;
  const amount = line.direction === 'below' ? limit - line.value : line.value - limit;
  return { amount, share: limit === 0 ? null : amount / Math.abs(limit) };
}
var LEVEL_MARK = {
  OK: '\u2713',
  WARN: '\u25B2',
  CRIT: '\u2717',
  'NO-DATA': '?',
  'N/A': '\xB7',
};

// reports/html/verdict-section.ts
var TITLES = {
  slo: 'SLO',
  gate: 'gate',
  threshold: 'threshold',
  generator: 'generator',
};
function verdictSection(record) {
  const { verdict } = record;
  if (verdict === null)
    return html`<section id="verdict"><h2>Verdict</h2><p>No line was judged.</p></section>`;
  const lines = worstFirst(verdict);
  const judged = lines.filter(({ gates }) => gates);
  const shown = lines.filter(({ gates }) => !gates);
  return html`<section id="verdict"><h2>Verdict</h2>
<p class="about">A line fails at its ${verdict.failOn === 'warn' ? 'warning' : 'critical'} level.</p>
${lineTable(judged)}
${shown.length > 0 && html`<details><summary>${shown.length} lines that do not apply</summary>${lineTable(shown)}</details>`}
</section>`;
}
function lineTable(lines) {
  return html`<table><thead><tr><th>Level</th><th>Line</th><th class="n">Value</th><th class="n">Warning</th><th class="n">Critical</th><th>Why</th></tr></thead>
<tbody>${lines.map(lineRow)}</tbody></table>`;
}
function lineRow(line) {
  const limits = [line.warn, line.critical];
  const remedy = line.remedy !== '' && line.level !== 'OK' && line.level !== 'N/A';
  return html`<tr class="level-${line.level.replace('/', '').toLowerCase()}" data-line="${line.id}">
<td class="level">${LEVEL_MARK[line.level]} ${line.level}</td>
<th scope="row">${line.title} <span class="kind">${TITLES[line.kind]}</span></th>
<td class="n" data-value="${line.value ?? ''}">${formatFigure(line.value, line.unit, limits)}</td>
<td class="n">${line.expression ?? formatLimit(line.warn, line.unit)}</td>
<td class="n">${line.expression === null ? formatLimit(line.critical, line.unit) : NOTHING}</td>
<td>${line.reason}${remedy && html` <span class="remedy">Runbook: ${line.remedy}</span>`}</td></tr>`;
}

// reports/html/index.ts
var htmlReport = (run) => {
  const { record } = run;
  const { script, style } = pageAssets();
  const charts = chartsOf(run);
  const state = record.verdict?.state ?? record.end.toUpperCase();
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${state} – ${record.id}</title>
<style>${new Markup(style)}</style>
</head>
<body>
${header(run, state)}
<main>
${verdictSection(record)}
${chartSection(record, charts)}
${routeSection(run)}
${checkSection(record)}
${failureSection(record)}
${probeSection(record)}
${metricSection(record)}
${runSection(record)}
</main>
<script type="application/json" id="charts">${jsonForScript(charts.data)}</script>
<script>${new Markup(script.replaceAll('</script', '<\\/script'))}</script>
</body>
</html>
`.text;
};
function header({ record }, state) {
  const requests = record.metrics.find((metric) => metric.name === 'http_reqs')?.values;
  const { completed, interrupted, dropped, threw } = record.iterations;
  const facts2 = [
    ['Load', formatDuration(record.durationMs)],
    ['Requests', requests?.['count'] === void 0 ? NOTHING : formatCount(requests['count'])],
    ['Rate', requests?.['rate'] === void 0 ? NOTHING : `${formatFixed(requests['rate'], 1)}/s`],
    ['Iterations', formatCount(completed)],
    ['Dropped', formatCount(dropped)],
    ['Interrupted', formatCount(interrupted)],
    ['Threw', formatCount(threw)],
    ['Exit code', String(record.exitCode)],
  ];
  return html`<header class="state-${state.toLowerCase()}">
<p class="id">${name(record.id)} · ${record.target === null ? 'no target' : name(record.target.name)} · ${record.startedAt}</p>
<h1><span class="badge">${state}</span> ${record.verdict?.sentence ?? record.endReason}</h1>
${record.endReason !== '' && record.verdict !== null && html`<p>${record.endReason}</p>`}
<dl class="facts">${facts2.map(([title, value]) => html`<div><dt>${title}</dt><dd>${value}</dd></div>`)}</dl>
${record.notes.length > 0 && html`<ul class="notes">${record.notes.map((note) => html`<li>${note}</li>`)}</ul>`}
</header>`;
}
function runSection(record) {
  const { machine, engine, target } = record;
  const rows = [
    ['Script', record.scripts.map(({ path, hash }) => `${path} (${hash})`).join(', ')],
    ['Profile', record.profile || NOTHING],
    ['Target', target === null ? NOTHING : `${target.apiUrl} (declares ${target.parts.join(', ')})`],
    ['Engine', `${engine.name} ${engine.version}, ${engine.workers} worker`],
    ['Machine', `${machine.cores} \xD7 ${machine.cpuModel}, ${machine.platform}, Node ${machine.node}`],
    ...record.plan.map((plan) => [`Scenario ${plan.name}`, `${plan.executor}: ${plan.description}`]),
  ];
  return html`<section id="run"><h2>Run</h2>
<table><tbody>${rows.map(([title, value]) => html`<tr><th scope="row">${title}</th><td>${value}</td></tr>`)}</tbody></table>
<details><summary>Options as resolved</summary><pre>${JSON.stringify(record.options, null, 2)}</pre></details>
</section>`;
}

// reports/json.ts
var jsonReport = ({ record }) => `${JSON.stringify(sortKeys(record), null, 2)}
`;
function sortKeys(value) {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}

// reports/junit.ts
var junitReport = ({ record }) => {
  const suites = [
    ['run', [runCase(record)]],
    ['slo', lineCases(record, ['slo'])],
    ['thresholds', lineCases(record, ['threshold', 'gate'])],
    ['generator', lineCases(record, ['generator'])],
    ['checks', record.checks.map((check) => checkCase(check, isTolerant(record)))],
    ['probes', record.probes.map((probe) => probeCase(probe, isTolerant(record)))],
  ];
  const filled = suites.filter(([, cases]) => cases.length > 0);
  const all = filled.flatMap(([, cases]) => cases);
  const seconds = (record.durationMs / 1e3).toFixed(3);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="r3mes-harness ${attribute(record.id)}" ${counts(all)} time="${seconds}">`,
    ...filled.flatMap(([name2, cases]) => renderSuite(name2, cases, record)),
    '</testsuites>',
    '',
  ].join('\n');
};
var isTolerant = ({ verdict }) => verdict?.state === 'PASS' || verdict?.state === 'WARN';
function runCase(record) {
  const { verdict, end, endReason, exitCode } = record;
  const name2 = verdict === null || verdict.state === null ? `run ${end}` : `verdict ${verdict.state}`;
  const text = [verdict?.sentence ?? '', endReason, `exit code ${exitCode}`].filter(Boolean).join(' ');
  if (end === 'finished' && isTolerant(record)) return { name: name2, outcome: 'passed', text };
  return { name: name2, outcome: verdict?.state === 'FAIL' ? 'failure' : 'error', text };
}
function lineCases(record, kinds) {
  const { verdict } = record;
  if (verdict === null) return [];
  const outcomes = {
    passed: 'passed',
    warned: 'passed',
    failed: 'failure',
    'no-data': 'error',
    invalid: 'error',
    shown: 'skipped',
  };
  return verdict.lines
    .filter((line) => kinds.includes(line.kind))
    .map((line) => ({
      name: line.kind === 'slo' || line.kind === 'generator' ? line.id : line.title,
      outcome: outcomes[lineOutcome(line, verdict.failOn)],
      text: lineText(line),
    }));
}
function lineText(line) {
  const value = formatFigure(line.value, line.unit, [line.warn, line.critical]);
  const limits = `warn ${formatLimit(line.warn, line.unit)}, critical ${formatLimit(line.critical, line.unit)}`;
  const expression = line.expression === null ? '' : ` (${line.expression})`;
  return `${line.level}: ${line.title}${expression} is ${value}; ${limits}. ${line.reason}`;
}
function checkCase(check, tolerant) {
  const all = formatCount(check.passes + check.fails);
  const path = checkPath(check).join(' > ');
  if (check.fails === 0) return { name: path, outcome: 'passed', text: `${all} passed` };
  const text = `${formatCount(check.fails)} of ${all} failed`;
  return { name: path, outcome: tolerant ? 'passed' : 'failure', text };
}
function probeCase(probe, tolerant) {
  const counts2 = `${formatCount(probe.samples)} samples, ${formatCount(probe.failures)} failed`;
  const { name: name2, last } = probe;
  if (last === null) return { name: name2, outcome: 'skipped', text: 'no sample' };
  if (last.ok) return { name: name2, outcome: 'passed', text: counts2 };
  const { stage, code, message, hint } = last.failure;
  const text = `${counts2}; at ${formatClock(last.atMs)} ${stage} ${code}: ${message}. ${hint}`;
  return { name: name2, outcome: tolerant ? 'passed' : 'error', text };
}
function renderSuite(name2, cases, record) {
  const started = attribute(record.startedAt);
  return [
    `  <testsuite name="${name2}" ${counts(cases)} timestamp="${started}" hostname="${attribute(record.target?.name ?? '')}">`,
    ...cases.map((each2) => renderCase(name2, each2)),
    '  </testsuite>',
  ];
}
function renderCase(suite, { name: name2, outcome, text }) {
  const open = `    <testcase classname="r3mes.${suite}" name="${attribute(name2)}" time="0"`;
  if (outcome === 'passed') return `${open}><system-out>${content(text)}</system-out></testcase>`;
  if (outcome === 'skipped') return `${open}><skipped message="${attribute(text)}"/></testcase>`;
  return `${open}><${outcome} message="${attribute(text)}">${content(text)}</${outcome}></testcase>`;
}
function counts(cases) {
  const of = (outcome) => cases.filter((each2) => each2.outcome === outcome).length;
  return `tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}"`;
}
function content(text) {
  return inertText(text)
    .replace(/\r/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
var attribute = (text) =>
  content(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('	', '&#9;');

// reports/markdown.ts
var MARKDOWN_BUDGET_BYTES = 900 * 1024;
var markdownReport = (run, options) => {
  const intro = introduction(run);
  const close =
    options.htmlPath === null
      ? ''
      : `
The whole report: ${escapeMarkdown(options.htmlPath)}
`;
  let left = MARKDOWN_BUDGET_BYTES - bytes(intro) - bytes(close);
  let body = '';
  for (const section of sections(run.record)) {
    if (section.rows.length === 0) continue;
    const text = renderSection(section, left * section.share);
    body += text;
    left -= bytes(text);
  }
  return intro + body + close;
};
function escapeMarkdown(text) {
  const line = inertLine(text);
  const short = line.length > 500 ? `${line.slice(0, 500).replace(/\p{Surrogate}/gu, '')}\u2026` : line;
  return short.replace(
    /[&<>|`*~[\]\\#!$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|(?<=[a-z]):(?=\/\/)|(?<=www)\./gu,
    (character) => `&#${character.codePointAt(0)};`,
  );
}
var bytes = (text) => Buffer.byteLength(text, 'utf8');
var ICON = {
  PASS: '\u2705',
  WARN: '\u26A0\uFE0F',
  'NO-DATA': '\u2754',
  FAIL: '\u274C',
  INVALID: '\u{1F6AB}',
};
function introduction({ record }) {
  const { verdict } = record;
  const title =
    verdict === null || verdict.state === null
      ? `\u23F9\uFE0F ${record.end.toUpperCase()}`
      : `${ICON[verdict.state]} ${verdict.state}`;
  const sentence = [verdict?.sentence ?? '', record.endReason].filter(Boolean).map(escapeMarkdown).join(' ');
  const requests = record.metrics.find((metric) => metric.name === 'http_reqs')?.values['count'];
  const facts2 = [
    record.scripts.map((script) => script.path).join(', '),
    record.profile,
    record.target?.name ?? '',
    formatDuration(record.durationMs),
    `${formatCount(record.iterations.completed)} iterations`,
    requests === void 0 ? '' : `${formatCount(requests)} requests`,
    `run ${record.id}`,
    record.startedAt,
  ];
  const notes = record.notes.slice(0, 20).map(
    (note) => `> ${escapeMarkdown(note)}
`,
  );
  return `## ${title}

**${sentence}**

${facts2.filter(Boolean).map(escapeMarkdown).join(' \xB7 ')}

${notes.join('\n')}`;
}
function renderSection(section, budget) {
  const rule = section.head.map((_, index) => (section.numbers.includes(index) ? '---:' : '---'));
  const head = `
### ${section.title}

| ${section.head.join(' | ')} |
| ${rule.join(' | ')} |
`;
  const reserve = 80;
  let text = '';
  let used = bytes(head) + reserve;
  let shown = 0;
  for (const row of section.rows) {
    const line = `| ${row.map(escapeMarkdown).join(' | ')} |
`;
    used += bytes(line);
    if (used > budget) break;
    text += line;
    shown += 1;
  }
  const hidden = section.rows.length - shown;
  const rest =
    hidden > 0
      ? `
${formatCount(hidden)} more in the report kept with the run.
`
      : '';
  return shown === 0 && hidden === 0 ? '' : head + text + rest;
}
function sections(record) {
  return [
    lineSection(record),
    failureSection2(record),
    checkSection2(record),
    probeSection2(record),
    routeSection2(record),
  ];
}
function lineSection({ verdict }) {
  const rows = verdict === null ? [] : worstFirst(verdict).map((line) => lineRow2(line, verdict.failOn));
  const head = ['Level', 'Line', 'Value', 'Warn', 'Critical', 'Margin', 'Why'];
  return { title: 'Judged lines', head, numbers: [2, 3, 4, 5], rows, share: 0.5 };
}
function lineRow2(line, failOn) {
  const margin = lineMargin(line, failOn);
  const amount = margin === null ? '' : formatFigure(margin.amount, line.unit);
  return [
    `${LEVEL_MARK[line.level]} ${line.level}${line.gates ? '' : ' (shown only)'}`,
    line.expression === null ? line.title : `${line.title} ${line.expression}`,
    formatFigure(line.value, line.unit, [line.warn, line.critical]),
    formatLimit(line.warn, line.unit),
    formatLimit(line.critical, line.unit),
    amount,
    line.reason,
  ];
}
function failureSection2({ failures }) {
  const rows = [...failures]
    .sort((a, b) => b.count - a.count)
    .map((failure) => {
      const sample = failure.samples[0];
      const seen = sample === void 0 ? '' : `${formatClock(sample.atMs)} ${sample.text}`;
      return [formatCount(failure.count), failure.class, failure.subject, seen];
    });
  return { title: 'Failures', head: ['Count', 'Class', 'What', 'Sample'], numbers: [0], rows, share: 0.4 };
}
function checkSection2({ checks }) {
  const rows = checks
    .filter((check) => check.fails > 0)
    .sort((a, b) => b.fails - a.fails)
    .map((check) => [
      checkPath(check).join(' \u203A '),
      formatCount(check.fails),
      formatCount(check.passes + check.fails),
    ]);
  return { title: 'Checks that failed', head: ['Check', 'Failed', 'Of'], numbers: [1, 2], rows, share: 0.4 };
}
function probeSection2({ probes }) {
  const rows = [...probes]
    .sort((a, b) => b.failures - a.failures)
    .map(({ name: name2, samples, failures, last }) => {
      const state =
        last === null ? 'no sample' : last.ok ? 'answers' : `${last.failure.stage}: ${last.failure.message}`;
      return [name2, formatCount(samples), formatCount(failures), state];
    });
  return {
    title: 'Probes',
    head: ['Probe', 'Samples', 'Failed', 'At the end'],
    numbers: [1, 2],
    rows,
    share: 0.5,
  };
}
function routeSection2({ routes }) {
  const rows = [...routes]
    .sort((a, b) => b.errors - a.errors || b.timeShare - a.timeShare)
    .map((route) => [
      route.name,
      formatCount(route.requests),
      formatFixed(route.ratePerSecond, 2),
      formatFigure(route.latencyMs?.med ?? null, 'ms'),
      formatFigure(route.latencyMs?.p95 ?? null, 'ms'),
      formatFigure(route.latencyMs?.p99 ?? null, 'ms'),
      formatCount(route.errors),
      formatCount(route.rateLimited),
      formatShare(route.timeShare),
    ]);
  const head = ['Route', 'Requests', 'Per second', 'p50', 'p95', 'p99', 'Errors', 'Limited', 'Time'];
  return { title: 'Routes', head, numbers: [1, 2, 3, 4, 5, 6, 7, 8], rows, share: 1 };
}

// reports/text/index.ts
import pc from 'picocolors';

// reports/text/table.ts
var WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
var ZERO = /[\p{Mark}\p{Format}]/u;
function displayWidth(text) {
  let width = 0;
  for (const character of text) width += ZERO.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}
function clip(text, width) {
  if (displayWidth(text) <= width) return text;
  let cut = '';
  for (const character of text) {
    if (displayWidth(cut + character) >= width) break;
    cut += character;
  }
  return `${cut}\u2026`;
}
function layTable(columns, rows, width) {
  const all = [columns.map((column) => column.head), ...rows];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => displayWidth(row[index] ?? ''))));
  const total = widths.reduce((sum, w) => sum + w, 0) + 2 * (columns.length - 1);
  const widest = widestLeft(columns, widths);
  if (total > width && widest >= 0) {
    widths[widest] = Math.max(12, (widths[widest] ?? 0) - (total - width));
  }
  return all.map((row) => layRow(columns, row, widths));
}
function wrap(text, width) {
  const lines = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((each2) => clip(each2, width));
}
function widestLeft(columns, widths) {
  let widest = -1;
  for (const [index, column] of columns.entries()) {
    if (column.align === 'left' && (widths[index] ?? 0) > (widths[widest] ?? 0)) widest = index;
  }
  return widest;
}
function layRow(columns, row, widths) {
  const cells2 = columns.map((column, index) => {
    const width = widths[index] ?? 0;
    const text = clip(row[index] ?? '', width);
    const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
    return column.align === 'right' ? space + text : text + space;
  });
  return cells2.join('  ').trimEnd();
}

// reports/text/findings.ts
var MOST = { routes: 10, checks: 10, failures: 8, samples: 2 };
var ROUTE_COLUMNS = [
  { head: 'route', align: 'left' },
  { head: 'requests', align: 'right' },
  { head: '/s', align: 'right' },
  { head: 'p50', align: 'right' },
  { head: 'p95', align: 'right' },
  { head: 'p99', align: 'right' },
  { head: 'errors', align: 'right' },
  { head: 'time', align: 'right' },
];
function routeSection3(record, pen) {
  if (record.routes.length === 0) return [];
  const sorted = [...record.routes].sort((a, b) => b.errors - a.errors || b.timeShare - a.timeShare);
  const [head = '', ...rows] = layTable(
    ROUTE_COLUMNS,
    sorted.slice(0, MOST.routes).map(routeCells),
    pen.width,
  );
  return [
    pen.colours.dim(head),
    ...rows.map((row, index) => ((sorted[index]?.errors ?? 0) > 0 ? pen.colours.red(row) : row)),
    ...more(sorted.length - MOST.routes, 'routes', pen),
  ];
}
function routeCells(route) {
  const ms2 = (value) => formatFigure(value ?? null, '');
  return [
    inertLine(route.name),
    formatCount(route.requests),
    formatFixed(route.ratePerSecond, 1),
    ms2(route.latencyMs?.med),
    ms2(route.latencyMs?.p95),
    ms2(route.latencyMs?.p99),
    formatCount(route.errors),
    formatShare(route.timeShare).replace('\xA0', ''),
  ];
}
function checkSection3(record, pen) {
  const failed = record.checks.filter((check) => check.fails > 0).sort((a, b) => b.fails - a.fails);
  if (failed.length === 0) return [];
  const rows = failed.slice(0, MOST.checks).map((check) => {
    const all = check.passes + check.fails;
    const count = `${formatCount(check.fails)} of ${formatCount(all)} (${formatShare(check.fails / all)})`;
    return [inertLine(checkPath(check).join(' \u203A ')), count];
  });
  const columns = [
    { head: 'check that failed', align: 'left' },
    { head: 'how often', align: 'right' },
  ];
  const [head = '', ...laid] = layTable(columns, rows, pen.width);
  return [pen.colours.dim(head), ...laid, ...more(failed.length - MOST.checks, 'checks', pen)];
}
function failureSection3(record, pen) {
  if (record.failures.length === 0) return [];
  const sorted = [...record.failures].sort((a, b) => b.count - a.count);
  return [
    pen.colours.dim('failures'),
    ...sorted.slice(0, MOST.failures).flatMap((failure) => failureLines(failure, pen)),
    ...more(sorted.length - MOST.failures, 'failures', pen),
  ];
}
function failureLines(failure, pen) {
  const head = `${formatCount(failure.count)} \xD7 ${failure.class}: ${inertLine(failure.subject)}`;
  const samples = failure.samples.slice(0, MOST.samples).map(({ atMs, text }) => {
    return pen.colours.dim(clip(`    ${formatClock(atMs)}  ${inertLine(text)}`, pen.width));
  });
  return [clip(head, pen.width), ...samples];
}
function probeSection3(record, pen) {
  if (record.probes.length === 0) return [];
  return [
    pen.colours.dim('probes'),
    ...record.probes.flatMap((probe) => {
      const counts2 = `${formatCount(probe.samples)} samples, ${formatCount(probe.failures)} failed`;
      const { last } = probe;
      if (last === null) return [`? ${probe.name}: no sample`];
      if (last.ok) return [`${probe.failures > 0 ? '\u25B2' : '\u2713'} ${probe.name}: ${counts2}`];
      const { stage, message, hint } = last.failure;
      return wrap(
        `\u2717 ${probe.name}: ${counts2}; ${stage}: ${inertLine(message)}. ${inertLine(hint)}`,
        pen.width,
      );
    }),
  ];
}
function more(count, what, pen) {
  return count > 0 ? [pen.colours.dim(`${formatCount(count)} more ${what} in the HTML report`)] : [];
}

// reports/text/verdict-lines.ts
function verdictSections(record, pen) {
  const of = (...kinds) => record.verdict?.lines.filter((line) => kinds.includes(line.kind)) ?? [];
  return [
    lineTable2('SLO', of('slo'), record, pen),
    lineTable2('threshold of the script', of('threshold', 'gate'), record, pen),
    lineTable2('generator self-check', of('generator'), record, pen),
  ];
}
function lineTable2(title, lines, record, pen) {
  if (lines.length === 0) return [];
  const columns = [
    { head: '  level', align: 'left' },
    { head: title, align: 'left' },
    { head: 'value', align: 'right' },
    { head: 'warn', align: 'right' },
    { head: 'critical', align: 'right' },
    { head: 'margin', align: 'right' },
  ];
  const rows = lines.map((line) => cells(line, record.verdict?.failOn ?? 'warn'));
  const [head = '', ...laid] = layTable(columns, rows, pen.width);
  return [
    pen.colours.dim(head),
    ...laid.flatMap((text, index) => {
      const line = lines[index];
      return line === void 0 ? [] : [paint(text, line, pen), ...reason(line, pen)];
    }),
  ];
}
function cells(line, failOn) {
  const margin = lineMargin(line, failOn);
  return [
    `${LEVEL_MARK[line.level]} ${line.level}`,
    inertLine(line.title),
    formatFigure(line.value, line.unit, [line.warn, line.critical]),
    formatLimit(line.warn, line.unit),
    formatLimit(line.critical, line.unit),
    margin === null ? '' : marginText(margin, line.unit),
  ];
}
function marginText({ amount, share }, unit) {
  const sign = amount < 0 ? '-' : '+';
  return (
    sign +
    (share === null ? formatFigure(Math.abs(amount), unit) : `${formatFixed(Math.abs(share) * 100, 0)}%`)
  );
}
function reason(line, pen) {
  if (line.level === 'OK' || line.level === 'N/A') return [];
  const remedy = line.remedy === '' ? '' : ` Runbook: ${line.remedy}.`;
  const shown = line.gates ? '' : ' (shown, not judged)';
  return wrap(inertLine(line.reason) + shown + remedy, pen.width - 4).map((text) =>
    pen.colours.dim(`    ${text}`),
  );
}
function paint(text, line, { colours }) {
  const paints = {
    OK: colours.green,
    WARN: colours.yellow,
    CRIT: colours.red,
    'NO-DATA': colours.magenta,
    'N/A': colours.dim,
  };
  const end = line.level.length + 2;
  return line.level === 'N/A' ? colours.dim(text) : paints[line.level](text.slice(0, end)) + text.slice(end);
}

// reports/text/index.ts
var textReport = (run, options) => {
  const pen = { colours: pc.createColors(options.colour), width: Math.max(60, options.columns) };
  const sections2 = [
    headline(run, pen),
    facts(run, options),
    ...verdictSections(run.record, pen),
    checkSection3(run.record, pen),
    failureSection3(run.record, pen),
    routeSection3(run.record, pen),
    probeSection3(run.record, pen),
    run.record.notes.map((note) => `! ${inertLine(note)}`).flatMap((note) => wrap(note, pen.width)),
    options.htmlPath === null ? [] : [`report   ${options.htmlPath}`],
  ];
  const text = sections2.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${text.join('\n\n').replaceAll('\xA0', ' ')}
`;
};
function headline({ record }, pen) {
  const { verdict } = record;
  const state = verdict?.state ?? record.end.toUpperCase();
  const sentence = inertLine(verdict?.sentence ?? record.endReason);
  const lines = wrap(sentence, pen.width - state.length - 4);
  const indent = ' '.repeat(state.length + 4);
  const [first = '', ...rest] = lines;
  return [
    `${badge(verdict?.state ?? null, state, pen)}  ${pen.colours.bold(first)}`,
    ...rest.map((line) => indent + pen.colours.bold(line)),
    ...(verdict !== null && record.end !== 'finished' ? [indent + inertLine(record.endReason)] : []),
  ];
}
function badge(state, text, { colours }) {
  const label = colours.bold(` ${text} `);
  if (state === 'PASS') return colours.bgGreen(colours.black(label));
  if (state === 'WARN') return colours.bgYellow(colours.black(label));
  if (state === 'FAIL') return colours.bgRed(colours.white(label));
  return colours.bgMagenta(colours.white(label));
}
function facts({ record }, options) {
  const requests = record.metrics.find((metric) => metric.name === 'http_reqs')?.values;
  const { completed, interrupted, dropped, threw } = record.iterations;
  const load = [
    formatDuration(record.durationMs),
    `${formatCount(completed)} iterations`,
    ...(requests?.['count'] === void 0 ? [] : [`${formatCount(requests['count'])} requests`]),
    ...(requests?.['rate'] === void 0 ? [] : [`${formatFixed(requests['rate'], 1)}/s`]),
    ...(dropped > 0 ? [`${formatCount(dropped)} dropped`] : []),
    ...(interrupted > 0 ? [`${formatCount(interrupted)} interrupted`] : []),
    ...(threw > 0 ? [`${formatCount(threw)} threw`] : []),
  ];
  const scripts = record.scripts.map((script) => script.path).join(', ');
  const target = record.target === null ? [] : [`target   ${record.target.name} ${record.target.apiUrl}`];
  const lines = [
    `run      ${record.id}, started ${record.startedAt}`,
    `plan     ${[scripts, record.profile].filter(Boolean).join(', ')}`,
    ...target,
    `load     ${load.join(', ')}`,
  ];
  return lines.flatMap((line) => wrap(inertLine2(line), Math.max(60, options.columns)));
}
var inertLine2 = (line) => line.slice(0, 9) + inertLine(line.slice(9));

// reports/index.ts
var REPORTS = {
  text: textReport,
  json: jsonReport,
  junit: junitReport,
  markdown: markdownReport,
  html: htmlReport,
};

export { formatFigure, formatValue, inertLine, LEVEL_MARK, REPORTS, wrap };
//# sourceMappingURL=chunk-2GQ3MPDR.js.map
