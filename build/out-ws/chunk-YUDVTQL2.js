// src/duration.ts
var UNIT_MS = {
  ns: 1e-6,
  us: 1e-3,
  \u00B5s: 1e-3,
  ms: 1,
  s: 1e3,
  m: 6e4,
  h: 36e5,
  d: 864e5,
};
var WHOLE = /^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d))+$/;
function parseDurationMs(given) {
  if (typeof given === 'number') return Number.isFinite(given) ? given : void 0;
  if (typeof given !== 'string') return void 0;
  const text = given.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  if (!WHOLE.test(text)) return void 0;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d)/g);
  return [...parts].reduce((total, [, amount, unit]) => total + Number(amount) * UNIT_MS[unit], 0);
}

// src/plan/option-table.ts
var entry = (kind, env, flag) => ({
  kind,
  ...(env === void 0 ? {} : { env }),
  ...(flag === void 0 ? {} : { flag }),
});
var OPTION_TABLE = {
  paused: entry('boolean', 'K6_PAUSED', '-p, --paused'),
  vus: entry('integer', 'K6_VUS'),
  duration: entry('duration', 'K6_DURATION'),
  iterations: entry('integer', 'K6_ITERATIONS'),
  stages: entry('stages', 'K6_STAGES', '-s, --stage <duration:target>'),
  scenarios: entry('any'),
  executionSegment: entry('segment', void 0, '--execution-segment <from:to>'),
  executionSegmentSequence: entry('segment', void 0, '--execution-segment-sequence <list>'),
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
  tlsCipherSuites: entry('any'),
  tlsVersion: entry('any'),
  tlsAuth: entry('any'),
  throw: entry('boolean', 'K6_THROW', '-w, --throw'),
  thresholds: entry('any'),
  blacklistIPs: entry('list', 'K6_BLACKLIST_IPS', '--blacklist-ip <range>'),
  blockHostnames: entry('list', 'K6_BLOCK_HOSTNAMES', '--block-hostnames <names>'),
  hosts: entry('any'),
  noConnectionReuse: entry('boolean', 'K6_NO_CONNECTION_REUSE', '--no-connection-reuse'),
  noVUConnectionReuse: entry('boolean', 'K6_NO_VU_CONNECTION_REUSE', '--no-vu-connection-reuse'),
  minIterationDuration: entry('duration', 'K6_MIN_ITERATION_DURATION', '--min-iteration-duration <time>'),
  cloud: entry('any'),
  ext: entry('any'),
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
};
var OPTION_NAMES = Object.keys(OPTION_TABLE);
var optionEntry = (name) => OPTION_TABLE[name];

// src/plan/option-text.ts
function optionsOfEnvironment(env) {
  const given = OPTION_NAMES.flatMap((name) => {
    const variable = optionEntry(name).env;
    const text = variable === void 0 ? void 0 : env[variable];
    return variable === void 0 || text === void 0 || text === '' ? [] : [{ name, source: variable, text }];
  });
  return readTexts(given);
}
function readTexts(given) {
  const options = {};
  const problems = [];
  for (const { name, source, text } of given) {
    const read = readText(optionEntry(name).kind, text);
    if (read.ok) options[name] = read.value;
    else problems.push(`invalid value for ${source}: ${read.problem}`);
  }
  return { options, problems };
}
function readText(kind, given) {
  const text = typeof given === 'string' ? given : given.join(',');
  const list = typeof given === 'string' ? given.split(',') : given.flatMap((each) => each.split(','));
  switch (kind) {
    case 'boolean':
      if (/^(1|t|true)$/i.test(text)) return { ok: true, value: true };
      return /^(0|f|false)$/i.test(text)
        ? { ok: true, value: false }
        : { ok: false, problem: `"${text}" is neither true nor false` };
    case 'integer':
      return /^-?\d+$/.test(text)
        ? { ok: true, value: Number(text) }
        : { ok: false, problem: `"${text}" is no whole number` };
    case 'duration':
      return parseDurationMs(text) === void 0
        ? { ok: false, problem: `"${text}" is no duration, such as 30s` }
        : { ok: true, value: text };
    case 'list':
      return { ok: true, value: list.map((each) => each.trim()).filter(Boolean) };
    case 'stages':
      return readStages(list);
    case 'tags':
      return readPairs(typeof given === 'string' ? list : given);
    case 'dns':
      return readPairs(list);
    default:
      return { ok: true, value: text };
  }
}
function readStages(list) {
  const stages = list.map((each) => {
    const [duration = '', target = ''] = each.split(':');
    return { duration: duration.trim(), target: Number(target) };
  });
  const wrong = stages.findIndex(
    ({ duration, target }) => parseDurationMs(duration) === void 0 || !Number.isInteger(target),
  );
  if (wrong < 0) return { ok: true, value: stages };
  return { ok: false, problem: `"${list[wrong]}" is no stage, such as 30s:10` };
}
function readPairs(list) {
  const pairs = list.map((each) => {
    const equals = each.indexOf('=');
    return equals < 1 ? null : [each.slice(0, equals), each.slice(equals + 1)];
  });
  const wrong = pairs.indexOf(null);
  if (wrong >= 0) return { ok: false, problem: `"${list[wrong]}" is not name=value` };
  return { ok: true, value: Object.fromEntries(pairs.filter((pair) => pair !== null)) };
}

export { OPTION_NAMES, optionEntry, optionsOfEnvironment, parseDurationMs, readTexts };
//# sourceMappingURL=chunk-YUDVTQL2.js.map
