// src/engine/embedded/worker/engine-worker.ts
import { parentPort, workerData } from 'node:worker_threads';
import { bucketOf, EXACT_LIMIT, MetricRegistry, now, regularDurationMs } from './chunk-OSEEOWIF.js';
import { onUnhandledRejection } from './chunk-S3WPPWT3.js';
import { HarnessError, isHarnessError } from './chunk-T7JPV3JC.js';
import {
  canonical,
  canonicalHeaders,
  dialerOf,
  exchangeFailure,
  linkOf,
  nowMs,
  openHttpClient,
  parseUrl,
  UrlError,
} from './chunk-URKCKDYF.js';

// src/metrics/sample-fold.ts
var Series = class {
  announced = false;
  touched = false;
  sum = 0;
  samples = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  last = 0;
  lastTimeMs = 0;
  total = 0;
  values = [];
  id;
  metric;
  kind;
  tags;
  constructor(id, metric, kind, tags) {
    this.id = id;
    this.metric = metric;
    this.kind = kind;
    this.tags = tags;
  }
};
var SampleFold = class {
  #kindOf;
  #byKey = /* @__PURE__ */ new Map();
  #byObject = /* @__PURE__ */ new WeakMap();
  #touched = [];
  #seriesCount = 0;
  #raw = null;
  constructor(kindOf) {
    this.#kindOf = kindOf;
  }
  /** From now on every sample is kept too, for outputs that stream them. */
  keepRaw() {
    this.#raw ??= [];
  }
  /** `tags` must not be changed afterwards: the same object is recognised by identity. */
  tagSet(tags) {
    const known = this.#byObject.get(tags);
    if (known !== void 0) return known;
    const names = Object.keys(tags).sort();
    let key = '';
    for (const name of names) key += `${name}\0${tags[name]}`;
    let set = this.#byKey.get(key);
    if (set === void 0) {
      set = { id: this.#byKey.size, tags: Object.freeze({ ...tags }), series: /* @__PURE__ */ new Map() };
      this.#byKey.set(key, set);
      this.#byObject.set(set.tags, set);
    }
    if (Object.isFrozen(tags)) this.#byObject.set(tags, set);
    return set;
  }
  emit(metric, tagSet, value, timeMs) {
    const set = tagSet;
    let series = set.series.get(metric);
    if (series === void 0) {
      const kind = this.#kindOf(metric);
      if (kind === void 0) return;
      series = new Series(this.#seriesCount++, metric, kind, set.tags);
      set.series.set(metric, series);
    }
    if (!series.touched) {
      series.touched = true;
      this.#touched.push(series);
    }
    add(series, value, timeMs);
    if (this.#raw !== null) this.#raw.push({ metric, timeMs, value, tags: set.tags });
  }
  /** As emit, with `vu` and `iter` beside the tags (raw outputs only). */
  emitWithMetadata(metric, tagSet, sample) {
    this.emit(metric, tagSet, sample.value, sample.timeMs);
    const last = this.#raw?.at(-1);
    if (last !== void 0) last.metadata = sample.metadata;
  }
  /** What came since the last flush; starts a new interval. */
  flush() {
    const deltas = this.#touched.map(deltaOf);
    this.#touched.length = 0;
    return deltas;
  }
  /** Raw samples since the last call, in order of emission. */
  takeRaw() {
    const raw = this.#raw ?? [];
    if (this.#raw !== null) this.#raw = [];
    return raw;
  }
};
function add(series, value, timeMs) {
  series.samples++;
  switch (series.kind) {
    case 'trend':
      series.values.push(value);
      return;
    case 'counter':
      series.sum += value;
      return;
    case 'rate':
      if (value !== 0) series.sum++;
      return;
    case 'gauge':
      series.last = value;
      series.lastTimeMs = timeMs;
      if (value < series.min) series.min = value;
      if (value > series.max) series.max = value;
  }
}
function deltaOf(series) {
  const { id, samples, sum } = series;
  const head = series.announced ? { series: id } : { series: id, metric: series.metric, tags: series.tags };
  const delta = (() => {
    switch (series.kind) {
      case 'counter':
        return { ...head, kind: 'counter', sum, samples };
      case 'rate':
        return { ...head, kind: 'rate', passes: sum, total: samples };
      case 'gauge':
        return {
          ...head,
          kind: 'gauge',
          value: series.last,
          min: series.min,
          max: series.max,
          timeMs: series.lastTimeMs,
          samples,
        };
      case 'trend':
        return { ...head, kind: 'trend', trend: trendDelta(series) };
    }
  })();
  Object.assign(series, { announced: true, touched: false, sum: 0, samples: 0 });
  series.values.length = 0;
  return delta;
}
function trendDelta(series) {
  const { values } = series;
  let sum = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  series.total += values.length;
  const head = { count: values.length, sum, min, max };
  if (series.total <= EXACT_LIMIT) return { ...head, values: Float64Array.from(values), buckets: null };
  const buckets = /* @__PURE__ */ new Map();
  for (const value of values) {
    const index = bucketOf(value);
    buckets.set(index, (buckets.get(index) ?? 0) + 1);
  }
  return {
    ...head,
    values: null,
    buckets: { indexes: Int32Array.from(buckets.keys()), counts: Uint32Array.from(buckets.values()) },
  };
}

// src/engine/embedded/executors/pacing/arrival-times.ts
function* constantArrivals(plan) {
  const periodMs = Math.floor((plan.timeUnitMs * 1e6) / plan.rate) / 1e6;
  for (let n = 0; n * periodMs < plan.durationMs; n++) yield n * periodMs;
}
function* rampingArrivals(plan) {
  let from = plan.startRate / plan.timeUnitMs;
  let stageStartMs = 0;
  let area = 0;
  let next = 1;
  for (const { durationMs, target } of plan.stages) {
    const to = target / plan.timeUnitMs;
    const whole = area + ((from + to) / 2) * durationMs;
    for (; next <= whole + 1e-9; next++) {
      yield stageStartMs + Math.min(durationMs, timeOfArea(next - area, { from, to, durationMs }));
    }
    area = whole;
    stageStartMs += durationMs;
    from = to;
  }
}
function timeOfArea(area, { from, to, durationMs }) {
  if (from === to) return area / to;
  const root = Math.sqrt(Math.max(0, durationMs * (from * from * durationMs + 2 * area * (to - from))));
  return (from * durationMs - root) / (from - to);
}

// src/engine/embedded/executors/arrival-rate.ts
async function arrivals(plan, run, due) {
  const idle = (await run.acquire(plan.preAllocatedVus)).reverse();
  const running = /* @__PURE__ */ new Set();
  let vus = idle.length;
  let warned = false;
  const start = (vu, dueMs) => {
    run.pace.started(run.elapsedMs() - dueMs);
    run.countActive(1);
    const iteration = run.iterate(vu, run.startTimeMs + dueMs).then(() => {
      run.countActive(-1);
      idle.push(vu);
      running.delete(iteration);
    });
    running.add(iteration);
  };
  const grow = async () => {
    if (vus >= plan.maxVus) {
      if (!warned) run.warn(`Insufficient VUs, reached ${vus} active VUs and cannot initialize more`);
      warned = true;
      return;
    }
    const vu = await run.grow();
    if (vu === null) return;
    vus++;
    idle.push(vu);
  };
  for (const dueMs of due) {
    const waitMs = dueMs - run.elapsedMs();
    if (waitMs > 0) await run.sleep(waitMs);
    if (!run.open) break;
    const vu = idle.pop();
    if (vu !== void 0) start(vu, dueMs);
    else {
      run.drop(1);
      run.pace.missed();
      void grow();
    }
  }
  await run.closed();
  await Promise.all(running);
}
var constantArrivalRate = (plan, run) => arrivals(plan, run, constantArrivals(plan));
var rampingArrivalRate = (plan, run) => arrivals(plan, run, rampingArrivals(plan));

// src/engine/embedded/executors/loop-all.ts
async function loopAll(run, count, work) {
  const vus = await run.acquire(count);
  run.countActive(count);
  try {
    await Promise.all(vus.map(work));
  } finally {
    run.countActive(-count);
  }
}

// src/engine/embedded/executors/constant-vus.ts
var constantVus = (plan, run) => loopAll(run, plan.vus, (vu) => run.loop(vu));

// src/engine/embedded/executors/per-vu-iterations.ts
async function perVuIterations(plan, run) {
  const total = plan.vus * plan.iterations;
  let done = 0;
  run.progress = () => done / total;
  await loopAll(run, plan.vus, async (vu) => {
    let left = plan.iterations;
    while (run.open && left > 0) {
      left--;
      await run.iterate(vu);
      done++;
    }
    run.drop(left);
  });
}

// src/engine/embedded/executors/pacing/vu-steps.ts
var NS = 1e6;
function vuSteps(startVus, stages) {
  const steps = [{ atMs: 0, vus: startVus }];
  let endMs = 0;
  let from = startVus;
  for (const { durationMs, target } of stages) {
    endMs += durationMs;
    const instant = (left) => endMs - Math.trunc((durationMs * NS * left) / (target - from)) / NS;
    if (durationMs === 0 && target !== from) push(steps, { atMs: endMs, vus: target });
    else if (target > from)
      for (let u = from + 1; u <= target; u++) push(steps, { atMs: instant(target - u), vus: u });
    else for (let u = from; u > target; u--) push(steps, { atMs: instant(target - u + 1), vus: u - 1 });
    from = target;
  }
  return steps;
}
function push(steps, step) {
  if (steps.at(-1)?.atMs === step.atMs) steps.pop();
  steps.push(step);
}

// src/engine/embedded/executors/ramping-vus.ts
var Handle = class {
  #wanted = false;
  #loop = null;
  #cut;
  #run;
  #gracefulRampDownMs;
  #vu = null;
  constructor(run, gracefulRampDownMs) {
    this.#run = run;
    this.#gracefulRampDownMs = gracefulRampDownMs;
  }
  start() {
    this.#wanted = true;
    clearTimeout(this.#cut);
    this.#loop ??= this.#work();
  }
  stop() {
    if (!this.#wanted) return;
    this.#wanted = false;
    this.#cut = setTimeout(() => this.#vu?.interrupt(), this.#gracefulRampDownMs);
  }
  async ended() {
    await this.#loop;
  }
  async #work() {
    const run = this.#run;
    const [vu] = await run.acquire(1);
    if (vu === void 0) return;
    this.#vu = vu;
    run.countActive(1);
    await run.loop(vu, () => this.#wanted);
    clearTimeout(this.#cut);
    run.countActive(-1);
    run.release(vu);
    this.#vu = null;
    this.#loop = null;
    if (this.#wanted && run.open) this.start();
  }
};
async function rampingVus(plan, run) {
  const handles = [];
  let planned = 0;
  for (const step of vuSteps(plan.startVus, plan.stages)) {
    const waitMs = step.atMs - run.elapsedMs();
    if (waitMs > 0) await run.sleep(waitMs);
    if (!run.open) break;
    while (handles.length < step.vus) handles.push(new Handle(run, plan.gracefulRampDownMs));
    for (; planned < step.vus; planned++) handles[planned]?.start();
    for (; planned > step.vus; planned--) handles[planned - 1]?.stop();
  }
  const restMs = regularDurationMs(plan) - run.elapsedMs();
  if (run.open && restMs > 0) await run.sleep(restMs);
  run.close();
  await Promise.all(handles.map((handle) => handle.ended()));
}

// src/engine/embedded/executors/shared-iterations.ts
async function sharedIterations(plan, run) {
  let attempted = 0;
  let done = 0;
  run.progress = () => done / plan.iterations;
  await loopAll(run, plan.vus, async (vu) => {
    while (run.open && attempted < plan.iterations) {
      attempted++;
      await run.iterate(vu);
      done++;
    }
  });
  run.drop(plan.iterations - attempted);
}

// src/engine/embedded/executors/index.ts
var EXECUTORS = {
  'constant-arrival-rate': constantArrivalRate,
  'constant-vus': constantVus,
  'per-vu-iterations': perVuIterations,
  'ramping-arrival-rate': rampingArrivalRate,
  'ramping-vus': rampingVus,
  'shared-iterations': sharedIterations,
};
function runScenario(plan, run) {
  const executor = EXECUTORS[plan.executor];
  return run.run(() => executor(plan, run));
}

// src/engine/embedded/executors/pace-meter.ts
var PaceMeter = class {
  planned = 0;
  dropped = 0;
  #startLagsMs = [];
  /** One iteration started `lagMs` after it was due. */
  started(lagMs) {
    this.planned++;
    this.#startLagsMs.push(lagMs);
  }
  /** One iteration was due, and no VU could take it. */
  missed() {
    this.planned++;
    this.dropped++;
  }
  take() {
    const taken = {
      planned: this.planned,
      dropped: this.dropped,
      startLagsMs: Float64Array.from(this.#startLagsMs),
    };
    this.planned = 0;
    this.dropped = 0;
    this.#startLagsMs = [];
    return taken;
  }
};

// src/engine/embedded/executors/scenario-run.ts
var ScenarioRun = class {
  name;
  executor;
  exec;
  env;
  tags;
  pace;
  startTimeMs = 0;
  #plan;
  #parts;
  #vus = /* @__PURE__ */ new Set();
  #wakers = /* @__PURE__ */ new Set();
  #open = false;
  #started = 0;
  /** 0..1; executors with a fixed number of iterations replace it. */
  progress = () => Math.min(1, this.elapsedMs() / Math.max(1, regularDurationMs(this.#plan)));
  constructor(plan, parts) {
    this.#plan = plan;
    this.#parts = parts;
    this.name = plan.name;
    this.executor = plan.executor;
    this.exec = plan.exec;
    this.env = plan.env;
    this.tags = parts.worker.baseTags.ofScenario(parts.worker.runTags, plan);
    this.pace = parts.pace;
  }
  /** True while new iterations may start. */
  get open() {
    return this.#open;
  }
  elapsedMs() {
    return now() - this.startTimeMs;
  }
  /** Runs the executor between start and the end of gracefulStop. */
  async run(executor) {
    this.startTimeMs = now();
    this.#open = true;
    const regular = setTimeout(() => this.close(), regularDurationMs(this.#plan));
    const hard = setTimeout(() => this.stop(), regularDurationMs(this.#plan) + this.#plan.gracefulStopMs);
    try {
      await executor();
    } finally {
      clearTimeout(regular);
      clearTimeout(hard);
      this.close();
      for (const vu of this.#vus) this.release(vu);
    }
  }
  /** No new iterations; running ones go on. */
  close() {
    this.#open = false;
    for (const wake of this.#wakers) wake();
  }
  /** No new iterations, and running ones are interrupted. */
  stop() {
    this.close();
    for (const vu of this.#vus) vu.interrupt();
  }
  /** Takes VUs out of the pool for this scenario. */
  async acquire(count) {
    const vus = [];
    for (let i = 0; i < count; i++) vus.push(await this.#parts.pool.acquire());
    for (const vu of vus) this.#adopt(vu);
    return vus;
  }
  /** Makes one VU more than the pool holds (arrival rates that run short of VUs). */
  async grow() {
    const vu = await this.#parts.pool.grow();
    if (vu !== null) this.#adopt(vu);
    return vu;
  }
  release(vu) {
    if (this.#vus.delete(vu)) this.#parts.pool.release(vu);
  }
  /** Runs the next iteration of the scenario on this VU. `plannedStartMs` is epoch ms, null for closed models. */
  async iterate(vu, plannedStartMs = null) {
    const number = this.#started++;
    const startMs = now();
    const end = await vu.iterate({ iterationInTest: number, iterationInInstance: number, plannedStartMs });
    if (vu.endedAtOnce) await new Promise((turn) => setImmediate(turn));
    const restMs = this.#parts.minIterationDurationMs - (now() - startMs);
    if (end === 'full' && restMs > 0) await this.sleep(restMs);
    return end;
  }
  /** Iterations back to back until the scenario closes or `goOn` says no. */
  async loop(vu, goOn = () => true) {
    while (this.#open && goOn()) await this.iterate(vu);
  }
  /** Ends early when the scenario closes. */
  sleep(durationMs) {
    return new Promise((resolve2) => {
      const wake = () => {
        clearTimeout(timer);
        this.#wakers.delete(wake);
        resolve2();
      };
      const timer = setTimeout(wake, Math.max(0, Math.ceil(durationMs)));
      this.#wakers.add(wake);
      if (!this.#open) wake();
    });
  }
  /** Resolves when the scenario starts no more iterations. */
  async closed() {
    while (this.#open) await this.sleep(2147483647);
  }
  /** Counts iterations that were due and could not be started; tags are the run's and `scenario` only. */
  drop(count) {
    if (count <= 0) return;
    const { fold, baseTags, runTags, options } = this.#parts.worker;
    const tags = options.systemTags.has('scenario') ? { ...runTags, scenario: this.name } : runTags;
    fold.emit('dropped_iterations', fold.tagSet(baseTags.intern(tags)), count, now());
  }
  warn(message) {
    this.#parts.worker.log('warning', message, { executor: this.executor, scenario: this.name });
  }
  /** How many VUs count as active: all activated ones, or those running an iteration. */
  countActive(delta) {
    this.#parts.worker.counters.vusActive += delta;
  }
  #adopt(vu) {
    vu.activate(this);
    this.#vus.add(vu);
  }
};

// src/engine/embedded/vu/base-tags.ts
var BaseTags = class {
  #fold;
  #options;
  /** `options` may still be replaced in place, when the script's own have been read. */
  constructor(fold, options) {
    this.#fold = fold;
    this.#options = options;
  }
  /** Run tags, then the scenario's, then `scenario` and `group` where these system tags are on. */
  ofScenario(runTags, scenario) {
    const tags = { ...runTags, ...scenario?.tags };
    if (this.#options.systemTags.has('group')) tags['group'] = '';
    if (scenario !== null && this.#options.systemTags.has('scenario')) tags['scenario'] = scenario.name;
    return this.intern(tags);
  }
  withGroup(tags, group) {
    return this.#options.systemTags.has('group') ? this.intern({ ...tags, group }) : tags;
  }
  with(tags, name, value) {
    const { [name]: _, ...rest } = tags;
    return this.intern(value === void 0 ? rest : { ...rest, [name]: value });
  }
  intern(tags) {
    return this.#fold.tagSet(tags).tags;
  }
};

// src/engine/embedded/vu/check-tally.ts
var CheckTally = class {
  #fold;
  #options;
  #tagSets = /* @__PURE__ */ new WeakMap();
  #counts = /* @__PURE__ */ new Map();
  constructor(fold, options) {
    this.#fold = fold;
    this.#options = options;
  }
  add(check) {
    const count = this.#countOf(check.group, check.name);
    if (check.passed) count.passes++;
    else count.fails++;
    this.#fold.emit('checks', this.#tagSetOf(check), check.passed ? 1 : 0, check.timeMs);
  }
  /** A group was opened: it belongs to the summary even when no check ran in it. */
  open(group) {
    if (!this.#counts.has(group)) this.#counts.set(group, /* @__PURE__ */ new Map());
  }
  counts() {
    return {
      groups: [...this.#counts.keys()],
      checks: [...this.#counts.values()].flatMap((group) => [...group.values()]),
    };
  }
  #countOf(group, name) {
    this.open(group);
    const inGroup = this.#counts.get(group);
    let count = inGroup.get(name);
    if (count === void 0) {
      count = { group, name, passes: 0, fails: 0 };
      inGroup.set(name, count);
    }
    return count;
  }
  #tagSetOf({ base, name, own }) {
    const make = () =>
      this.#fold.tagSet({
        ...base,
        ...(this.#options.systemTags.has('check') ? { check: name } : {}),
        ...own,
      });
    if (own !== null) return make();
    let byName = this.#tagSets.get(base);
    if (byName === void 0) {
      byName = /* @__PURE__ */ new Map();
      this.#tagSets.set(base, byName);
    }
    let set = byName.get(name);
    if (set === void 0) {
      set = make();
      byName.set(name, set);
    }
    return set;
  }
};

// src/engine/embedded/http/cookie-stores.ts
import { Cookie, CookieJar } from 'tough-cookie';

var Store = class {
  kind = 'cookie-store';
  jar = null;
  open() {
    this.jar ??= new CookieJar(void 0, { looseMode: true, rejectPublicSuffixes: false });
    return this.jar;
  }
};
var CookieStores = class {
  #own = new Store();
  own() {
    return this.#own;
  }
  create() {
    return new Store();
  }
  reset() {
    if (this.#own.jar !== null) this.#own = new Store();
  }
  /** Keeps the Set-Cookie headers of a response. */
  store(jar, url, headers) {
    const lines = setCookies(headers);
    if (lines.length === 0) return;
    const target = this.#storeOf(jar).open();
    for (const line of lines) target.setCookieSync(line, url, { ignoreError: true });
  }
  /** The Cookie header: the request's own first, then the jar's that they do not replace. */
  header(request, url) {
    const own = request.cookies ?? [];
    const replaced = new Set(own.filter((cookie) => cookie.replace).map((cookie) => cookie.name));
    const kept = (this.#storeOf(request.jar).jar?.getCookiesSync(url) ?? []).filter(
      (c) => !replaced.has(c.key),
    );
    return [...own.map((c) => `${c.name}=${c.value}`), ...kept.map((c) => c.cookieString())].join('; ');
  }
  received(headers) {
    return setCookies(headers).flatMap((line) => {
      const cookie = Cookie.parse(line, { loose: true });
      return cookie === void 0 ? [] : [responseCookie(cookie)];
    });
  }
  cookiesFor(jar, url) {
    return guarded(() =>
      (this.#storeOf(jar).jar?.getCookiesSync(url) ?? []).flatMap((c) => [c.key, c.value]),
    );
  }
  set(jar, url, given) {
    return guarded(() => {
      const cookie = new Cookie({
        key: given.name,
        value: given.value,
        path: given.path || null,
        domain: given.domain || null,
        secure: given.secure,
        httpOnly: given.httpOnly,
        ...(given.maxAge === 0 ? {} : { maxAge: given.maxAge }),
        ...(given.expiresMs === null ? {} : { expires: new Date(given.expiresMs) }),
      });
      this.#storeOf(jar).open().setCookieSync(cookie, url);
      return null;
    });
  }
  delete(jar, url, name) {
    return guarded(() => {
      const target = this.#storeOf(jar).open();
      for (const cookie of target.getCookiesSync(url)) {
        if (name === null || cookie.key === name)
          target.setCookieSync(`${cookie.key}=; Max-Age=0; Path=${cookie.path ?? '/'}`, url);
      }
      return null;
    });
  }
  #storeOf(jar) {
    return jar instanceof Store ? jar : this.#own;
  }
};
function setCookies(headers) {
  const lines = [];
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i]?.toLowerCase() === 'set-cookie') lines.push(headers[i + 1]);
  }
  return lines;
}
var responseCookie = (cookie) => ({
  name: cookie.key,
  value: cookie.value,
  domain: cookie.domain ?? '',
  path: cookie.path ?? '',
  httpOnly: cookie.httpOnly,
  secure: cookie.secure,
  maxAge: typeof cookie.maxAge === 'number' ? cookie.maxAge : 0,
  expiresMs: cookie.expires instanceof Date ? cookie.expires.getTime() : null,
});
function guarded(work) {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

// src/engine/embedded/ws/ws-session.ts
import { WebSocket as WebSocket2 } from 'ws';

// src/engine/embedded/ws/close-text.ts
var NAMES = {
  1e3: 'normal',
  1001: 'going away',
  1002: 'protocol error',
  1003: 'unsupported data',
  1005: 'no status',
  1006: 'abnormal closure',
  1007: 'invalid payload data',
  1008: 'policy violation',
  1009: 'message too big',
  1010: 'mandatory extension missing',
  1011: 'internal server error',
  1015: 'TLS handshake error',
};
function closeText(code, reason) {
  const name = NAMES[code];
  return `websocket: close ${code}${name === void 0 ? '' : ` (${name})`}${reason === '' ? '' : `: ${reason}`}`;
}

// src/engine/embedded/ws/handshake.ts
import { WebSocket } from 'ws';

var TIMEOUT_MS = 6e4;
var REFUSED = 'websocket: bad handshake';
var BODY_LIMIT = 1024;
var DEFLATE = { serverNoContextTakeover: true, clientNoContextTakeover: true, clientMaxWindowBits: 0 };
function upgrade(dialed, request, done) {
  const link = linkOf(dialed.tcp);
  let response = null;
  let rawHeaders = [];
  let over = false;
  const end = (error) => {
    if (over) return;
    over = true;
    done({ response, rawHeaders, error });
  };
  const socket = new WebSocket('ws://target/', {
    headers: request.headers,
    createConnection: () => dialed.socket,
    handshakeTimeout: TIMEOUT_MS,
    perMessageDeflate: request.compression ? DEFLATE : false,
    maxPayload: 0,
    skipUTF8Validation: true,
    finishRequest(upgrading) {
      upgrading.path = request.target;
      upgrading.end();
    },
  });
  socket.on('upgrade', (message) => {
    ({ rawHeaders } = message);
    response = responseOf(message, '');
    delete message.headers['sec-websocket-protocol'];
  });
  socket.on('unexpected-response', (upgrading, message) => {
    ({ rawHeaders } = message);
    collectBody(upgrading, message, (body) => {
      response = responseOf(message, body);
      end(REFUSED);
    });
  });
  socket.on('open', () => end(null));
  socket.on('error', (error) => end(response === null ? failureText(error, link) : REFUSED));
  return socket;
}
function responseOf(message, body) {
  const chosen = message.headers['sec-websocket-protocol'];
  return {
    status: message.statusCode ?? 0,
    headers: canonicalHeaders(message.rawHeaders),
    body,
    protocol: chosen ?? '',
  };
}
function collectBody(request, message, done) {
  const chunks = [];
  let size = 0;
  message.on('data', (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= BODY_LIMIT) message.destroy();
  });
  message.on('error', () => {});
  message.on('close', () => {
    done(Buffer.concat(chunks).subarray(0, BODY_LIMIT).toString('utf8'));
    request.destroy();
  });
}
function failureText(error, link) {
  if (error.message === 'Opening handshake has timed out') return `read tcp ${link}: i/o timeout`;
  if (error.message === 'socket hang up' || error.code === 'HPE_INVALID_EOF_STATE') return 'unexpected EOF';
  if (error.code?.startsWith('HPE_')) {
    const line =
      Buffer.from(error.rawPacket ?? [])
        .toString('latin1')
        .split(/\r?\n/, 1)[0] ?? '';
    return `malformed HTTP response ${JSON.stringify(line)}`;
  }
  return exchangeFailure(error, { link, answered: false }).detail;
}

// src/engine/embedded/ws/handshake-headers.ts
var OF_THE_PROTOCOL = /* @__PURE__ */ new Set([
  'Upgrade',
  'Connection',
  'Sec-Websocket-Key',
  'Sec-Websocket-Version',
  'Sec-Websocket-Extensions',
]);
function handshakeHeaders(request, url, { options, cookies }) {
  const headers = { Host: url.host };
  if (options.userAgent !== '') headers['User-Agent'] = options.userAgent;
  for (const [name, value] of Object.entries(options.extraHeaders)) headers[canonical(name)] = value;
  const own = cookies.cookiesFor(request.jar ?? cookies.own(), cookieUrl(url));
  if (own.ok && own.value.length > 0) headers['Cookie'] = cookieHeader(own.value);
  if (request.protocols.length > 0) headers['Sec-Websocket-Protocol'] = request.protocols.join(', ');
  for (let i = 0; i < request.headers.length; i += 2) {
    const name = canonical(request.headers[i]);
    if (OF_THE_PROTOCOL.has(name) || (name === 'Sec-Websocket-Protocol' && request.protocols.length > 0))
      return `websocket: duplicate header not allowed: ${name}`;
    headers[name] = onTheWire(request.headers[i + 1]);
  }
  return headers;
}
var cookieUrl = ({ text }) => text.replace(/^ws/i, 'http');
function cookieHeader(flat) {
  const pairs = [];
  for (let i = 0; i < flat.length; i += 2) pairs.push(`${flat[i]}=${flat[i + 1]}`);
  return onTheWire(pairs.join('; '));
}
var onTheWire = (value) => Buffer.from(value.replace(/[\r\n]+/g, ' ')).toString('latin1');

// src/engine/embedded/ws/ws-session.ts
var LINGER_MS = 1e3;
var INTERRUPTED_CODE = { ws: 1001, websockets: 1e3 };
var EXPECTED_CODES = /* @__PURE__ */ new Set([1e3, 1001]);
var Session = class {
  over = false;
  #parts;
  #request;
  #listen;
  #startMs = nowMs();
  #pings = /* @__PURE__ */ new Map();
  #pingCount = 0;
  #tagSet;
  #dialing = null;
  #dialed = null;
  #socket = null;
  #dropped = false;
  #broken = false;
  /** Called when it is over, however it ended. */
  onOver = () => {};
  constructor(parts, request, listen) {
    this.#parts = parts;
    this.#request = request;
    this.#listen = listen;
    this.#tagSet = parts.emitter.tagSet(this.#tags(null, ''));
  }
  /** Begins to connect. */
  start() {
    const url = targetOf(this.#request.url);
    if (typeof url === 'string') {
      this.#refuse(null, url);
      return;
    }
    const { state, cookies } = this.#parts;
    const headers = handshakeHeaders(this.#request, url, { options: state.options, cookies });
    if (typeof headers === 'string') this.#refuse(null, headers);
    else this.#dial(url, headers);
  }
  #dial(url, headers) {
    const secure = url.scheme === 'wss';
    const endpoint = { secure, hostname: url.hostname, port: url.port || (secure ? 443 : 80) };
    this.#dialing = this.#parts.dialer.dial(endpoint, (failure, dialed) => {
      if (this.over) dialed?.socket.destroy();
      else if (dialed === null) this.#refuse(null, failure?.detail ?? '');
      else this.#upgrade(dialed, url, headers);
    });
  }
  #upgrade(dialed, url, headers) {
    this.#dialed = dialed;
    dialed.socket.on('error', () => {
      this.#broken = true;
    });
    const request = { target: url.target, headers, compression: this.#request.compression };
    try {
      this.#socket = upgrade(dialed, request, (end) => this.#handshaken(end, url));
    } catch (error) {
      dialed.socket.destroy();
      this.#refuse(null, error instanceof Error ? error.message : String(error));
    }
  }
  #handshaken({ response, rawHeaders, error }, url) {
    if (this.over) return;
    this.#parts.cookies.store(this.#request.jar, cookieUrl(url), rawHeaders);
    if (error !== null || response === null) {
      this.#refuse(response, error ?? '');
      return;
    }
    this.#emitConnecting(response);
    this.#follow(this.#socket);
    this.#listen({ kind: 'opened', response });
  }
  #follow(socket) {
    socket.on('message', (data, isBinary) => {
      if (!this.over)
        this.#listen({ kind: 'message', data: isBinary ? data : data.toString('utf8'), timeMs: nowMs() });
    });
    socket.on('ping', () => !this.over && this.#listen({ kind: 'ping' }));
    socket.on('pong', (data) => this.#pong(data.toString()));
    socket.on('error', () => {
      this.#broken = true;
    });
    socket.on('close', (code, reason) => this.#closed(code, reason.toString()));
  }
  #pong(id) {
    if (this.over) return;
    const sentMs = this.#pings.get(id);
    this.#pings.delete(id);
    if (sentMs !== void 0) this.#emit('ws_ping', nowMs() - sentMs, nowMs());
    this.#listen({ kind: 'pong' });
  }
  #closed(code, text) {
    if (this.over) return;
    this.#end();
    if (this.#broken) {
      this.#listen({ kind: 'closed', code: null, reason: '', error: null });
      return;
    }
    const reason = code === 1006 ? 'unexpected EOF' : text;
    const error = EXPECTED_CODES.has(code) ? null : closeText(code, reason);
    this.#listen({ kind: 'closed', code, reason, error });
  }
  #refuse(response, error) {
    queueMicrotask(() => {
      if (this.over) return;
      this.#emitConnecting(response);
      this.#end();
      this.#listen({ kind: 'refused', response, error });
    });
  }
  get bufferedBytes() {
    return this.#socket?.bufferedAmount ?? 0;
  }
  get #open() {
    return !this.over && this.#socket?.readyState === WebSocket2.OPEN;
  }
  send(data) {
    if (!this.#open) return false;
    this.#socket?.send(typeof data === 'string' ? data : Buffer.from(data));
    return true;
  }
  ping() {
    if (!this.#open) return false;
    const id = String(this.#pingCount++);
    this.#pings.set(id, nowMs());
    this.#socket?.ping(id);
    return true;
  }
  close(code, reason) {
    if (this.#open) sendClose(this.#socket, code, reason);
  }
  cut(code) {
    if (this.over) return;
    const wasOpen = this.#open;
    this.#end();
    this.#dialing?.cancel();
    const socket = this.#socket;
    if (socket === null) return;
    if (code === null || !wasOpen) {
      socket.terminate();
      return;
    }
    sendClose(socket, code, '');
    setTimeout(() => socket.terminate(), LINGER_MS).unref();
  }
  /** The iteration is over: no samples, no events. */
  drop() {
    this.#dropped = true;
    this.cut(INTERRUPTED_CODE[this.#request.api]);
  }
  count(metric) {
    this.#emit(metric, 1, nowMs());
  }
  emitDuration(stamp) {
    const endMs = nowMs();
    this.#emit('ws_session_duration', endMs - this.#startMs, stamp === 'start' ? this.#startMs : endMs);
  }
  #end() {
    this.over = true;
    const { state } = this.#parts;
    state.dataSent += this.#dialed?.tcp.bytesWritten ?? 0;
    state.dataReceived += this.#dialed?.tcp.bytesRead ?? 0;
    this.onOver();
  }
  #emitConnecting(response) {
    this.#tagSet = this.#parts.emitter.tagSet(this.#tags(response, this.#dialed?.tcp.remoteAddress ?? ''));
    this.#emit('ws_sessions', 1, this.#startMs);
    this.#emit('ws_connecting', nowMs() - this.#startMs, this.#startMs);
  }
  #emit(metric, value, timeMs) {
    if (!this.#dropped) this.#parts.emitter.emit(metric, this.#tagSet, value, timeMs);
  }
  #tags(response, ip) {
    const { url, api, tags: given } = this.#request;
    const name = api === 'websockets' ? (given['name'] ?? url) : void 0;
    const system = {
      url: name ?? url,
      name,
      ip: response?.status === 101 ? ip : void 0,
      status: response === null ? void 0 : String(response.status),
      subproto: response?.protocol,
    };
    const enabled = this.#parts.state.options.systemTags;
    const tags = { ...given };
    for (const [tag, value] of Object.entries(system))
      if (value !== void 0 && enabled.has(tag)) tags[tag] = value;
    return tags;
  }
};
function targetOf(text) {
  const url = parseUrl(text);
  if (url instanceof UrlError) return `parse ${JSON.stringify(text)}: ${url.message}`;
  return (url.scheme === 'ws' || url.scheme === 'wss') && url.user === null ? url : 'malformed ws or wss URL';
}
function sendClose(socket, code, reason) {
  const sendable =
    (code >= 1e3 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3e3 && code <= 4999);
  if (sendable) socket.close(code, reason);
  else socket.close();
}

// src/engine/embedded/ws/ws-client.ts
function openWsClient(parts) {
  const open = /* @__PURE__ */ new Set();
  return {
    parseUrl(url) {
      const parsed = parseUrl(url);
      if (parsed instanceof UrlError) return { ok: false, message: parsed.message };
      const { text, scheme } = parsed;
      const hash = text.indexOf('#');
      return { ok: true, value: { text, scheme, fragment: hash < 0 ? '' : text.slice(hash + 1) } };
    },
    open(request, listen) {
      const session = new Session({ ...parts, dialer: dialerOf(parts.state.options) }, request, listen);
      open.add(session);
      session.onOver = () => open.delete(session);
      session.start();
      return session;
    },
    endAll() {
      for (const session of [...open]) session.drop();
    },
  };
}

// src/engine/embedded/vu/bridge.ts
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

var cell = new Int32Array(new SharedArrayBuffer(4));
var utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
function createBridge(worker, state, clients) {
  return {
    state,
    env: { ...worker.env },
    ...clients,
    log: worker.log,
    now,
    declareMetric(metric) {
      const problem = worker.registry.declare({ ...metric });
      return problem === null ? { ok: true, value: null } : { ok: false, message: problem };
    },
    emit: (metric, tags, value) => worker.fold.emit(metric, worker.fold.tagSet(tags), value, now()),
    check(name, passed, own) {
      worker.checks.add({ group: state.group, name, passed, base: state.tags, own, timeMs: now() });
    },
    setGroup(path) {
      state.group = path;
      state.tags = worker.baseTags.withGroup(state.tags, path);
      if (path !== '') worker.checks.open(path);
    },
    setTag(name, value) {
      if (name === 'vu' || name === 'iter') state.metadata = withEntry(state.metadata, name, value);
      else state.tags = worker.baseTags.with(state.tags, name, value);
    },
    startTimer: (delayMs, fire) => Number(setTimeout(fire, delayMs)),
    stopTimer: (id) => clearTimeout(id),
    nextTurn: (fire) => void setImmediate(fire),
    sleepBlocking: (delayMs) => void Atomics.wait(cell, 0, 0, delayMs),
    readFile: (path) => readScriptFile(dirname(worker.scriptPath), path),
    decodeUtf8: (bytes) => utf8.decode(bytes),
    sharedArray: (name, build) => sharedArray(worker, name, build),
    execution: executionBridge(worker, state),
  };
}
function withEntry(map, name, value) {
  const { [name]: _, ...rest } = map;
  return value === void 0 ? rest : { ...rest, [name]: value };
}
function executionBridge(worker, state) {
  const { counters } = worker;
  let abortReason = '';
  return {
    instance: () => ({
      iterationsCompleted: counters.completed,
      iterationsInterrupted: counters.interrupted,
      vusActive: counters.vusActive,
      vusInitialized: counters.vusInitialized,
      currentTestRunDurationMs: now() - worker.testStartMs,
    }),
    scenarioProgress: () => state.scenario?.progress() ?? 0,
    optionsJson: () => worker.optionsJson,
    abort(reason) {
      abortReason = reason;
      worker.abort(reason);
    },
    abortReason: () => abortReason,
    fail: worker.fail,
  };
}
function sharedArray(worker, name, build) {
  const known = worker.sharedArrays.get(name);
  if (known !== void 0) return known;
  const elements = [...build()];
  worker.sharedArrays.set(name, elements);
  return elements;
}
function readScriptFile(scriptDir, path) {
  const file = path.startsWith('file://') ? fileURLToPath(path) : resolve(scriptDir, path);
  try {
    if (statSync(file).isDirectory())
      return { ok: false, message: `open() can't be used with directories, path: "${path}"` };
    return { ok: true, value: readFileSync(file) };
  } catch {
    return { ok: false, message: `The file "${path}" couldn't be found or read (looked at ${file})` };
  }
}

// src/engine/embedded/vu/realm.ts
import { readFileSync as readFileSync2 } from 'node:fs';
import { createContext, runInContext, Script } from 'node:vm';

// src/engine/embedded/vu/stack-frames.ts
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';

var FRAME = /^\s*at (?:(.*?) \()?(?:async )?(\S+?):(\d+):(\d+)\)?$/;
function frameMapper(script, scriptName) {
  let map = null;
  return (text) => {
    const lines = text.split('\n');
    const first = lines.findIndex((line) => FRAME.test(line));
    if (first < 0) return text;
    map ??= new TraceMap(script.map);
    const frames = [];
    for (const line of lines.slice(first)) {
      const frame = mapFrame(line, { map, scriptName });
      if (frame !== null && frame !== frames.at(-1)) frames.push(frame);
    }
    return [...lines.slice(0, first), ...frames].join('\n');
  };
}
function mapFrame(line, { map, scriptName }) {
  const [, name = '', file, row, column] = FRAME.exec(line) ?? [];
  if (file !== scriptName) return null;
  const at = originalPositionFor(map, { line: Number(row), column: Number(column) - 1 });
  if (at.source === null) return null;
  const label = name.replace(/^(async |Object\.)/, '') || '<anonymous>';
  return `	at ${label} (file://${at.source}:${at.line}:${(at.column ?? 0) + 1}(0))`;
}

// src/engine/embedded/vu/realm.ts
function openRealm(script, realmFile) {
  const context = createContext(/* @__PURE__ */ Object.create(null), {
    codeGeneration: { strings: false, wasm: false },
  });
  const source = `${readFileSync2(realmFile, 'utf8')}
realm.instantiate`;
  const instantiate = runInContext(source, context, { filename: 'r3mes-realm' });
  runInContext('delete globalThis.realm', context);
  const factory = new Script(script.factory, { filename: SCRIPT_NAME }).runInContext(context);
  const readable = frameMapper(script, SCRIPT_NAME);
  const told = (outcome) =>
    outcome.kind === 'threw' ? { ...outcome, text: readable(outcome.text) } : outcome;
  return {
    instantiate(bridge) {
      const made = instantiate(bridge, factory, script.modules);
      if (!made.ok) return { ok: false, outcome: told(made.outcome) };
      const { instance } = made;
      return { ok: true, instance: withReadableErrors(instance, told) };
    },
  };
}
var SCRIPT_NAME = 'r3mes-script';
function withReadableErrors(instance, told) {
  return {
    functions: instance.functions,
    exportJson: (name) => instance.exportJson(name),
    setEnv: (env) => instance.setEnv(env),
    interrupt: () => instance.interrupt(),
    run: (name, args, done) => instance.run(name, args, (outcome) => done(told(outcome))),
  };
}

// src/engine/embedded/vu/vu.ts
var Vu = class {
  state;
  #worker;
  #instance;
  #transport;
  #sockets;
  #setupData;
  busy = false;
  /** The last iteration never waited: the caller must let the event loop turn before the next one. */
  endedAtOnce = false;
  constructor(worker, parts) {
    this.#worker = worker;
    this.state = parts.state;
    this.#instance = parts.instance;
    this.#transport = parts.transport;
    this.#sockets = parts.sockets;
  }
  /** Setup data as JSON text, the same for all VUs. */
  giveSetupData(json) {
    this.#setupData = json;
  }
  /** Puts the VU to work for a scenario: its tags and env replace those of the one before. */
  activate(scenario) {
    const { state } = this;
    state.phase = 'vu';
    state.scenario = scenario;
    state.group = '';
    state.tags = scenario.tags;
    state.metadata = {};
    state.iterationInScenario = -1;
    this.#instance.setEnv({ ...this.#worker.env, ...scenario.env });
  }
  /** Runs one iteration with its event loop; resolves when nothing of it is left. */
  iterate(ticket) {
    const { state } = this;
    const scenario = state.scenario;
    state.iteration++;
    state.iterationInScenario++;
    state.iterationInTest = ticket.iterationInTest;
    state.iterationInInstance = ticket.iterationInInstance;
    state.plannedStartMs = ticket.plannedStartMs;
    if (!state.options.noCookiesReset) this.#transport.resetCookies();
    this.busy = true;
    this.#worker.counters.started++;
    const startMs = now();
    this.endedAtOnce = true;
    const ended = new Promise((resolve2) => {
      this.#instance.run(scenario.exec, [this.#setupData], (outcome) => {
        this.busy = false;
        resolve2(this.#endIteration(outcome, startMs));
      });
    });
    this.endedAtOnce = !this.busy;
    return ended;
  }
  /** Runs setup, teardown or handleSummary, whose samples carry a group of their own and no scenario. */
  runPhase(name, phase, arg) {
    const { state } = this;
    state.phase = phase;
    state.scenario = null;
    state.tags = this.#worker.baseTags.ofScenario(this.#worker.runTags, null);
    if (phase !== 'summary') {
      state.group = `::${phase}`;
      state.tags = this.#worker.baseTags.withGroup(state.tags, state.group);
    }
    return new Promise((resolve2) => {
      this.#instance.run(name, [arg], (outcome) => {
        this.#sockets.endAll();
        if (phase !== 'summary') this.#emitData(now());
        resolve2(outcome);
      });
    });
  }
  /** Its frames never resume; the pending `iterate` resolves as interrupted. */
  interrupt() {
    if (this.busy) this.#instance.interrupt();
  }
  close() {
    this.#transport.close();
  }
  #endIteration(outcome, startMs) {
    const { state } = this;
    const { counters, fold } = this.#worker;
    const endMs = now();
    this.#sockets.endAll();
    if (state.options.noVUConnectionReuse) this.#transport.closeIdle();
    if (state.group !== '') {
      state.group = '';
      state.tags = this.#worker.baseTags.withGroup(state.tags, '');
    }
    this.#emitData(endMs);
    if (outcome.kind === 'interrupted') {
      counters.interrupted++;
      return 'interrupted';
    }
    const tagSet = fold.tagSet(state.tags);
    fold.emit('iteration_duration', tagSet, endMs - startMs, endMs);
    fold.emit('iterations', tagSet, 1, endMs);
    if (outcome.kind === 'aborted') {
      counters.interrupted++;
      return 'aborted';
    }
    counters.completed++;
    if (outcome.kind === 'threw') this.#logException(outcome);
    return 'full';
  }
  #logException(outcome) {
    const scenario = this.state.scenario;
    this.#worker.counters.threw++;
    const fields = { executor: scenario.executor, scenario: scenario.name, source: 'stacktrace' };
    this.#worker.log('error', outcome.text, outcome.hint === '' ? fields : { ...fields, hint: outcome.hint });
  }
  #emitData(timeMs) {
    const { state } = this;
    const tagSet = this.#worker.fold.tagSet(state.tags);
    this.#worker.fold.emit('data_sent', tagSet, state.dataSent, timeMs);
    this.#worker.fold.emit('data_received', tagSet, state.dataReceived, timeMs);
    state.dataSent = 0;
    state.dataReceived = 0;
  }
};

// src/engine/embedded/vu/vu-state.ts
var VuRecord = class {
  id;
  idInTest;
  options;
  iteration = -1;
  iterationInScenario = -1;
  iterationInTest = 0;
  iterationInInstance = 0;
  phase = 'init';
  scenario = null;
  group = '';
  tags;
  metadata = {};
  plannedStartMs = null;
  dataSent = 0;
  dataReceived = 0;
  constructor(id, tags, options) {
    this.id = id;
    this.idInTest = id;
    this.tags = tags;
    this.options = options;
  }
};

// src/engine/embedded/vu/vu-factory.ts
function createVuFactory(script, worker) {
  const realm = openRealm(script.suspended, new URL('./realm.js', import.meta.url));
  return (id) => {
    const state = new VuRecord(id, worker.runTags, worker.options);
    const parts = { state, cookies: new CookieStores(), emitter: worker.fold, log: worker.log };
    const http = openHttpClient(parts);
    const ws = openWsClient(parts);
    const made = realm.instantiate(createBridge(worker, state, { http, ws }));
    if (!made.ok) {
      http.close();
      return made;
    }
    return {
      ok: true,
      instance: made.instance,
      vu: new Vu(worker, { state, instance: made.instance, transport: http, sockets: ws }),
    };
  };
}

// src/engine/embedded/vu/vu-pool.ts
var RETRIES = 5;
var RETRY_MS = 400;
var VuPool = class {
  #create;
  #idle = [];
  #all = [];
  #limit;
  #growing = false;
  /** Called for each VU made from now on, before anyone uses it. */
  onCreate = () => {};
  constructor(limit, create) {
    this.#limit = limit;
    this.#create = create;
  }
  get size() {
    return this.#all.length;
  }
  /** Initialises VUs until there are `count`. */
  async fill(count) {
    while (this.#all.length < count) this.#idle.unshift(await this.#add());
  }
  /** An idle VU; waits up to two seconds for one. */
  async acquire() {
    for (let attempt = 0; attempt <= RETRIES; attempt++) {
      const vu = this.#idle.shift();
      if (vu !== void 0) return vu;
      await new Promise((resolve2) => setTimeout(resolve2, RETRY_MS));
    }
    throw new HarnessError(`no VU became free in ${(RETRIES * RETRY_MS) / 1e3} s`, {
      code: 'ERR_ENGINE_NO_VU',
      exit: 'usage',
      hint: 'Please report this with the script: the plan promised more VUs than the pool holds.',
    });
  }
  /** One VU more, or null when one is being made already or the limit is reached. */
  async grow() {
    if (this.#growing || (this.#idle.length === 0 && this.#all.length >= this.#limit)) return null;
    const idle = this.#idle.shift();
    if (idle !== void 0) return idle;
    this.#growing = true;
    try {
      return await this.#add();
    } finally {
      this.#growing = false;
    }
  }
  release(vu) {
    this.#idle.push(vu);
  }
  all() {
    return this.#all;
  }
  async #add() {
    const vu = await this.#create(this.#all.length + 1);
    this.onCreate(vu);
    this.#all.push(vu);
    return vu;
  }
};

// src/engine/embedded/worker/interval-feed.ts
import { performance } from 'node:perf_hooks';

function feedIntervals(parts) {
  const { context, pace, intervalMs, send: send2 } = parts;
  let utilisation = performance.eventLoopUtilization();
  const sampleVus = () => {
    const tagSet = context.fold.tagSet(context.runTags);
    context.fold.emit('vus', tagSet, context.counters.vusActive, now());
    context.fold.emit('vus_max', tagSet, context.counters.vusInitialized, now());
  };
  const close = (last) => {
    const next = performance.eventLoopUtilization();
    const elu = performance.eventLoopUtilization(next, utilisation).utilization;
    utilisation = next;
    send2({
      type: 'interval',
      interval: {
        deltas: context.fold.flush(),
        raw: context.fold.takeRaw(),
        checks: context.checks.counts(),
        counters: { ...context.counters },
        pace: pace.take(),
        elu,
        last,
      },
    });
  };
  const timer = setInterval(() => {
    sampleVus();
    close(false);
  }, intervalMs);
  return {
    end() {
      clearInterval(timer);
      close(true);
    },
  };
}

// src/engine/embedded/worker/setup-json.ts
var Unserialisable = class extends Error {};
function setupJson(value) {
  if (value === void 0) return { ok: true, json: void 0 };
  try {
    return { ok: true, json: JSON.stringify(plain(value, [])) };
  } catch (error) {
    if (error instanceof Unserialisable) return { ok: false, problem: error.message };
    throw error;
  }
}
function plain(value, above) {
  if (value === void 0 || value === null) return null;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Unserialisable(`json: unsupported value: ${value}`);
    return value;
  }
  if (typeof value === 'function') throw new Unserialisable('json: unsupported type: a function');
  if (typeof value === 'symbol' || typeof value === 'bigint') return String(value);
  if (typeof value !== 'object') return value;
  if (above.includes(value)) throw new Unserialisable('json: unsupported value: encountered a cycle');
  const inner = [...above, value];
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (kind === 'Date') return localRfc3339(new Date(Number(value)));
  if (kind === 'Uint8Array') return Buffer.from(value).toString('base64');
  if (kind === 'ArrayBuffer') return {};
  if (kind === 'Map') return [...value].map((pair) => plain(pair, inner));
  if (kind === 'Set' || kind.endsWith('Array')) return [...value].map((v) => plain(v, inner));
  const entries = Object.keys(value).sort();
  return Object.fromEntries(entries.map((key) => [key, plain(value[key], inner)]));
}
function localRfc3339(date) {
  const offset = -date.getTimezoneOffset();
  const two = (n) => String(Math.abs(n)).padStart(2, '0');
  const local = new Date(date.getTime() + offset * 6e4).toISOString().replace(/\.?0*Z$/, '');
  const zone =
    offset === 0 ? 'Z' : `${offset < 0 ? '-' : '+'}${two(Math.trunc(offset / 60))}:${two(offset % 60)}`;
  return `${local}${zone}`;
}

// src/engine/embedded/worker/summary-files.ts
function summaryFiles(value) {
  if (value === void 0 || value === null) return { kind: 'nothing' };
  if (typeof value !== 'object' || Array.isArray(value)) {
    return { kind: 'problem', message: 'handleSummary() should return a map with string keys' };
  }
  const files = [];
  const problems = [];
  for (const [path, content] of Object.entries(value)) {
    if (typeof content === 'string') files.push({ path, content });
    else if (Object.prototype.toString.call(content) === '[object ArrayBuffer]') {
      files.push({ path, content: Uint8Array.from(new Uint8Array(content)) });
    } else problems.push(`error with summary output '${path}': only strings and ArrayBuffers can be written`);
  }
  return { kind: 'files', files, problems };
}

// src/engine/embedded/worker/worker-session.ts
var INTERVAL_MS = 1e3;
var PHASES = { setup: 'setup', teardown: 'teardown', summary: 'summary' };
var WorkerSession = class {
  #send;
  #context;
  #factory;
  #pace = new PaceMeter();
  #plan = null;
  #pool = null;
  #feed = null;
  #runs = [];
  #phaseVu = null;
  #stopped = false;
  constructor(birth, send2) {
    this.#send = send2;
    const registry = new MetricRegistry();
    const fold = new SampleFold((metric) => registry.get(metric)?.kind);
    this.#context = {
      fold,
      registry,
      baseTags: new BaseTags(fold, birth.options),
      checks: new CheckTally(fold, birth.options),
      counters: { started: 0, completed: 0, interrupted: 0, threw: 0, vusActive: 0, vusInitialized: 0 },
      options: birth.options,
      runTags: {},
      env: birth.env,
      scriptPath: birth.script.entryPath,
      sharedArrays: /* @__PURE__ */ new Map(),
      optionsJson: '{}',
      testStartMs: now(),
      log: (level, message, fields) => send2({ type: 'log', level, message, fields, timeMs: now() }),
      abort: (reason) => send2({ type: 'abort', reason }),
      fail: (reason) => send2({ type: 'fail', reason }),
    };
    this.#factory = createVuFactory(birth.script, this.#context);
  }
  /** Runs the init code once and tells what the script exports. */
  load() {
    const made = this.#factory(0);
    if (!made.ok) {
      this.#send({ type: 'load-failed', outcome: made.outcome });
      return;
    }
    const { instance, vu } = made;
    const exports = {};
    for (const name of ['options', 'r3mes']) {
      const json = instance.exportJson(name);
      if (json !== void 0) exports[name] = json;
    }
    this.#send({
      type: 'loaded',
      functions: instance.functions,
      exports,
      metrics: this.#context.registry.all(),
    });
    vu.close();
  }
  async handle(message) {
    switch (message.type) {
      case 'prepare':
        return this.#prepare(message.plan);
      case 'phase':
        return this.#runPhase(message);
      case 'start':
        return this.#start(message.setupData);
      case 'stop':
        this.#stopped = true;
        this.#phaseVu?.interrupt();
        for (const run of this.#runs) run.stop();
        return;
      case 'flush':
        this.#feed?.end();
        this.#feed = null;
        return;
      case 'close':
        for (const vu of this.#pool?.all() ?? []) vu.close();
    }
  }
  async #prepare(plan) {
    const context = this.#context;
    Object.assign(context.options, plan.options);
    context.runTags = context.baseTags.intern(plan.runTags);
    context.optionsJson = plan.optionsJson;
    context.testStartMs = plan.testStartMs;
    if (plan.keepRaw) context.fold.keepRaw();
    this.#plan = plan;
    this.#feed = feedIntervals({ context, pace: this.#pace, intervalMs: INTERVAL_MS, send: this.#send });
    this.#pool = new VuPool(plan.maxVus, async (id) => this.#createVu(id));
    await this.#pool.fill(plan.initialVus);
    this.#send({ type: 'prepared' });
  }
  async #createVu(id) {
    await new Promise((turn) => setImmediate(turn));
    const made = this.#factory(id);
    if (!made.ok) throw new InitFailed(made.outcome);
    this.#context.counters.vusInitialized++;
    return made.vu;
  }
  async #start(setupData) {
    const plan = this.#plan;
    const pool = this.#pool;
    for (const vu of pool.all()) vu.giveSetupData(setupData);
    pool.onCreate = (vu) => vu.giveSetupData(setupData);
    const parts = {
      worker: this.#context,
      pool,
      pace: this.#pace,
      minIterationDurationMs: plan.minIterationDurationMs,
    };
    const order = [...plan.scenarios].sort(
      (a, b) => a.startTimeMs - b.startTimeMs || (a.name < b.name ? -1 : 1),
    );
    await Promise.all(order.map((scenario) => this.#runScenario(scenario, new ScenarioRun(scenario, parts))));
    this.#send({ type: 'finished' });
  }
  async #runScenario(scenario, run) {
    const startMs = now() + scenario.startTimeMs;
    this.#runs.push(run);
    while (!this.#stopped && now() < startMs)
      await new Promise((next) => setTimeout(next, Math.min(100, startMs - now())));
    if (!this.#stopped) await runScenario(scenario, run);
  }
  async #runPhase({ phase, exec, arg, timeoutMs }) {
    const made = this.#factory(0);
    if (!made.ok) return this.#endPhase(phase, made.outcome);
    this.#phaseVu = made.vu;
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      made.vu.interrupt();
    }, timeoutMs);
    const outcome = await made.vu.runPhase(exec, PHASES[phase], arg);
    clearTimeout(timer);
    this.#phaseVu = null;
    const result = timedOut ? { kind: 'timeout' } : phaseResult(phase, outcome);
    made.vu.close();
    this.#endPhase(phase, result);
  }
  #endPhase(phase, result) {
    this.#send({ type: 'phase-done', phase, result });
  }
};
var InitFailed = class extends Error {
  outcome;
  constructor(outcome) {
    super(outcome.kind === 'threw' ? outcome.text : outcome.kind);
    this.outcome = outcome;
  }
};
function phaseResult(phase, outcome) {
  if (outcome.kind !== 'done') return outcome;
  if (phase === 'teardown') return { kind: 'done', value: { kind: 'nothing' } };
  if (phase === 'summary') return { kind: 'done', value: summaryFiles(outcome.value) };
  const data = setupJson(outcome.value);
  if (!data.ok) return { kind: 'done', value: { kind: 'problem', message: data.problem } };
  return {
    kind: 'done',
    value: data.json === void 0 ? { kind: 'nothing' } : { kind: 'json', json: data.json },
  };
}

// src/engine/embedded/worker/engine-worker.ts
var port = parentPort;
if (port === null) throw new Error('engine-worker runs as a worker thread only');
var send = (message) => port.postMessage(message);
var crash = (error) => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const known = isHarnessError(error);
  send({
    type: 'crashed',
    message: known ? error.message : text,
    code: known ? error.code : 'ERR_ENGINE_WORKER',
    exit: 'usage',
  });
};
onUnhandledRejection((reason) => {
  const text = `Uncaught (in promise) ${reason instanceof Error ? reason.message : String(reason)}`;
  send({
    type: 'log',
    level: 'error',
    message: text,
    fields: { hint: 'script exception', source: 'stacktrace' },
    timeMs: now(),
  });
});
try {
  const session = new WorkerSession(workerData, send);
  port.on('message', (message) => {
    session.handle(message).catch(crash);
    if (message.type === 'close') port.close();
  });
  session.load();
} catch (error) {
  crash(error);
}
//# sourceMappingURL=engine-worker.js.map
