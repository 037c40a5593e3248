// src/engine/embedded/vu/clock.ts
var originMs = performance.timeOrigin;
var now = () => originMs + performance.now();

// src/metrics/registry.ts
var define = (kind, contains, ...names) => names.map((name) => ({ name, kind, contains }));
var BUILTIN_METRICS = [
  ...define('gauge', 'default', 'vus', 'vus_max'),
  ...define('counter', 'default', 'iterations', 'dropped_iterations', 'http_reqs'),
  ...define('trend', 'time', 'iteration_duration', 'group_duration'),
  ...define('rate', 'default', 'checks', 'http_req_failed'),
  ...define('trend', 'time', 'http_req_duration', 'http_req_blocked', 'http_req_connecting'),
  ...define('trend', 'time', 'http_req_tls_handshaking', 'http_req_sending', 'http_req_waiting'),
  ...define('trend', 'time', 'http_req_receiving'),
  ...define('counter', 'data', 'data_sent', 'data_received'),
  ...define('counter', 'default', 'ws_sessions', 'ws_msgs_sent', 'ws_msgs_received'),
  ...define('trend', 'time', 'ws_connecting', 'ws_session_duration', 'ws_ping'),
];
var GRPC_METRICS = [
  ...define('trend', 'time', 'grpc_req_duration'),
  ...define('counter', 'default', 'grpc_streams', 'grpc_streams_msgs_sent', 'grpc_streams_msgs_received'),
];
var NAME = /^[a-zA-Z_][a-zA-Z0-9_]{1,128}$/;
var MetricRegistry = class {
  #metrics = new Map(BUILTIN_METRICS.map((metric) => [metric.name, metric]));
  /** Adds a metric; an equal one may be added again. Returns what is wrong, in words, or null. */
  declare(metric) {
    if (!NAME.test(metric.name)) {
      return `invalid metric name '${metric.name}': use 2 to 129 ASCII letters, digits and underscores, no digit first`;
    }
    const known = this.#metrics.get(metric.name);
    if (known === void 0) this.#metrics.set(metric.name, metric);
    else if (known.kind !== metric.kind || known.contains !== metric.contains) {
      const shape = (m) => `${m.kind} of ${m.contains} values`;
      return `metric '${metric.name}' already exists as a ${shape(known)}, it cannot be a ${shape(metric)} too`;
    }
    return null;
  }
  get(name) {
    return this.#metrics.get(name);
  }
  all() {
    return [...this.#metrics.values()];
  }
};

// src/plan/scenario-plan.ts
var sum = (stages) => stages.reduce((total, stage) => total + stage.durationMs, 0);
function regularDurationMs(plan) {
  switch (plan.executor) {
    case 'constant-vus':
    case 'constant-arrival-rate':
      return plan.durationMs;
    case 'ramping-vus':
    case 'ramping-arrival-rate':
      return sum(plan.stages);
    case 'per-vu-iterations':
    case 'shared-iterations':
      return plan.maxDurationMs;
  }
}
function initialVus(plan) {
  switch (plan.executor) {
    case 'ramping-vus':
      return Math.max(plan.startVus, ...plan.stages.map((stage) => stage.target));
    case 'constant-arrival-rate':
    case 'ramping-arrival-rate':
      return plan.preAllocatedVus;
    default:
      return plan.vus;
  }
}
var maximumVus = (plan) => ('maxVus' in plan ? plan.maxVus : initialVus(plan));

// src/metrics/log-linear.ts
var word = new Uint32Array(2);
var double = new Float64Array(word.buffer);
var littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
var HIGH = littleEndian ? 1 : 0;
var LOW = 1 - HIGH;
var SUB_BUCKET_BITS = 9;
var SHIFT = 20 - SUB_BUCKET_BITS;
var ZERO = 0;
function bucketOf(value) {
  if (value === 0 || Number.isNaN(value)) return ZERO;
  double[0] = Math.abs(value);
  const index = (word[HIGH] >>> SHIFT) + 1;
  return value < 0 ? -index : index;
}
function bucketMiddle(index) {
  if (index === ZERO) return 0;
  word[HIGH] = ((Math.abs(index) - 1) << SHIFT) | (1 << (SHIFT - 1));
  word[LOW] = 0;
  const middle = double[0];
  return index < 0 ? -middle : middle;
}

// src/metrics/trend-sink.ts
var EXACT_LIMIT = 1e4;
var TrendSink = class {
  kind = 'trend';
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  #values = [];
  #buckets = null;
  #sorted = null;
  get isEmpty() {
    return this.count === 0;
  }
  get isExact() {
    return this.#values !== null;
  }
  add(value) {
    this.count++;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (this.#values !== null && this.#values.length < EXACT_LIMIT) this.#values.push(value);
    else this.#bucketsNow().set(bucketOf(value), (this.#bucketsNow().get(bucketOf(value)) ?? 0) + 1);
  }
  merge(delta) {
    if (delta.values !== null) {
      for (const value of delta.values) this.add(value);
      return;
    }
    this.count += delta.count;
    this.sum += delta.sum;
    this.min = Math.min(this.min, delta.min);
    this.max = Math.max(this.max, delta.max);
    const { indexes, counts } = delta.buckets;
    const buckets = this.#bucketsNow();
    indexes.forEach((index, i) => void buckets.set(index, (buckets.get(index) ?? 0) + counts[i]));
  }
  /** Adds all that another sink holds. */
  mergeSink(other) {
    if (other.count > 0) this.merge(other.snapshot());
  }
  snapshot() {
    const { count, sum: sum2, min, max } = this;
    if (this.#values !== null)
      return { count, sum: sum2, min, max, values: Float64Array.from(this.#values), buckets: null };
    const buckets = this.#bucketsNow();
    return {
      count,
      sum: sum2,
      min,
      max,
      values: null,
      buckets: { indexes: Int32Array.from(buckets.keys()), counts: Uint32Array.from(buckets.values()) },
    };
  }
  /** `avg`, `min`, `med`, `max`, `count` or `p(N)`; an empty trend gives 0, as in k6. */
  statistic(name) {
    if (name === 'count') return this.count;
    if (this.count === 0) return STATISTIC.test(name) ? 0 : void 0;
    if (name === 'avg') return this.sum / this.count;
    if (name === 'min') return this.min;
    if (name === 'max') return this.max;
    if (name === 'med') return this.percentile(50);
    const percent = /^p\(([^)]+)\)$/.exec(name)?.[1];
    return percent === void 0 ? void 0 : this.percentile(Number(percent));
  }
  /** Linear interpolation between the two ranks around `percent/100 * (count - 1)`, as k6 does. */
  percentile(percent) {
    if (this.count === 0) return 0;
    const rank = (percent / 100) * (this.count - 1);
    const low = this.#valueAt(Math.floor(rank));
    const high = this.#valueAt(Math.ceil(rank));
    return low + (high - low) * (rank - Math.floor(rank));
  }
  #bucketsNow() {
    if (this.#buckets === null) {
      const buckets = /* @__PURE__ */ new Map();
      for (const value of this.#values ?? []) {
        const index = bucketOf(value);
        buckets.set(index, (buckets.get(index) ?? 0) + 1);
      }
      this.#buckets = buckets;
      this.#values = null;
    }
    return this.#buckets;
  }
  #valueAt(rank) {
    if (rank <= 0) return this.min;
    if (rank >= this.count - 1) return this.max;
    const { values, ranks } = this.#sortedNow();
    if (this.#values !== null) return values[rank];
    let low = 0;
    let high = ranks.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ranks[middle] > rank) high = middle;
      else low = middle + 1;
    }
    return Math.min(this.max, Math.max(this.min, values[low]));
  }
  #sortedNow() {
    if (this.#sorted?.count === this.count) return this.#sorted;
    if (this.#values !== null) {
      this.#sorted = {
        count: this.count,
        values: Float64Array.from(this.#values).sort(),
        ranks: [],
      };
      return this.#sorted;
    }
    const entries = [...this.#bucketsNow()].sort((a, b) => a[0] - b[0]);
    let total = 0;
    const ranks = entries.map(([, count]) => {
      total += count;
      return total;
    });
    this.#sorted = { count: this.count, values: entries.map(([index]) => bucketMiddle(index)), ranks };
    return this.#sorted;
  }
};
var STATISTIC = /^(avg|min|med|max|p\([^)]+\))$/;

export { bucketOf, EXACT_LIMIT, initialVus, MetricRegistry, maximumVus, now, regularDurationMs, TrendSink };
//# sourceMappingURL=chunk-OSEEOWIF.js.map
