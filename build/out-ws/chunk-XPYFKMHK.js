// src/plan/config-file.ts
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
// src/commands/run.ts
import { basename as basename2, join, join as join3, resolve } from 'node:path';
import { REPORTS } from './chunk-2GQ3MPDR.js';
import { findSlo, SLOS } from './chunk-NPKOFR4P.js';
import {
  codeOf,
  findScenario,
  maskValues,
  PROBES,
  ProbeError,
  redactError,
  redactText,
  suggest,
  systemFailure,
  VERSION,
} from './chunk-OEZMWNQM.js';
import {
  initialVus,
  MetricRegistry,
  maximumVus,
  now,
  regularDurationMs,
  TrendSink,
} from './chunk-OSEEOWIF.js';
import { standinNote } from './chunk-QKJOMRF6.js';
import { killProcess, processUsage } from './chunk-S3WPPWT3.js';
import { EXIT_CODES, HarnessError } from './chunk-T7JPV3JC.js';
import { OPTION_NAMES, optionEntry, optionsOfEnvironment, parseDurationMs } from './chunk-YUDVTQL2.js';

function readConfigFile(named, { cwd, env }) {
  const path = named ?? env['K6_CONFIG'];
  const text = path ? readNamed(resolve(cwd, path)) : readOwn(env);
  if (text === null || text.trim() === '') return {};
  try {
    const value = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
    throw new Error('it is no JSON object');
  } catch (cause) {
    throw new HarnessError(`the configuration file ${path ?? ''} cannot be read: ${messageOf(cause)}`, {
      code: 'ERR_PLAN_CONFIG_FILE',
      exit: 'invalidConfig',
      hint: 'It is a JSON object with options of k6.',
      cause,
    });
  }
}
function readNamed(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new HarnessError(`the configuration file ${path} cannot be read`, {
      code: 'ERR_PLAN_NO_CONFIG_FILE',
      exit: 'invalidConfig',
      hint: 'Correct --config or K6_CONFIG.',
      cause,
    });
  }
}
function readOwn(env) {
  const folder = env['XDG_CONFIG_HOME'] || join(env['HOME'] || homedir(), '.config');
  try {
    return readFileSync(join(folder, 'k6', 'config.json'), 'utf8');
  } catch {
    return null;
  }
}
var messageOf = (cause) => (cause instanceof Error ? cause.message : String(cause));

// src/targets/target.ts
import { readFileSync as readFileSync2 } from 'node:fs';

function resolveTarget(given, env, use = 'loaded') {
  if (given === 'standin') return targetOf('standin', runningStandin(), env);
  if (!/^https?:\/\//i.test(given)) throw unknownTarget(given);
  const api = checkedUrl(given, use);
  return targetOf(api, urlsOf(api, env), env);
}
function environmentTarget(env) {
  const urls = urlsOf(env['R3MES_API_URL'] ?? '', env);
  const { parts, probes } = targetOf('environment', urls, env);
  return {
    name: 'environment',
    parts: urls.api === '' ? parts.filter((part) => part !== 'api') : parts,
    probes,
  };
}
function urlsOf(api, env) {
  return {
    api,
    rpc: env['R3MES_RPC_URL'],
    lcd: env['R3MES_LCD_URL'],
    postgres: env['DATABASE_URL'] ?? (env['PGHOST'] === void 0 ? void 0 : ''),
    redis: env['REDIS_URL'],
    chainId: env['R3MES_CHAIN_ID'],
  };
}
function targetOf(name, urls, env) {
  const parts = ['api'];
  if (urls.rpc || urls.lcd) parts.push('chain');
  if (urls.postgres !== void 0) parts.push('postgres');
  if (urls.redis) parts.push('redis');
  const apiUrl = urls.api.replace(/\/+$/, '');
  return {
    name,
    apiUrl,
    parts,
    env: {
      R3MES_API_URL: apiUrl,
      R3MES_PARTS: parts.join(','),
      ...(urls.rpc ? { R3MES_RPC_URL: urls.rpc } : {}),
      ...(urls.lcd ? { R3MES_LCD_URL: urls.lcd } : {}),
      ...(urls.chainId ? { R3MES_CHAIN_ID: urls.chainId } : {}),
    },
    probes: {
      apiUrl,
      rpcUrl: urls.rpc,
      lcdUrl: urls.lcd,
      databaseUrl: urls.postgres || void 0,
      redisUrl: urls.redis ?? void 0,
      pgEnv: Object.fromEntries(Object.entries(env).filter(([key]) => key.startsWith('PG'))),
    },
  };
}
function runningStandin() {
  try {
    const urls = JSON.parse(readFileSync2(standinNote(), 'utf8'));
    if (killProcess(urls.pid, 0)) return urls;
  } catch {}
  throw new HarnessError('no stand-in is running', {
    code: 'ERR_TARGET_NO_STANDIN',
    exit: 'invalidConfig',
    hint: 'Start one in another terminal with "harness standin", or try "harness demo".',
  });
}
function checkedUrl(given, use) {
  let url;
  try {
    url = new URL(given);
  } catch (cause) {
    throw new HarnessError('the URL of --target cannot be read', {
      code: 'ERR_TARGET_URL',
      exit: 'invalidConfig',
      hint: 'Write e.g. --target http://127.0.0.1:8000',
      cause,
    });
  }
  if (use === 'probed' || isLoopback(url.hostname)) return given;
  throw new HarnessError(`the target ${url.host} is not on this machine`, {
    code: 'ERR_TARGET_NOT_LOOPBACK',
    exit: 'invalidConfig',
    hint: 'Only loopback addresses are load-tested until a target can be declared: forward a port to 127.0.0.1.',
  });
}
function isLoopback(hostname) {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
function unknownTarget(given) {
  const near = suggest(given, ['standin']);
  return new HarnessError(`no target "${given}"${near === void 0 ? '' : `; did you mean "${near}"?`}`, {
    code: 'ERR_TARGET_UNKNOWN',
    exit: 'invalidConfig',
    hint: 'A target is "standin" or a URL, e.g. --target http://127.0.0.1:8000',
  });
}

// probes/run-probe.ts
import { setImmediate as turn } from 'node:timers/promises';

// probes/target-secrets.ts
var PLAIN_PARAMETERS = /^(ssl(mode)?|sslrootcert|host|port|db|family|application_name|connect_timeout)$/i;
function secretsOf(target) {
  const { PGUSER, PGPASSWORD, PGDATABASE } = target.pgEnv ?? {};
  const plain = [PGUSER, PGPASSWORD, PGDATABASE, ...Object.values(target.headers ?? {})];
  const database = target.databaseUrl?.replace(/[?#].*$/, '').match(/:\/\/.*[@/]([^/@:]+)$/)?.[1];
  const inUrls = [target.databaseUrl, target.redisUrl, target.apiUrl, target.rpcUrl, target.lcdUrl].flatMap(
    (url) => (url ? partsOf(url) : []),
  );
  const all = [...plain, database, ...inUrls].filter((value) => value !== void 0 && value !== '');
  return [...new Set(all.flatMap((value) => [value, decoded(value)]))];
}
function partsOf(url) {
  const rest = url.slice(url.indexOf('://') + 3);
  const userInfo = rest.includes('@') ? rest.slice(0, rest.lastIndexOf('@')) : '';
  const colon = userInfo.indexOf(':');
  const user = colon < 0 ? userInfo : userInfo.slice(0, colon);
  const password = colon < 0 ? '' : userInfo.slice(colon + 1);
  const query = [...rest.matchAll(/[?&]([^=&#]+)=([^&#]*)/g)]
    .filter(([, key = '']) => !PLAIN_PARAMETERS.test(key))
    .map(([, , value = '']) => value);
  const pieces = password.split(/[/?#@:]/).filter((piece) => piece.length >= 4);
  return [userInfo, user, password, ...pieces, ...query];
}
function decoded(value) {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

// probes/run-probe.ts
async function runProbe(run) {
  const atMs = run.clock();
  const stopped = new AbortController();
  const abort = () => stopped.abort();
  const timer = setTimeout(abort, run.deadlineMs);
  run.signal?.addEventListener('abort', abort, { once: true });
  try {
    if (run.signal?.aborted) abort();
    const facts = await firstOf(run.session.sample(stopped.signal), stopped.signal);
    return { ok: true, probe: run.name, atMs, durationMs: run.clock() - atMs, facts: cleaned(facts) };
  } catch (error) {
    const failure = toFailure(error, run);
    return { ok: false, probe: run.name, atMs, durationMs: run.clock() - atMs, failure };
  } finally {
    clearTimeout(timer);
    run.signal?.removeEventListener('abort', abort);
  }
}
async function probeOnce(probe, run) {
  let session;
  try {
    session = probe(run.target);
  } catch (error) {
    return { ok: false, probe: run.name, atMs: run.clock(), durationMs: 0, failure: toFailure(error, run) };
  }
  const result = await runProbe({ ...run, session });
  await session.close().catch(() => {});
  return result;
}
async function firstOf(sample, signal) {
  let onAbort = () => {};
  const left = new Promise((_, reject) => {
    onAbort = () => {
      void turn().then(() =>
        reject(
          new ProbeError({
            stage: 'deadline',
            code: 'TIMEOUT',
            message: 'no answer',
            hint: 'raise --timeout, or look at the network between here and there',
          }),
        ),
      );
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([sample, left]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    sample.catch(() => {});
  }
}
function toFailure(error, run) {
  const secrets = secretsOf(run.target);
  if (error instanceof ProbeError) {
    const { stage, code: code2, message, hint } = error.failure;
    const limit = stage === 'deadline' ? ` within ${run.deadlineMs} ms` : '';
    return { stage, code: code2, message: oneLine(message, secrets) + limit, hint: redactText(hint) };
  }
  const code = codeOf(error);
  const known = systemFailure(code);
  return {
    stage: known?.stage ?? 'query',
    code: code || 'UNKNOWN',
    message: redactError(error, secrets),
    hint: known?.hint ?? 'this failure is not known to the probe: the message is all that it can say',
  };
}
function oneLine(text, secrets) {
  return redactText(maskValues(text.replace(/\s+/g, ' ').trim(), secrets));
}
function cleaned(facts) {
  const values = facts.values.map((each) =>
    each.value === null || Number.isFinite(each.value)
      ? each
      : { ...each, value: null, note: each.note ?? 'the answer was not a number' },
  );
  const info = Object.fromEntries(Object.entries(facts.info).map(([key, text]) => [key, redactText(text)]));
  return { values, info };
}

// probes/sampler.ts
function startSampler(options) {
  const stopped = new AbortController();
  const loops = options.probes.map((name) => sampleProbe(name, options, stopped.signal));
  return {
    async stop() {
      stopped.abort();
      await Promise.all(loops);
    },
  };
}
async function sampleProbe(name, options, signal) {
  const { target, deadlineMs, clock: clock2, onResult, intervalMs } = options;
  let session;
  try {
    session = PROBES[name](target);
  } catch {
    onResult(await probeOnce(PROBES[name], { name, target, deadlineMs, clock: clock2 }));
    return;
  }
  while (!signal.aborted) {
    const result = await runProbe({ name, session, target, deadlineMs, clock: clock2, signal });
    if (signal.aborted) break;
    onResult(result);
    const now2 = clock2();
    await wait((Math.floor(now2 / intervalMs) + 1) * intervalMs - now2, signal);
  }
  await session.close().catch(() => {});
}
function wait(durationMs, signal) {
  return new Promise((resolve6) => {
    if (signal.aborted) return resolve6();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve6();
    };
    const timer = setTimeout(done, durationMs);
    signal.addEventListener('abort', done, { once: true });
  });
}

// src/store/run-folder.ts
import {
  appendFileSync,
  mkdirSync,
  readFileSync as readFileSync3,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join as join2 } from 'node:path';

var INTERVALS = 'intervals.ndjson';
var RunFolder = class _RunFolder {
  directory;
  #outDir;
  constructor(outDir, directory) {
    this.#outDir = outDir;
    this.directory = directory;
  }
  /** Makes `<outDir>/<id>/`; an id that is taken gets a number. Throws HarnessError (usage) when that is refused. */
  static create(outDir, id) {
    try {
      mkdirSync(outDir, { recursive: true });
      for (let number = 1; ; number++) {
        const directory = join2(outDir, number === 1 ? id : `${id}-${number}`);
        if (!makeDirectory(directory)) continue;
        appendFileSync(join2(directory, INTERVALS), '');
        return new _RunFolder(outDir, directory);
      }
    } catch (cause) {
      throw new HarnessError(`the folder ${outDir} cannot be written to`, {
        code: 'ERR_STORE_UNWRITABLE',
        exit: 'usage',
        hint: 'Give another with --out-dir.',
        cause,
      });
    }
  }
  get id() {
    return basename(this.directory);
  }
  /** One closed second; it is with the operating system when this returns. */
  append(interval) {
    appendFileSync(
      join2(this.directory, INTERVALS),
      `${JSON.stringify(interval)}
`,
    );
  }
  /** The seconds so far, for reports. */
  intervals() {
    const lines = readFileSync3(join2(this.directory, INTERVALS), 'utf8').split('\n');
    return lines.filter(Boolean).map((line) => JSON.parse(line));
  }
  /** The record; only now is the run a run, and `last` points to it. */
  finish(record) {
    this.write(
      'record.json',
      `${JSON.stringify(record)}
`,
    );
    const last = join2(this.#outDir, 'last');
    try {
      symlinkSync(this.id, `${last}.new`);
      renameSync(`${last}.new`, last);
    } catch {
      removeQuietly(`${last}.new`);
    }
  }
  write(file, text) {
    const path = join2(this.directory, file);
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
    return path;
  }
};
function runId(startedMs, name) {
  const time = new Date(startedMs).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const word = name.replace(/[^A-Za-z0-9_.-]+/g, '-').slice(0, 40) || 'run';
  return `${time}-${word}`;
}
function makeDirectory(path) {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}
function removeQuietly(path) {
  try {
    unlinkSync(path);
  } catch {}
}

// src/verdict/built-in-gate.ts
var OWN_METRICS = [
  ...['vus', 'vus_max', 'iterations', 'iteration_duration', 'dropped_iterations', 'group_duration'],
  ...['data_sent', 'data_received'],
];
function samplesLine(totals) {
  const measured = totals.metrics().filter(([name, sink]) => !OWN_METRICS.includes(name) && !sink.isEmpty);
  const requests = totals.metric('http_reqs')?.statistic('count') ?? 0;
  return gateLine('gate_samples', 'Something was measured', {
    level: measured.length > 0 ? 'OK' : 'NO-DATA',
    value: measured.length > 0 ? requests : null,
    reason:
      measured.length > 0
        ? `${requests} HTTP requests, samples of ${measured.length} metrics`
        : 'no request was made',
  });
}
function builtInGate(totals, iterations) {
  const { completed, threw } = iterations;
  const slo = findSlo('error_rate');
  const { warn, critical } = { warn: slo?.warn ?? 1, critical: slo?.critical ?? 5 };
  const failed = totals.metric('http_req_failed');
  const percent = failed === void 0 || failed.isEmpty ? null : (failed.statistic('rate') ?? 0) * 100;
  const allThrew = completed > 0 && threw >= completed;
  const lines = [
    gateLine('gate_iterations', 'Iterations do not all throw', {
      level: completed === 0 ? 'NO-DATA' : allThrew ? 'CRIT' : 'OK',
      value: completed === 0 ? null : threw,
      reason:
        completed === 0
          ? 'no iteration was completed'
          : `${threw} of ${completed} iterations threw an exception`,
    }),
  ];
  if (percent === null) return lines;
  const level = percent >= critical ? 'CRIT' : percent >= warn ? 'WARN' : 'OK';
  const reason = `${Number(percent.toPrecision(4))} % of the requests failed`;
  const errors = { level, value: percent, unit: '%', warn, critical, reason };
  return [...lines, gateLine('gate_errors', 'Failed requests', errors)];
}
function gateLine(id, title, own) {
  return {
    id,
    kind: 'gate',
    title,
    gates: true,
    unit: 'count',
    direction: own.warn === void 0 ? '' : 'below',
    target: null,
    warn: null,
    critical: null,
    expression: null,
    source: 'the harness',
    remedy: '',
    ...own,
  };
}

// src/verdict/grade-generator.ts
var LOOP = { warn: 70, critical: 90, seconds: 3 };
var LAG = { warn: 0.05, critical: 0.2 };
function gradeGenerator(evidence) {
  const lines = [loopLine(evidence.eluBySecond)];
  if (evidence.startLagP95Ms !== null) lines.push(lagLine(evidence.startLagP95Ms));
  if (evidence.portsExhausted > 0) lines.push(portLine(evidence.portsExhausted));
  return lines;
}
function loopLine(eluBySecond) {
  const percents = eluBySecond.map((elu) => elu * 100);
  const busiest = Math.max(0, ...percents);
  const held = Math.max(
    0,
    ...percents
      .slice(LOOP.seconds - 1)
      .map((_, index) => Math.min(...percents.slice(index, index + LOOP.seconds))),
  );
  const level = held > LOOP.critical ? 'CRIT' : held > LOOP.warn ? 'WARN' : 'OK';
  return generatorLine({
    id: 'generator_loop',
    title: `Generator: event loop, held for ${LOOP.seconds} s`,
    level,
    value: held,
    unit: '%',
    warn: LOOP.warn,
    critical: LOOP.critical,
    reason: `its loop was busy for ${held.toFixed(0)} % of ${LOOP.seconds} s in a row, for ${busiest.toFixed(0)} % of the busiest second`,
  });
}
function lagLine(p95Ms) {
  const objectiveMs = findSlo('api_latency_p95')?.warn ?? 200;
  const [warn, critical] = [objectiveMs * LAG.warn, objectiveMs * LAG.critical];
  const level = p95Ms > critical ? 'CRIT' : p95Ms > warn ? 'WARN' : 'OK';
  return generatorLine({
    id: 'generator_start_lag',
    title: 'Generator: start lag, p95',
    level,
    value: p95Ms,
    unit: 'ms',
    warn,
    critical,
    reason: `95 % of the iterations started within ${p95Ms.toFixed(1)} ms of their plan`,
  });
}
function portLine(count) {
  return generatorLine({
    id: 'generator_ports',
    title: 'Generator: local ports',
    level: 'CRIT',
    value: count,
    unit: 'count',
    warn: null,
    critical: 1,
    reason: `${count} requests found no free local port: reuse connections, or use more addresses`,
  });
}
function generatorLine(own) {
  return {
    kind: 'generator',
    gates: true,
    direction: 'below',
    target: null,
    expression: null,
    source: 'the harness',
    remedy: '',
    ...own,
  };
}

// src/verdict/grade-value.ts
function levelOf(slo, value) {
  if (value === null || !Number.isFinite(value)) return 'NO-DATA';
  const past = (limit) => (slo.direction === 'below' ? value >= limit : value <= limit);
  if (past(slo.critical)) return 'CRIT';
  return past(slo.warn) ? 'WARN' : 'OK';
}
function ruleReason(slo, level, value) {
  const shown = value === null ? 'no value' : `${Number(value.toPrecision(4))}${unitText(slo.unit)}`;
  const passed = slo.direction === 'below' ? 'at or above' : 'at or below';
  if (level === 'CRIT')
    return `${shown} is ${passed} the critical level of ${slo.critical}${unitText(slo.unit)}`;
  if (level === 'WARN') return `${shown} is ${passed} the warning level of ${slo.warn}${unitText(slo.unit)}`;
  if (level === 'OK')
    return `${shown} is ${slo.direction} the warning level of ${slo.warn}${unitText(slo.unit)}`;
  return shown;
}
function sloLine(slo, judged2) {
  return {
    id: slo.id,
    kind: 'slo',
    title: slo.title,
    unit: slo.unit,
    direction: slo.direction,
    target: slo.target,
    warn: slo.warn,
    critical: slo.critical,
    expression: null,
    source: `${slo.source.document}: ${slo.source.section}`,
    remedy: slo.remedy,
    ...judged2,
  };
}
function unitText(unit) {
  return unit === 'count' ? '' : ` ${unit}`;
}

// src/verdict/probe-series.ts
var OUTAGE_SAMPLES = 3;
function overRun(measure, results) {
  const own = results.filter((result) => result.probe === measure.probe);
  const answered = own.filter((result) => result.ok);
  if (own.length === 0) return { value: null, reason: `the ${measure.probe} probe did not run` };
  if (answered.length === 0) return { value: null, reason: `the ${measure.probe} probe never got an answer` };
  const seen = `${answered.length} of ${own.length} samples`;
  if (measure.over === 'growth') return growth(measure, answered, seen);
  const values = answered.flatMap((result) => factOf(result, measure.value) ?? []);
  if (values.length === 0) return { value: null, reason: whyMissing(answered, measure.value) };
  const value =
    measure.over === 'max'
      ? Math.max(...values)
      : values.reduce((sum, each) => sum + each, 0) / values.length;
  return { value, reason: values.length < own.length ? seen : '' };
}
function growth(measure, answered, seen) {
  const { total, count } = measure.growth ?? { total: measure.value, count: measure.value };
  let grownTotal = 0;
  let grownCount = 0;
  for (let i = 1; i < answered.length; i++) {
    const [before, after] = [answered[i - 1], answered[i]];
    const totals = [factOf(before, total), factOf(after, total)];
    const counts = [factOf(before, count), factOf(after, count)];
    if (totals[0] === null || totals[1] === null || counts[0] === null || counts[1] === null) continue;
    if (counts[1] < counts[0] || totals[1] < totals[0]) continue;
    grownTotal += totals[1] - totals[0];
    grownCount += counts[1] - counts[0];
  }
  if (grownCount > 0) return { value: grownTotal / grownCount, reason: '' };
  const last = answered.at(-1);
  const visible = last !== void 0 && factOf(last, count) !== null;
  const reason = visible ? `no query was counted in ${seen}` : whyMissing(answered, total);
  return { value: null, reason };
}
function answerLines(results) {
  const names = [...new Set(results.map(({ probe }) => probe))];
  return names.map((name) => {
    const own = results.filter((result) => result.probe === name);
    const failed = own.filter((result) => !result.ok);
    const first = failed[0];
    const outage = longestFailure(own) >= OUTAGE_SAMPLES || failed.length === own.length;
    const cause = first === void 0 || first.ok ? '' : `, first ${first.failure.stage} ${first.failure.code}`;
    return {
      id: `probe_${name}`,
      kind: 'gate',
      title: `The ${name} probe was answered`,
      level: outage && failed.length > 0 ? 'CRIT' : 'OK',
      gates: true,
      value: (100 * (own.length - failed.length)) / own.length,
      unit: '%',
      direction: 'above',
      target: 100,
      warn: null,
      critical: null,
      expression: null,
      source: '',
      remedy:
        name === 'postgres' ? 'Database Failure' : name === 'redis' ? 'Cache Operations' : 'Service Outage',
      reason:
        failed.length === 0
          ? `${own.length} of ${own.length} samples were answered`
          : `${failed.length} of ${own.length} samples failed${cause}`,
    };
  });
}
function longestFailure(results) {
  let longest = 0;
  let current = 0;
  for (const { ok } of results) {
    current = ok ? 0 : current + 1;
    longest = Math.max(longest, current);
  }
  return longest;
}
function factOf(result, id) {
  return result.facts.values.find((value) => value.id === id)?.value ?? null;
}
function whyMissing(answered, id) {
  const fact = answered.at(-1)?.facts.values.find((value) => value.id === id);
  return fact?.note ?? `the probe has no value ${id}`;
}

// src/verdict/grade-run.ts
function gradeSlos(evidence) {
  return SLOS.map((slo) => {
    const missing = undeclared(slo, evidence);
    if (missing !== null) {
      return sloLine(slo, { level: 'N/A', gates: false, value: null, reason: missing });
    }
    const { value, reason } = measuredOf(slo, evidence);
    if (value === null) return sloLine(slo, { level: 'NO-DATA', gates: true, value, reason });
    return judged(slo, value, reason);
  });
}
function judged(slo, value, note) {
  const level = levelOf(slo, value);
  if (slo.id === 'rate_limited_share' && level !== 'OK') {
    const reason = `${ruleReason(slo, level, value)}: the run measured the limiter`;
    return sloLine(slo, { level: 'NO-DATA', gates: true, value, reason });
  }
  const rule = ruleReason(slo, level, value);
  return sloLine(slo, { level, gates: true, value, reason: note === '' ? rule : `${rule} (${note})` });
}
function undeclared(slo, evidence) {
  const { scenarioParts, scenarioNames, targetParts, probes, openModel } = evidence;
  const byScenario = slo.parts.filter((part) => !scenarioParts.includes(part));
  if (byScenario.length > 0) return `the scenario does not declare ${byScenario.join(', ')}`;
  if (targetParts === null) return 'no target was given';
  const byTarget = slo.parts.filter((part) => !targetParts.includes(part));
  if (byTarget.length > 0) return `the target does not declare ${byTarget.join(', ')}`;
  const scenario = slo.measure.from === 'metric' ? slo.measure.where?.['scenario'] : void 0;
  if (scenario !== void 0 && !scenarioNames.includes(scenario)) return `the plan has no ${scenario}`;
  if (slo.measure.from === 'probe' && probes === null) return 'probes were switched off';
  return slo.measure.from === 'run' && !openModel ? 'the plan has no arrival rate' : null;
}
function measuredOf(slo, evidence) {
  const { measure } = slo;
  if (measure.from === 'probe') return overRun(measure, evidence.probes ?? []);
  if (measure.from === 'metric') return metricValue(measure, evidence.totals);
  const { planned, dropped } = evidence.iterations;
  if (planned === 0) return { value: null, reason: 'no iteration was planned' };
  return {
    value: (100 * (planned - dropped)) / planned,
    reason: dropped === 0 ? '' : `${dropped} of ${planned} planned iterations found no free VU`,
  };
}
function metricValue(measure, totals) {
  const { otherwise, scale = 1 } = measure;
  const declared = totals.registry.get(measure.metric) !== void 0;
  const metric = declared || otherwise === void 0 ? measure.metric : otherwise.metric;
  const filter = declared ? { where: measure.where } : { whereNot: otherwise?.whereNot };
  const sink = totals.select(metric, filter);
  if (sink === void 0 || sink.isEmpty) return { value: null, reason: `${metric} has no sample` };
  const value = sink.statistic(measure.statistic);
  return value === void 0
    ? { value: null, reason: `${metric} has no ${measure.statistic}` }
    : { value: value * scale, reason: '' };
}

// src/verdict/threshold.ts
var METHODS = {
  counter: /^(count|rate)$/,
  gauge: /^value$/,
  rate: /^rate$/,
  trend: /^(avg|min|max|med|p\(\d+(\.\d+)?\))$/,
};
var OPERATORS = ['<=', '<', '>=', '>', '===', '==', '!='];
var GO_FLOAT = /^[+-]?(\d+\.?\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?|inf(inity)?|nan)$/i;
function parseThreshold(source, kind) {
  for (const operator of OPERATORS) {
    const at = source.indexOf(operator);
    if (at < 0) continue;
    const statistic = source.slice(0, at).trim();
    const number = source.slice(at + operator.length).trim();
    if (!GO_FLOAT.test(number)) return `threshold "${source}": "${number}" is no number`;
    if (!METHODS[kind].test(statistic) || percentOf(statistic) > 100) {
      return `threshold "${source}": "${statistic}" is not supported for a ${kind} (supported: ${METHODS[kind].source.replace(/[\^$\\]/g, '')})`;
    }
    return {
      source,
      statistic,
      operator: operator === '===' ? '==' : operator,
      limit: goFloat(number),
      abortOnFail: false,
      delayAbortEvalMs: 0,
    };
  }
  return `threshold "${source}" has no operator; write e.g. "p(95)<200"`;
}
var percentOf = (statistic) => Number(/^p\((.*)\)$/.exec(statistic)?.[1] ?? 0);
function goFloat(text) {
  const infinite = /^([+-]?)inf(inity)?$/i.exec(text);
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /nan/i.test(text) ? Number.NaN : Number(text);
}
function readThresholds(given, metrics) {
  const thresholds = [];
  const problems = [];
  for (const [key, entries] of Object.entries(given)) {
    const selector = readSelector(key);
    if (typeof selector === 'string') {
      problems.push(selector);
      continue;
    }
    const metric = metrics.find(({ name }) => name === selector.metric);
    if (metric === void 0) problems.push(`threshold on "${key}": no metric name "${selector.metric}" found`);
    else if (!Array.isArray(entries)) problems.push(`threshold on "${key}" must be an array of expressions`);
    else {
      const parsed = entries.map((entry) => parseEntry(entry, metric.kind));
      problems.push(...parsed.filter((p) => typeof p === 'string').map((p) => `${key}: ${p}`));
      const expressions = parsed.filter((p) => typeof p !== 'string');
      thresholds.push({ key: key.trim(), ...selector, expressions });
    }
  }
  return { thresholds, problems };
}
function parseEntry(entry, kind) {
  const parsed = parseThreshold(sourceOf(entry), kind);
  if (typeof parsed === 'string' || typeof entry !== 'object' || entry === null) return parsed;
  const { abortOnFail, delayAbortEval } = entry;
  const delayMs = delayAbortEval == null ? 0 : parseDurationMs(delayAbortEval);
  if (delayMs === void 0)
    return `threshold "${parsed.source}": delayAbortEval ${JSON.stringify(delayAbortEval)} is no duration`;
  return { ...parsed, abortOnFail: abortOnFail === true, delayAbortEvalMs: delayMs };
}
var sourceOf = (entry) =>
  typeof entry === 'object' && entry !== null && 'threshold' in entry
    ? String(entry.threshold)
    : String(entry);
function readSelector(key) {
  const open = key.indexOf('{');
  if (open < 0)
    return key.includes('}') ? `threshold on "${key}": unbalanced braces` : { metric: key.trim(), tags: {} };
  if (!key.trim().endsWith('}')) return `threshold on "${key}": unbalanced braces`;
  const tags = {};
  for (const pair of key
    .trim()
    .slice(open + 1, -1)
    .split(',')) {
    const colon = pair.indexOf(':');
    const unquote = (text) => text.trim().replace(/^["']|["']$/g, '');
    if (colon < 0) return `threshold on "${key}": "${pair}" is no tag:value`;
    tags[unquote(pair.slice(0, colon))] = unquote(pair.slice(colon + 1));
  }
  return { metric: key.slice(0, open).trim(), tags };
}
function holds({ statistic, operator, limit }, sink) {
  const value = sink.statistic(statistic);
  if (value === void 0) return true;
  switch (operator) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '==':
      return value === limit;
    case '!=':
      return value !== limit;
  }
}

// src/verdict/grade-thresholds.ts
function thresholdSink({ key, metric, tags }, totals) {
  if (Object.keys(tags).length === 0) return totals.metric(metric) ?? totals.select(metric);
  return totals.subMetrics().find((sub) => sub.name === key)?.sink ?? totals.select(metric, { where: tags });
}
function gradeThresholds(thresholds, totals) {
  return thresholds.flatMap((threshold) => {
    const sink = thresholdSink(threshold, totals);
    return threshold.expressions.map((expression) => thresholdLine(threshold.key, expression, sink));
  });
}
function thresholdLine(key, expression, sink) {
  const empty = sink === void 0 || (sink.isEmpty && sink.kind !== 'counter');
  const value = empty ? null : (sink.statistic(expression.statistic) ?? null);
  const passed = !empty && holds(expression, sink);
  return {
    id: `${key}: ${expression.source}`,
    kind: 'threshold',
    title: key,
    level: empty ? 'NO-DATA' : passed ? 'OK' : 'CRIT',
    gates: true,
    value,
    unit: '',
    direction: '',
    target: null,
    warn: null,
    critical: null,
    expression: expression.source,
    source: 'the script',
    remedy: '',
    reason: empty
      ? `${key} has no sample`
      : `${expression.statistic} is ${value === null ? 'unknown' : Number(value.toPrecision(6))}, the script wants ${expression.source}`,
  };
}

// src/verdict/judge.ts
function judge(lines, failOn) {
  const gating = lines.filter((line) => line.gates);
  const generator = gating.filter((line) => line.kind === 'generator');
  const others = gating.filter((line) => line.kind !== 'generator');
  const voided = generator.filter(({ level }) => level === 'CRIT');
  const failed = others.filter(({ level }) => level === 'CRIT' || (failOn === 'warn' && level === 'WARN'));
  const unknown = others.filter(({ level }) => level === 'NO-DATA');
  const warned = gating.filter(({ level }) => level === 'WARN');
  const verdict = (state, sentence) => ({
    state,
    sentence,
    failOn,
    lines: [...lines],
  });
  if (voided.length > 0) return verdict('INVALID', `The generator spoiled the run: ${told(voided)}.`);
  if (failed.length > 0) return verdict('FAIL', `${told(failed)}.`);
  if (unknown.length > 0) return verdict('NO-DATA', `Nothing was proved: ${told(unknown)}.`);
  if (others.length === 0) return verdict('NO-DATA', 'Nothing was proved: no line applies to this run.');
  if (warned.length > 0) return verdict('WARN', `${told(warned)}.`);
  return verdict('PASS', `All ${others.length} lines that apply hold.`);
}
function unjudged(lines, failOn) {
  return {
    state: null,
    sentence: 'The run did not come to its end, so it has no verdict.',
    failOn,
    lines: [...lines],
  };
}
function told(lines) {
  const [first, ...more] = lines;
  if (first === void 0) return '';
  const rest = more.length === 0 ? '' : `; and ${more.map(({ title }) => title).join(', ')}`;
  return `${first.title}: ${first.reason}${rest}`;
}

// src/plan/scenario-config.ts
var COMMON = ['executor', 'startTime', 'gracefulStop', 'env', 'tags', 'exec', 'options'];
var FIELDS = {
  'constant-vus': ['vus', 'duration'],
  'ramping-vus': ['startVUs', 'stages', 'gracefulRampDown'],
  'per-vu-iterations': ['vus', 'iterations', 'maxDuration'],
  'shared-iterations': ['vus', 'iterations', 'maxDuration'],
  'constant-arrival-rate': ['rate', 'timeUnit', 'duration', 'preAllocatedVUs', 'maxVUs'],
  'ramping-arrival-rate': ['startRate', 'timeUnit', 'stages', 'preAllocatedVUs', 'maxVUs'],
};
var DEFAULT_GRACE_MS = 3e4;
var DEFAULT_MAX_DURATION_MS = 6e5;
var Reader = class _Reader {
  problems = [];
  #name;
  #config;
  constructor(name, config) {
    this.#name = name;
    this.#config = config;
  }
  problem(text) {
    this.problems.push(`scenario ${this.#name}: ${text}`);
  }
  durationMs(field, fallbackMs, minimumMs = 0) {
    const given = this.#config[field];
    if (given === void 0 && fallbackMs !== null) return fallbackMs;
    const ms = parseDurationMs(given);
    if (ms === void 0)
      this.problem(
        given === void 0
          ? `the ${field} is required`
          : `${field} ${JSON.stringify(given)} is no duration; write e.g. "30s"`,
      );
    else if (ms < minimumMs)
      this.problem(`the ${field} must be at least ${minimumMs / 1e3}s, it is ${ms / 1e3}s`);
    return ms ?? 0;
  }
  count(field, fallback, minimum = 1) {
    const given = this.#config[field] ?? fallback;
    if (given === null) this.problem(`the ${field} is required`);
    else if (typeof given !== 'number' || !Number.isInteger(given))
      this.problem(`${field} must be a whole number, it is ${JSON.stringify(given)}`);
    else if (given < minimum)
      this.problem(
        `the ${field} must be ${minimum === 0 ? 'non-negative' : `at least ${minimum}`}, it is ${given}`,
      );
    return typeof given === 'number' ? given : 0;
  }
  stages() {
    const given = this.#config['stages'];
    if (!Array.isArray(given) || given.length === 0) {
      this.problem('at least one stage has to be specified');
      return [];
    }
    return given.map((stage, i) => {
      const inner = new _Reader(`${this.#name}, stage ${i + 1}`, stage);
      const read = { durationMs: inner.durationMs('duration', null), target: inner.count('target', null, 0) };
      this.problems.push(...inner.problems);
      return read;
    });
  }
  texts(field) {
    const entries = Object.entries(this.#config[field] ?? {});
    return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
  }
};
function readScenario(name, config) {
  const read = new Reader(name, config);
  if (!/^[0-9a-zA-Z_-]+$/.test(name)) read.problem('the name may hold only letters, digits, _ and -');
  const { executor } = config;
  if (executor === void 0) return refused(read, "doesn't have a specified executor type");
  if (typeof executor !== 'string' || !(executor in FIELDS)) {
    const near = suggest(String(executor), Object.keys(FIELDS));
    return refused(
      read,
      `unknown executor type '${String(executor)}'${near ? `, did you mean ${near}?` : ''}`,
    );
  }
  const kind = executor;
  const known = [...COMMON, ...FIELDS[kind]];
  for (const field of Object.keys(config).filter((key) => !known.includes(key))) {
    const near = suggest(field, known);
    read.problem(`unknown field "${field}"${near ? `, did you mean "${near}"?` : ''}`);
  }
  if (config['exec'] === '') read.problem('exec value cannot be empty');
  const common = {
    name,
    exec: String(config['exec'] ?? 'default'),
    startTimeMs: read.durationMs('startTime', 0),
    gracefulStopMs: read.durationMs('gracefulStop', DEFAULT_GRACE_MS),
    env: read.texts('env'),
    tags: read.texts('tags'),
  };
  return { plan: { ...common, ...READERS[kind](read) }, problems: read.problems };
}
function refused(read, problem) {
  read.problem(problem);
  return { plan: null, problems: read.problems };
}
var READERS = {
  'constant-vus': (read) => ({
    executor: 'constant-vus',
    vus: read.count('vus', 1),
    durationMs: read.durationMs('duration', null, 1e3),
  }),
  'ramping-vus': rampingVus,
  'per-vu-iterations': (read) => ({
    executor: 'per-vu-iterations',
    vus: read.count('vus', 1),
    iterations: read.count('iterations', 1),
    maxDurationMs: read.durationMs('maxDuration', DEFAULT_MAX_DURATION_MS, 1e3),
  }),
  'shared-iterations': sharedIterations,
  'constant-arrival-rate': (read) => ({
    executor: 'constant-arrival-rate',
    rate: read.count('rate', null),
    durationMs: read.durationMs('duration', null, 1e3),
    ...arrivalPool(read),
  }),
  'ramping-arrival-rate': (read) => ({
    executor: 'ramping-arrival-rate',
    startRate: read.count('startRate', 0, 0),
    stages: read.stages(),
    ...arrivalPool(read),
  }),
};
function rampingVus(read) {
  const startVus = read.count('startVUs', 1, 0);
  const stages2 = read.stages();
  if (startVus === 0 && stages2.every((stage) => stage.target === 0)) {
    read.problem('either startVUs or one of the stages must have a target greater than 0');
  }
  return {
    executor: 'ramping-vus',
    startVus,
    stages: stages2,
    gracefulRampDownMs: read.durationMs('gracefulRampDown', DEFAULT_GRACE_MS),
  };
}
function sharedIterations(read) {
  const vus = read.count('vus', 1);
  const iterations = read.count('iterations', 1);
  if (iterations < vus)
    read.problem(`the number of iterations (${iterations}) can't be less than the number of VUs (${vus})`);
  return {
    executor: 'shared-iterations',
    vus,
    iterations,
    maxDurationMs: read.durationMs('maxDuration', DEFAULT_MAX_DURATION_MS, 1e3),
  };
}
function arrivalPool(read) {
  const timeUnitMs = read.durationMs('timeUnit', 1e3);
  if (timeUnitMs <= 0) read.problem('the timeUnit must be more than 0');
  const preAllocatedVus = read.count('preAllocatedVUs', null, 0);
  const maxVus = read.count('maxVUs', preAllocatedVus, 0);
  if (maxVus < preAllocatedVus) read.problem('maxVUs must not be less than preAllocatedVUs');
  return { timeUnitMs, preAllocatedVus, maxVus };
}

// src/plan/run-plan.ts
function planRun(resolved, functions) {
  const problems = [...resolved.problems];
  const scenarios = [];
  const configs = scenarioConfigs(resolved.options);
  for (const [name, config] of Object.entries(configs)) {
    const { plan, problems: found } = readScenario(name, config);
    problems.push(...found);
    if (plan === null) continue;
    scenarios.push(plan);
    if (!functions.includes(plan.exec))
      problems.push(`scenario ${name}: function '${plan.exec}' not found in exports`);
  }
  if (problems.length > 0) {
    throw new HarnessError(
      `There were problems with the specified script configuration:
${problems.map((p) => `	- ${p}`).join('\n')}`,
      {
        code: 'ERR_PLAN_INVALID',
        exit: 'invalidConfig',
      },
    );
  }
  const { duration: _d, iterations: _i, stages: _s, vus: _v, ...rest } = resolved.options;
  return {
    scenarios,
    initialVus: overlapping(scenarios, initialVus),
    maxVus: overlapping(scenarios, maximumVus),
    totalDurationMs: Math.max(
      ...scenarios.map((s) => s.startTimeMs + regularDurationMs(s) + s.gracefulStopMs),
    ),
    options: { ...rest, scenarios: configs },
  };
}
function overlapping(scenarios, count) {
  const endMs = (plan) => plan.startTimeMs + regularDurationMs(plan) + plan.gracefulStopMs;
  const at = (ms) =>
    scenarios.filter((s) => s.startTimeMs <= ms && ms < endMs(s)).reduce((sum, s) => sum + count(s), 0);
  return Math.max(0, ...scenarios.map((plan) => at(plan.startTimeMs)));
}
function scenarioConfigs(options) {
  const { scenarios, stages: stages2, iterations, duration, vus } = options;
  if (typeof scenarios === 'object' && scenarios !== null && Object.keys(scenarios).length > 0) {
    return scenarios;
  }
  if (Array.isArray(stages2) && stages2.length > 0) {
    return {
      default: { executor: 'ramping-vus', stages: stages2, ...(vus === void 0 ? {} : { startVUs: vus }) },
    };
  }
  if (iterations !== void 0) {
    return {
      default: {
        executor: 'shared-iterations',
        vus: vus ?? 1,
        iterations,
        ...(duration === void 0 ? {} : { maxDuration: duration }),
      },
    };
  }
  if (duration !== void 0) return { default: { executor: 'constant-vus', vus: vus ?? 1, duration } };
  if (vus !== void 0) return { default: { executor: 'shared-iterations', vus, iterations: vus } };
  return { default: { executor: 'per-vu-iterations', vus: 1, iterations: 1 } };
}
function durationOptionMs(options, name, fallbackMs) {
  const given = options[name];
  if (given === void 0) return fallbackMs;
  const ms = parseDurationMs(given);
  if (ms !== void 0 && ms > 0) return ms;
  throw new HarnessError(`${name} ${JSON.stringify(given)} is no duration above zero`, {
    code: 'ERR_PLAN_DURATION',
    exit: 'invalidConfig',
    hint: 'Write e.g. "60s".',
  });
}

// src/plan/vu-options.ts
var SYSTEM_TAGS = [
  ...['proto', 'subproto', 'status', 'method', 'url', 'name', 'group', 'check', 'error', 'error_code'],
  ...['tls_version', 'scenario', 'service', 'expected_response'],
];
function defaultVuOptions(options) {
  const flag = (name) => options[name] === true;
  const number = (name, fallback) => (typeof options[name] === 'number' ? options[name] : fallback);
  const list = (name) => (Array.isArray(options[name]) ? options[name].map(String) : []);
  return {
    throw: flag('throw'),
    userAgent: typeof options['userAgent'] === 'string' ? options['userAgent'] : 'Grafana k6/2.2.0',
    maxRedirects: number('maxRedirects', 10),
    maxRedirectsSet: options['maxRedirects'] !== void 0,
    batch: number('batch', 20),
    batchPerHost: number('batchPerHost', 6),
    discardResponseBodies: flag('discardResponseBodies'),
    insecureSkipTLSVerify: flag('insecureSkipTLSVerify'),
    noConnectionReuse: flag('noConnectionReuse'),
    noVUConnectionReuse: flag('noVUConnectionReuse'),
    noCookiesReset: flag('noCookiesReset'),
    systemTags: new Set(options['systemTags'] === void 0 ? SYSTEM_TAGS : list('systemTags')),
    hosts: options['hosts'] ?? {},
    blockHostnames: list('blockHostnames'),
    blacklistIPs: list('blacklistIPs'),
    tlsAuth: options['tlsAuth'] ?? [],
    tlsVersion: null,
    tlsCipherSuites: list('tlsCipherSuites'),
    localIPs: '',
    dns: { ttl: '5m', select: 'random', policy: 'preferIPv4' },
    extraHeaders: {},
    rps: number('rps', 0),
  };
}

// src/commands/run/engine-plan.ts
function enginePlan({ plan, loaded }, { signature, keepRaw }, testStartMs) {
  const { options } = plan;
  const vuOptions = defaultVuOptions(options);
  if (signature.kind === 'harness') {
    if (options['userAgent'] === void 0) vuOptions.userAgent = `r3mes-harness/${VERSION}`;
    if (signature.runId !== null) vuOptions.extraHeaders = { 'X-R3MES-Run': signature.runId };
  }
  return {
    scenarios: plan.scenarios,
    options: vuOptions,
    optionsJson: JSON.stringify(options),
    runTags: options['tags'] ?? {},
    maxVus: plan.maxVus,
    initialVus: plan.initialVus,
    minIterationDurationMs:
      options['minIterationDuration'] === void 0 ? 0 : durationOptionMs(options, 'minIterationDuration', 0),
    keepRaw,
    testStartMs,
    runSetup: loaded.functions.includes('setup') && options['noSetup'] !== true,
    runTeardown: loaded.functions.includes('teardown') && options['noTeardown'] !== true,
    setupTimeoutMs: durationOptionMs(options, 'setupTimeout', 6e4),
    teardownTimeoutMs: durationOptionMs(options, 'teardownTimeout', 6e4),
  };
}

// src/metrics/sinks.ts
var CounterSink = class {
  kind = 'counter';
  sum = 0;
  samples = 0;
  elapsedMs = 0;
  get isEmpty() {
    return this.samples === 0;
  }
  statistic(name) {
    if (name === 'count') return this.sum;
    if (name === 'rate') return this.elapsedMs > 0 ? this.sum / (this.elapsedMs / 1e3) : void 0;
    return void 0;
  }
};
var GaugeSink = class {
  kind = 'gauge';
  samples = 0;
  value = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  timeMs = 0;
  get isEmpty() {
    return this.samples === 0;
  }
  statistic(name) {
    if (name === 'value') return this.value;
    if (name === 'min') return this.samples === 0 ? 0 : this.min;
    if (name === 'max') return this.samples === 0 ? 0 : this.max;
    return void 0;
  }
};
var RateSink = class {
  kind = 'rate';
  passes = 0;
  total = 0;
  get isEmpty() {
    return this.total === 0;
  }
  statistic(name) {
    if (name === 'rate') return this.total === 0 ? void 0 : this.passes / this.total;
    if (name === 'passes') return this.passes;
    if (name === 'fails') return this.total - this.passes;
    return void 0;
  }
};
function createSink(kind) {
  switch (kind) {
    case 'counter':
      return new CounterSink();
    case 'gauge':
      return new GaugeSink();
    case 'rate':
      return new RateSink();
    case 'trend':
      return new TrendSink();
  }
}

// src/metrics/metric-totals.ts
var carries = (tags, wanted) => Object.entries(wanted).every(([name, value]) => tags[name] === value);
var MetricTotals = class {
  registry;
  #series = /* @__PURE__ */ new Map();
  #metrics = /* @__PURE__ */ new Map();
  #subMetrics = [];
  #routes = /* @__PURE__ */ new Map();
  constructor(registry) {
    this.registry = registry;
  }
  /** Must come before the first sample. The same tags in another spelling share one sink. */
  addSubMetric(name, metric, tags) {
    const same = this.#subMetrics.find(
      (s) => s.metric === metric && carries(s.tags, tags) && carries(tags, s.tags),
    );
    if (same !== void 0) return same;
    const kind = this.registry.get(metric)?.kind ?? 'trend';
    const sub = { name, metric, tags, sink: createSink(kind) };
    this.#subMetrics.push(sub);
    return sub;
  }
  /** Merges one delta of a worker; returns the series, for whoever folds intervals. */
  apply(worker, delta) {
    const route = this.#routeOf(worker, delta);
    for (const sink of route.sinks) mergeDelta(sink, delta);
    return route.total;
  }
  /** The sink of a metric, or undefined before its first sample. */
  metric(name) {
    return this.#metrics.get(name);
  }
  metrics() {
    return [...this.#metrics];
  }
  subMetrics() {
    return this.#subMetrics;
  }
  /** Series of a metric that pass the filter. */
  series(metric, filter = {}) {
    return [...this.#series.values()].filter((s) => s.metric === metric && passes(s.tags, filter));
  }
  /** One sink over all series of a metric that pass the filter; empty when there are none. */
  select(metric, filter = {}) {
    const kind = this.registry.get(metric)?.kind;
    if (kind === void 0) return void 0;
    const sink = createSink(kind);
    for (const series of this.series(metric, filter)) mergeSink(sink, series.sink);
    return sink;
  }
  /** Counters need the elapsed time for their rate, in ms. */
  setElapsed(elapsedMs) {
    const all = [...this.#metrics.values(), ...this.#subMetrics.map((s) => s.sink)];
    for (const sink of all) if (sink instanceof CounterSink) sink.elapsedMs = elapsedMs;
  }
  #routeOf(worker, delta) {
    const id = `${worker}:${delta.series}`;
    const known = this.#routes.get(id);
    if (known !== void 0) return known;
    const { metric = '', tags = {} } = delta;
    const total = this.#totalOf(metric, delta.kind, tags);
    let whole = this.#metrics.get(metric);
    if (whole === void 0) {
      whole = createSink(delta.kind);
      this.#metrics.set(metric, whole);
    }
    const subs = this.#subMetrics.filter((s) => s.metric === metric && carries(tags, s.tags));
    const route = { total, sinks: [total.sink, whole, ...subs.map((s) => s.sink)] };
    this.#routes.set(id, route);
    return route;
  }
  #totalOf(metric, kind, tags) {
    const key = JSON.stringify([
      metric,
      ...Object.keys(tags)
        .sort()
        .flatMap((name) => [name, tags[name]]),
    ]);
    let total = this.#series.get(key);
    if (total === void 0) {
      total = { metric, kind, tags, sink: createSink(kind) };
      this.#series.set(key, total);
    }
    return total;
  }
};
function passes(tags, { where, whereNot }) {
  if (where !== void 0 && !carries(tags, where)) return false;
  return Object.entries(whereNot ?? {}).every(([name, values]) => !values.includes(tags[name] ?? ''));
}
function mergeDelta(sink, delta) {
  if (sink instanceof TrendSink && delta.kind === 'trend') sink.merge(delta.trend);
  else if (sink instanceof CounterSink && delta.kind === 'counter') {
    sink.sum += delta.sum;
    sink.samples += delta.samples;
  } else if (sink instanceof RateSink && delta.kind === 'rate') {
    sink.passes += delta.passes;
    sink.total += delta.total;
  } else if (sink instanceof GaugeSink && delta.kind === 'gauge') mergeGauge(sink, delta);
}
function mergeGauge(sink, from) {
  sink.samples += from.samples;
  if (from.timeMs >= sink.timeMs) {
    sink.value = from.value;
    sink.timeMs = from.timeMs;
  }
  sink.min = Math.min(sink.min, from.min);
  sink.max = Math.max(sink.max, from.max);
}
function mergeSink(into, from) {
  if (into instanceof TrendSink && from instanceof TrendSink) into.mergeSink(from);
  else if (into instanceof CounterSink && from instanceof CounterSink) {
    into.sum += from.sum;
    into.samples += from.samples;
    into.elapsedMs = Math.max(into.elapsedMs, from.elapsedMs);
  } else if (into instanceof RateSink && from instanceof RateSink) {
    into.passes += from.passes;
    into.total += from.total;
  } else if (into instanceof GaugeSink && from instanceof GaugeSink && !from.isEmpty) mergeGauge(into, from);
}

// src/metrics/interval-fold.ts
var CANARY = { scenario: 'canary' };
var IntervalFold = class {
  #sources;
  iterations = 0;
  dropped = 0;
  requests = 0;
  errors = 0;
  rateLimited = 0;
  checksFailed = 0;
  vus = 0;
  latency = new TrendSink();
  canary = new TrendSink();
  routes = /* @__PURE__ */ new Map();
  constructor(sources) {
    this.#sources = sources;
  }
  /** Adds what one series got; `series` says whose it is. */
  add(series, delta) {
    if (delta.kind === 'trend') this.#addTrend(series, delta);
    else if (delta.kind === 'counter') this.#addCounter(series, delta.sum);
    else if (delta.kind === 'rate') this.#addRate(series.metric, delta);
    else if (series.metric === 'vus') this.vus = delta.value;
  }
  #addTrend({ metric, tags }, delta) {
    const canary = carries(tags, CANARY);
    const { latencyMetric, withoutStatuses } = this.#sources;
    const counted = metric === latencyMetric && !withoutStatuses.includes(tags['status'] ?? '');
    if (counted && !canary) mergeDelta(this.latency, delta);
    if (metric !== 'http_req_duration') return;
    if (canary) mergeDelta(this.canary, delta);
    else mergeDelta(this.#route(tags['name'] ?? '').latency, delta);
  }
  #addCounter({ metric, tags }, sum) {
    if (metric === 'iterations') this.iterations += sum;
    else if (metric === 'dropped_iterations') this.dropped += sum;
    else if (metric === 'http_reqs') this.#addRequests(tags, sum);
  }
  #addRequests(tags, count) {
    this.requests += count;
    if (this.#sources.limitedMetric === null && tags['status'] === '429') this.rateLimited += count;
    if (carries(tags, CANARY)) return;
    const route = this.#route(tags['name'] ?? '');
    route.requests += count;
    if (isErrorStatus(tags['status'])) route.errors += count;
  }
  #addRate(metric, { passes: passes2, total }) {
    if (metric === this.#sources.errorMetric) this.errors += passes2;
    if (metric === this.#sources.limitedMetric) this.rateLimited += passes2;
    if (metric === 'checks') this.checksFailed += total - passes2;
  }
  #route(name) {
    let route = this.routes.get(name);
    if (route === void 0) {
      route = { requests: 0, errors: 0, latency: new TrendSink() };
      this.routes.set(name, route);
    }
    return route;
  }
};
function isErrorStatus(status) {
  return status === '0' || /^5\d\d$/.test(status ?? '');
}

// src/store/failure-log.ts
var MOST_SAMPLES = 5;
var MOST_SUBJECTS = 200;
var FailureLog = class {
  #failures = /* @__PURE__ */ new Map();
  /** Requests that found no free local port here. */
  portsExhausted = 0;
  /** What one series got in the interval that ended at `atMs`. */
  addDelta({ metric, tags }, delta, atMs) {
    if (metric === 'http_reqs' && delta.kind === 'counter') this.#addRequests(tags, delta.sum, atMs);
    if (metric !== 'checks' || delta.kind !== 'rate' || delta.passes === delta.total) return;
    const path = [...(tags['group'] ?? '').split('::').filter(Boolean), tags['check'] ?? ''].join(' \u203A ');
    const failed = delta.total - delta.passes;
    this.add({ class: 'check', subject: path, count: failed }, atMs, `${failed} of ${delta.total} failed`);
  }
  addProbe(result) {
    if (result.ok) return;
    const { stage, code, message } = result.failure;
    this.add(
      { class: 'probe', subject: result.probe, count: 1 },
      result.atMs,
      `${stage} ${code}: ${message}`,
    );
  }
  /** A line that the script's exception wrote to the log. */
  addException(message, atMs) {
    const [first = ''] = message.split('\n');
    this.add({ class: 'exception', subject: first, count: 1 }, atMs, message.replace(/\s*\n\s*/g, ' | '));
  }
  add(failure, atMs, text) {
    const subject = redactText(failure.subject);
    const key = `${failure.class} ${subject}`;
    let known = this.#failures.get(key);
    if (known === void 0) {
      if (this.#failures.size >= MOST_SUBJECTS) return;
      known = { class: failure.class, subject, count: 0, samples: [] };
      this.#failures.set(key, known);
    }
    known.count += failure.count;
    if (known.samples.length < MOST_SAMPLES) known.samples.push({ atMs, text: redactText(text) });
  }
  /** All failures, the most frequent first. */
  records() {
    return [...this.#failures.values()].sort((a, b) => b.count - a.count);
  }
  #addRequests(tags, count, atMs) {
    const status = tags['status'] ?? '';
    const subject = `${tags['method'] ?? ''} ${tags['name'] ?? ''}`;
    const what = tags['error'] ?? '';
    if (what.includes('cannot assign requested address')) this.portsExhausted += count;
    if (status === '429') this.add({ class: 'rate limit', subject, count }, atMs, `${count} \xD7 status 429`);
    else if (status === '0') this.add({ class: 'transport', subject, count }, atMs, `${count} \xD7 ${what}`);
    else if (isErrorStatus(status))
      this.add({ class: 'http 5xx', subject, count }, atMs, `${count} \xD7 status ${status}`);
  }
};

// src/commands/run/run-session.ts
var RunSession = class {
  #parts;
  failures = new FailureLog();
  annotations = [];
  probes = [];
  startLags = new TrendSink();
  eluBySecond = [];
  counters = { started: 0, completed: 0, interrupted: 0, threw: 0 };
  checks = [];
  groups = [];
  planned = 0;
  dropped = 0;
  #fold;
  #closedAtMs = 0;
  #cpuMicros = processUsage().cpuMicros;
  #sinceLast = /* @__PURE__ */ new Map();
  constructor(parts) {
    this.#parts = parts;
    this.#fold = new IntervalFold(parts.sources);
  }
  onPhase() {}
  onLog(entry) {
    if (entry.fields['source'] === 'stacktrace') {
      this.failures.addException(entry.message, entry.timeMs - this.#parts.startedMs);
    }
    this.#parts.log(entry);
  }
  /** A look of a probe; changes between answered and not answered are marked on the time axis. */
  onProbe(result) {
    const before = this.probes.findLast(({ probe: probe2 }) => probe2 === result.probe);
    const { probe, atMs } = result;
    if (!result.ok && (before === void 0 || before.ok)) {
      const { stage, code } = result.failure;
      this.annotate({ atMs, kind: 'probe', text: `${probe} does not answer: ${stage} ${code}` });
    } else if (result.ok && before?.ok === false) {
      this.annotate({ atMs, kind: 'probe', text: `${probe} answers again` });
    }
    this.probes.push(result);
    this.#sinceLast.set(probe, result);
    this.failures.addProbe(result);
  }
  annotate(annotation) {
    this.annotations.push(annotation);
  }
  onInterval(worker, interval) {
    const atMs = this.#parts.now() - this.#parts.startedMs;
    for (const delta of interval.deltas) {
      const series = this.#parts.totals.apply(worker, delta);
      this.#fold.add(series, delta);
      this.failures.addDelta(series, delta, atMs);
    }
    const { started, completed, interrupted, threw } = interval.counters;
    this.counters = { started, completed, interrupted, threw };
    this.checks = interval.checks.checks;
    this.groups = interval.checks.groups;
    this.planned += interval.pace.planned;
    this.dropped += interval.pace.dropped;
    this.#parts.output?.write(interval.raw);
    this.#close(interval, atMs);
    this.#abortOnFail(atMs);
  }
  #close(interval, atMs) {
    const lags = new TrendSink();
    for (const lagMs of interval.pace.startLagsMs) {
      lags.add(lagMs);
      this.startLags.add(lagMs);
    }
    const durationMs = Math.max(1, atMs - this.#closedAtMs);
    const { cpuMicros, rssBytes } = processUsage();
    const record = {
      version: 1,
      atMs,
      durationMs,
      ...foldRecord(this.#fold),
      planned: interval.pace.planned > 0 ? interval.pace.planned : null,
      ...probeRecord(this.#sinceLast),
      generator: {
        elu: interval.elu,
        startLagP95Ms: lags.isEmpty ? null : (lags.statistic('p(95)') ?? null),
        rssBytes,
        cpu: (cpuMicros - this.#cpuMicros) / 1e3 / durationMs,
      },
    };
    if (durationMs >= 500) this.eluBySecond.push(interval.elu);
    this.#cpuMicros = cpuMicros;
    this.#closedAtMs = atMs;
    this.#fold = new IntervalFold(this.#parts.sources);
    this.#sinceLast = /* @__PURE__ */ new Map();
    this.#parts.onSecond(record);
  }
  #abortOnFail(atMs) {
    const { thresholds, totals, onAbort } = this.#parts;
    if (!thresholds.some(({ expressions }) => expressions.some((each) => each.abortOnFail))) return;
    totals.setElapsed(atMs);
    const crossed = thresholds.filter((threshold) => {
      const sink = thresholdSink(threshold, totals);
      return threshold.expressions.some(
        (each) =>
          each.abortOnFail &&
          sink !== void 0 &&
          (each.delayAbortEvalMs === 0 || each.delayAbortEvalMs < atMs) &&
          !holds(each, sink),
      );
    });
    if (crossed.length === 0) return;
    const names = crossed.map(({ key }) => key).sort();
    onAbort({
      exit: 'thresholds',
      message: `thresholds on metrics '${names.join(', ')}' were crossed; at least one has abortOnFail enabled, stopping test prematurely`,
    });
  }
};
function foldRecord(fold) {
  const { iterations, dropped, vus, requests, errors, rateLimited, checksFailed } = fold;
  return {
    iterations,
    dropped,
    vus,
    requests,
    errors,
    rateLimited,
    checksFailed,
    latencyMs: intervalLatency(fold.latency),
    scheduledMs: null,
    canaryMs: intervalLatency(fold.canary),
    routes: Object.fromEntries(
      [...fold.routes].map(([name, route]) => [
        name,
        { requests: route.requests, errors: route.errors, p95: route.latency.statistic('p(95)') ?? null },
      ]),
    ),
  };
}
function intervalLatency(trend) {
  if (trend.isEmpty) return null;
  const value = (statistic) => trend.statistic(statistic) ?? 0;
  return {
    count: trend.count,
    med: value('med'),
    p95: value('p(95)'),
    p99: value('p(99)'),
    max: value('max'),
  };
}
function probeRecord(results) {
  const probes = {};
  const probesDown = {};
  for (const [name, result] of results) {
    if (result.ok) probes[name] = Object.fromEntries(result.facts.values.map(({ id, value }) => [id, value]));
    else probesDown[name] = `${result.failure.stage} ${result.failure.code}: ${result.failure.message}`;
  }
  return { probes, probesDown };
}

// src/commands/run/new-session.ts
function newTotals({ loaded, thresholds }) {
  const registry = new MetricRegistry();
  for (const metric of loaded.metrics) registry.declare(metric);
  const totals = new MetricTotals(registry);
  totals.addSubMetric('http_req_duration{expected_response:true}', 'http_req_duration', {
    expected_response: 'true',
  });
  for (const { key, metric, tags } of thresholds) {
    if (Object.keys(tags).length > 0) totals.addSubMetric(key, metric, tags);
  }
  return totals;
}
function intervalSources(totals) {
  const has = (metric) => totals.registry.get(metric) !== void 0;
  const latency = findSlo('api_latency_p95')?.measure;
  const otherwise = latency?.from === 'metric' ? latency.otherwise : void 0;
  const ours = has('api_latency');
  return {
    latencyMetric: ours ? 'api_latency' : (otherwise?.metric ?? 'http_req_duration'),
    withoutStatuses: ours ? [] : (otherwise?.whereNot?.['status'] ?? []),
    errorMetric: has('server_errors') ? 'server_errors' : 'http_req_failed',
    limitedMetric: has('rate_limited') ? 'rate_limited' : null,
  };
}
function newSession(host, run, watched2) {
  return new RunSession({
    ...watched2,
    sources: intervalSources(watched2.totals),
    thresholds: run.thresholds,
    now: () => host.now(),
    onAbort: (cause) => run.engine.stop(cause),
  });
}

// src/outputs/text-file.ts
import { createWriteStream } from 'node:fs';
import { resolve as resolve2 } from 'node:path';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

function growingText(place, { cwd, stdout }) {
  if (place === '' || place === '-') return { write: stdout, end: async () => {} };
  const file = createWriteStream(resolve2(cwd, place));
  let problem = null;
  file.on('error', (error) => {
    problem = error;
  });
  const head = place.endsWith('.gz') ? createGzip() : file;
  if (head !== file) head.pipe(file);
  return {
    write: (text) => void head.write(text),
    async end() {
      head.end();
      if (problem === null) await finished(file);
      if (problem !== null) throw problem;
    },
  };
}

// src/outputs/json.ts
var jsonOutput = (place, run, streams) => {
  const text = growingText(place, streams);
  const told2 = /* @__PURE__ */ new Set();
  return {
    write(samples) {
      let lines = '';
      for (const sample of samples) {
        if (!told2.has(sample.metric)) {
          told2.add(sample.metric);
          lines += metricLine(sample.metric, run);
        }
        if (Number.isFinite(sample.value)) lines += pointLine(sample);
      }
      if (lines !== '') text.write(lines);
    },
    end: () => text.end(),
  };
};
function metricLine(name, run) {
  const metric = run.metric(name);
  const own = run.thresholds.filter((each) => each.metric === name);
  const whole = own.filter(({ tags }) => Object.keys(tags).length === 0);
  const subs = own.filter(({ tags }) => Object.keys(tags).length > 0);
  const data = {
    name,
    type: metric?.kind ?? 'trend',
    contains: metric?.contains ?? 'default',
    thresholds: whole.flatMap(({ expressions }) =>
      expressions.map((each) =>
        each.abortOnFail
          ? { threshold: each.source, abortOnFail: true, delayAbortEval: `${each.delayAbortEvalMs / 1e3}s` }
          : each.source,
      ),
    ),
    submetrics:
      subs.length === 0
        ? null
        : subs.map(({ key, tags }) => ({ name: key, suffix: key.slice(key.indexOf('{') + 1, -1), tags })),
  };
  return `${JSON.stringify({ type: 'Metric', data, metric: name })}
`;
}
function pointLine({ metric, timeMs, value, tags, metadata }) {
  const data = { time: isoNano(timeMs), value, tags, ...(metadata === void 0 ? {} : { metadata }) };
  return `${JSON.stringify({ metric, type: 'Point', data })}
`;
}
function isoNano(timeMs) {
  const whole = Math.floor(timeMs);
  const micros = Math.floor((timeMs - whole) * 1e3);
  return new Date(whole).toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`);
}

// src/outputs/csv.ts
var TIMES = {
  unix: (ms) => String(Math.floor(ms / 1e3)),
  unix_milli: (ms) => String(Math.floor(ms)),
  unix_micro: (ms) => String(Math.floor(ms * 1e3)),
  unix_nano: (ms) => String(BigInt(Math.floor(ms * 1e3)) * 1000n),
  rfc3339: (ms) => new Date(ms).toISOString().replace(/\.\d+Z/, 'Z'),
  rfc3339_nano: isoNano,
};
var csvOutput = (argument, run, streams) => {
  const { fileName, timeFormat } = settingsOf(argument);
  const text = growingText(fileName, streams);
  const columns = run.systemTags.filter((tag) => tag !== 'vu' && tag !== 'iter');
  const time = TIMES[timeFormat] ?? TIMES['unix'];
  const row = ({ metric, timeMs, value, tags, metadata }) =>
    [
      metric,
      time(timeMs),
      value.toFixed(6),
      ...columns.map((tag) => cell(tags[tag] ?? '')),
      cell(pairs(tags, columns)),
      cell(pairs(metadata ?? {}, [])),
    ].join(',');
  text.write(`metric_name,timestamp,metric_value,${[...columns, 'extra_tags', 'metadata'].join(',')}
`);
  return {
    write(samples) {
      if (samples.length > 0)
        text.write(`${samples.map(row).join('\n')}
`);
    },
    end: () => text.end(),
  };
};
function settingsOf(argument) {
  if (!/^(fileName|saveInterval|timeFormat)=/.test(argument))
    return { fileName: argument || 'file.csv', timeFormat: 'unix' };
  const given = new Map(argument.split(',').map((pair) => pair.split('=')));
  return { fileName: given.get('fileName') ?? 'file.csv', timeFormat: given.get('timeFormat') ?? 'unix' };
}
function pairs(tags, without) {
  return Object.entries(tags)
    .filter(([name]) => !without.includes(name))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}
var cell = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

// src/outputs/index.ts
var OUTPUTS = { json: jsonOutput, csv: csvOutput };
function checkOutput(given) {
  const equals = given.indexOf('=');
  const name = equals < 0 ? given : given.slice(0, equals);
  const make = Object.hasOwn(OUTPUTS, name) ? OUTPUTS[name] : void 0;
  if (make !== void 0) return { make, argument: equals < 0 ? '' : given.slice(equals + 1) };
  const known = Object.keys(OUTPUTS);
  const near = suggest(name, known);
  throw new HarnessError(`no output "${name}"${near === void 0 ? '' : `; did you mean "${near}"?`}`, {
    code: 'ERR_OUTPUT_UNKNOWN',
    exit: 'usage',
    hint: `The embedded engine has ${known.join(', ')}.`,
  });
}
function openOutputs(given, run, streams) {
  if (given.length === 0) return null;
  const outputs = given.map(checkOutput).map(({ make, argument }) => make(argument, run, streams));
  return {
    write(samples) {
      for (const output of outputs) output.write(samples);
    },
    async end() {
      await Promise.all(outputs.map((output) => output.end()));
    },
  };
}

// src/commands/run/run-outputs.ts
function openRunOutputs(host, { plan, thresholds }, { totals, outputs }) {
  return openOutputs(
    outputs,
    {
      metric: (name) => totals.registry.get(name),
      thresholds,
      systemTags: [...defaultVuOptions(plan.options).systemTags].sort(),
    },
    { cwd: host.cwd, stdout: (text) => host.out.write(text) },
  );
}

// src/commands/run/summary-data.ts
import { createHash } from 'node:crypto';

function summaryData(source) {
  const { options, state, setupData } = source;
  return {
    root_group: rootGroup(source),
    options,
    state,
    metrics: summaryMetrics(source),
    ...(setupData === void 0 ? {} : { setup_data: JSON.parse(setupData) }),
  };
}
function summaryMetrics({ totals, thresholds, options }) {
  const metrics = {};
  const add = (name, metric, sink) => {
    const contains = totals.registry.get(metric)?.contains ?? 'default';
    metrics[name] ??= { type: sink.kind, contains, values: sinkValues(sink, options.summaryTrendStats) };
  };
  for (const [name, sink] of totals.metrics()) add(name, name, sink);
  for (const sub of totals.subMetrics()) if (!sub.sink.isEmpty) add(sub.name, sub.metric, sub.sink);
  for (const threshold of thresholds) {
    const sink = thresholdSink(threshold, totals);
    const whole = totals.metric(threshold.metric) ?? totals.select(threshold.metric);
    if (sink === void 0 || whole === void 0) continue;
    add(threshold.metric, threshold.metric, whole);
    add(threshold.key, threshold.metric, sink);
    const results = threshold.expressions.map((each) => [each.source, { ok: holds(each, sink) }]);
    const metric = metrics[threshold.key];
    if (metric !== void 0) metric.thresholds = { ...metric.thresholds, ...Object.fromEntries(results) };
  }
  return metrics;
}
function sinkValues(sink, trendStats) {
  const names = {
    counter: ['count', 'rate'],
    gauge: ['value', 'min', 'max'],
    rate: ['rate', 'passes', 'fails'],
    trend: trendStats,
  }[sink.kind];
  return Object.fromEntries(names.map((name) => [name, sink.statistic(name) ?? 0]));
}
function rootGroup({ groups, checks }) {
  const root = newGroup('', '');
  const byPath = /* @__PURE__ */ new Map([['', root]]);
  const groupAt = (path) => {
    const known = byPath.get(path);
    if (known !== void 0) return known;
    const cut = path.lastIndexOf('::');
    const group = newGroup(path.slice(cut + 2), path);
    byPath.set(path, group);
    groupAt(path.slice(0, Math.max(0, cut))).groups.push(group);
    return group;
  };
  for (const path of groups) groupAt(path);
  for (const { group, name, passes: passes2, fails } of checks) {
    const path = `${group}::${name}`;
    groupAt(group).checks.push({ name, path, id: md5(path), passes: passes2, fails });
  }
  return root;
}
function newGroup(name, path) {
  return { name, path, id: md5(path), groups: [], checks: [] };
}
var md5 = (text) => createHash('md5').update(text).digest('hex');

// src/commands/run/write-summary.ts
import { writeFileSync as writeFileSync2 } from 'node:fs';
import { resolve as resolve3 } from 'node:path';

// src/commands/run/summary-export.ts
function summaryExport({ root_group, metrics, setup_data }) {
  const exported = {
    root_group: exportedGroup(root_group),
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([name, metric]) => [name, exportedMetric(metric)]),
    ),
    ...(setup_data === void 0 ? {} : { setup_data }),
  };
  return JSON.stringify(exported, null, 4);
}
function exportedGroup({ name, path, id, groups, checks }) {
  return {
    name,
    path,
    id,
    groups: Object.fromEntries(groups.map((group) => [group.name, exportedGroup(group)])),
    checks: Object.fromEntries(checks.map((check) => [check.name, check])),
  };
}
function exportedMetric({ type: type2, values, thresholds }) {
  const { rate: rate2, ...rest } = values;
  const flat = type2 === 'rate' ? { ...rest, value: rate2 } : values;
  if (thresholds === void 0) return flat;
  return {
    ...flat,
    thresholds: Object.fromEntries(Object.entries(thresholds).map(([source, { ok }]) => [source, !ok])),
  };
}

// src/commands/run/summary-text.ts
import pc from 'picocolors';

// src/commands/run/summary-figures.ts
function statisticText({ type: type2, contains, values }, statistic, { timeUnit }) {
  const value = values[statistic] ?? 0;
  if (type2 === 'rate' && statistic === 'rate') return `${(Math.floor(value * 1e4) / 100).toFixed(2)}%`;
  if (statistic === 'count' && type2 === 'trend') return String(value);
  if (contains === 'data') return statistic === 'rate' ? `${bytesText(value)}/s` : bytesText(value);
  if (contains === 'time' && type2 === 'trend') return timeText(value, timeUnit);
  return statistic === 'rate' ? `${plainText(value)}/s` : plainText(value);
}
function timeText(ms, unit) {
  if (unit === 's') return `${(ms / 1e3).toFixed(2)}s`;
  if (unit === 'ms') return `${ms.toFixed(2)}ms`;
  if (unit === 'us') return `${(ms * 1e3).toFixed(2)}\xB5s`;
  const size = Math.abs(ms);
  if (size === 0) return '0s';
  if (size < 1e-3) return `${trimmed(ms * 1e6)}ns`;
  if (size < 1) return `${trimmed(ms * 1e3)}\xB5s`;
  if (size < 1e3) return `${trimmed(ms)}ms`;
  if (size < 6e4) return `${trimmed(ms / 1e3)}s`;
  const minutes = Math.floor(size / 6e4);
  const rest = `${Math.floor((size % 6e4) / 1e3)}s`;
  return minutes < 60 ? `${minutes}m${rest}` : `${Math.floor(minutes / 60)}h${minutes % 60}m${rest}`;
}
function bytesText(bytes) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1e3 && unit < units.length - 1) {
    value /= 1e3;
    unit++;
  }
  const digits = value < 10 && unit > 0 ? value.toFixed(1) : String(Math.round(value));
  return `${digits} ${units[unit]}`;
}
var plainText = (value) => String(Number(value.toFixed(6)));
var trimmed = (value) => String(Number(value.toFixed(2)));

// src/commands/run/summary-text.ts
var LOW_LEVEL =
  /^http_req_(blocked|connecting|tls_handshaking|sending|waiting|receiving)|^(checks|group_duration)$/;
var SECTIONS = [
  ['HTTP', /^http_req/],
  ['EXECUTION', /^(iterations|iteration_duration|dropped_iterations|vus|vus_max|group_duration)\b/],
  ['WEBSOCKET', /^ws_/],
  ['GRPC', /^grpc_/],
  ['NETWORK', /^data_/],
];
var WIDTH = 27;
function summaryText(data, shown) {
  const colours = pc.createColors(shown.colour);
  const units = { timeUnit: data.options.summaryTimeUnit };
  const names = Object.keys(data.metrics)
    .filter((name) => shown.mode === 'full' || !LOW_LEVEL.test(name))
    .sort();
  const custom = names.filter(
    (name) => name !== 'checks' && !SECTIONS.some(([, belongs]) => belongs.test(name)),
  );
  const section = (title, members) =>
    members.length === 0
      ? []
      : [
          '',
          `    ${colours.bold(title)}`,
          ...members.map((name) => metricLine2(name, data.metrics[name], units)),
        ];
  return [
    '',
    ...thresholdLines(data, colours, units),
    '',
    `  \u2588 ${colours.bold('TOTAL RESULTS')}`,
    ...checkLines(data, colours, units),
    ...section('CUSTOM', custom),
    ...SECTIONS.flatMap(([title, belongs]) =>
      section(
        title,
        names.filter((name) => belongs.test(name)),
      ),
    ),
    '',
    '',
  ].join('\n');
}
function thresholdLines({ metrics }, colours, units) {
  const judged2 = Object.entries(metrics).filter(([, { thresholds }]) => thresholds !== void 0);
  if (judged2.length === 0) return [];
  const lines = judged2.flatMap(([name, metric]) => [
    '',
    `    ${name}`,
    ...Object.entries(metric.thresholds ?? {}).map(([source, { ok }]) => {
      const statistic = /^[^<>=!]*/.exec(source)?.[0].trim() ?? '';
      const mark = ok ? colours.green('\u2713') : colours.red('\u2717');
      return `    ${mark} '${source}' ${statistic}=${statisticText(metric, statistic, units)}`;
    }),
  ]);
  return [`  \u2588 ${colours.bold('THRESHOLDS')}`, ...lines];
}
function checkLines({ root_group, metrics, state }, colours, units) {
  const checks = metrics['checks'];
  if (checks === void 0) return [];
  const { passes: passes2 = 0, fails = 0 } = checks.values;
  const total = passes2 + fails;
  const share = (count) => `${(Math.floor((1e4 * count) / Math.max(1, total)) / 100).toFixed(2)}%`;
  const perSecond = state.testRunDurationMs > 0 ? total / (state.testRunDurationMs / 1e3) : 0;
  const counted = { type: 'counter', contains: 'default', values: { rate: perSecond } };
  return [
    '',
    `    ${dotted('checks_total')} ${total} ${colours.dim(statisticText(counted, 'rate', units))}`,
    `    ${dotted('checks_succeeded')} ${share(passes2)} ${colours.dim(`${passes2} out of ${total}`)}`,
    `    ${dotted('checks_failed')} ${share(fails)} ${colours.dim(`${fails} out of ${total}`)}`,
    '',
    ...groupLines(root_group, colours, 4),
  ];
}
function groupLines(group, colours, indent) {
  const space = ' '.repeat(indent);
  const own = group.checks.flatMap(({ name, passes: passes2, fails }) => {
    if (fails === 0) return [`${space}${colours.green('\u2713')} ${name}`];
    const share = Math.floor((100 * passes2) / Math.max(1, passes2 + fails));
    return [
      `${space}${colours.red('\u2717')} ${name}`,
      `${space} ${colours.red(`\u21B3  ${share}% \u2014 \u2713 ${passes2} / \u2717 ${fails}`)}`,
    ];
  });
  const inner = group.groups.flatMap((each) => [
    '',
    `${space}\u2588 ${each.name}`,
    '',
    ...groupLines(each, colours, indent + 2),
  ]);
  return [...own, ...inner];
}
function metricLine2(name, metric, units) {
  if (metric === void 0) return '';
  const text = (statistic) => statisticText(metric, statistic, units);
  const [base = name, tags] = name.split('{');
  const head = tags === void 0 ? `    ${dotted(base)}` : `    ${dotted(`  { ${tags.replace('}', '')} }`)}`;
  const { passes: passes2 = 0, fails = 0 } = metric.values;
  switch (metric.type) {
    case 'counter':
      return `${head} ${text('count')} ${text('rate')}`;
    case 'gauge':
      return `${head} ${text('value')} min=${text('min')} max=${text('max')}`;
    case 'rate':
      return `${head} ${text('rate')} ${passes2} out of ${passes2 + fails}`;
    case 'trend':
      return `${head} ${Object.keys(metric.values)
        .map((statistic) => `${statistic}=${text(statistic)}`)
        .join(' ')}`;
  }
}
var dotted = (name) => `${name.padEnd(WIDTH, '.')}:`;

// src/commands/run/write-summary.ts
async function writeSummary(host, parts) {
  const { data, settings, log } = parts;
  if (settings.mode === 'disabled') return;
  const error = (message) => log({ level: 'error', message, fields: {}, timeMs: host.now() });
  const files = (await ownFiles(parts, error)) ?? (settings.text ? textFile(host, data, settings.mode) : []);
  if (settings.exportTo !== void 0) files.push({ path: settings.exportTo, content: summaryExport(data) });
  for (const file of files) writeOne(host, file, error);
}
function textFile(host, data, mode) {
  const colour = host.out.isTTY && !host.env['NO_COLOR'] && !data.options.noColor;
  return [{ path: 'stdout', content: summaryText(data, { colour, mode }) }];
}
async function ownFiles({ engine, functions, data, settings }, error) {
  if (!functions.includes('handleSummary')) return null;
  const result = await engine.phase('summary', JSON.stringify(data), settings.timeoutMs);
  if (result.kind === 'done' && result.value.kind === 'files') {
    for (const problem of result.value.problems) error(problem);
    return [...result.value.files];
  }
  const trouble = troubleOf(result, settings.timeoutMs);
  if (trouble !== null) error(trouble);
  return null;
}
function writeOne(host, file, error) {
  if (file.path === 'stdout') host.out.write(Buffer.from(file.content).toString());
  else if (file.path === 'stderr') host.err.write(Buffer.from(file.content).toString());
  else {
    try {
      writeFileSync2(resolve3(host.cwd, file.path), file.content);
    } catch (cause) {
      error(`failed to handle the end-of-test summary: could not open '${file.path}': ${messageOf2(cause)}`);
    }
  }
}
function troubleOf(result, timeoutMs) {
  if (result.kind === 'timeout') return `handleSummary() took longer than ${timeoutMs / 1e3} s`;
  if (result.kind === 'threw') return result.text;
  if (result.kind === 'done') return result.value.kind === 'problem' ? result.value.message : null;
  return `handleSummary() was ${result.kind}`;
}
var messageOf2 = (cause) => (cause instanceof Error ? cause.message : String(cause));

// src/commands/run/run-summary.ts
var DEFAULT_TREND_STATS = ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)'];
function summaryModeOf(given) {
  if (given === void 0 || given === '') return 'compact';
  if (given === 'compact' || given === 'full' || given === 'disabled') return given;
  throw new HarnessError(`invalid summary mode "${given}"`, {
    code: 'ERR_PLAN_SUMMARY_MODE',
    exit: 'usage',
    hint: 'Modes: compact, full, disabled.',
  });
}
function writeRunSummary(host, summarised) {
  const { run, flags, log, text } = summarised;
  return writeSummary(host, {
    engine: run.engine,
    functions: run.loaded.functions,
    data: dataOf(host, summarised),
    settings: {
      mode: summaryModeOf(flags.summaryMode ?? host.env['K6_SUMMARY_MODE']),
      exportTo: flags.summaryExport ?? host.env['K6_SUMMARY_EXPORT'],
      timeoutMs: durationOptionMs(run.plan.options, 'handleSummaryTimeout', 12e4),
      text,
    },
    log,
  });
}
function dataOf(host, { run, session, totals, end, flags }) {
  const { options } = run.plan;
  return summaryData({
    totals,
    thresholds: run.thresholds,
    checks: session.checks,
    groups: session.groups,
    options: {
      summaryTrendStats: options['summaryTrendStats'] ?? DEFAULT_TREND_STATS,
      summaryTimeUnit: typeof options['summaryTimeUnit'] === 'string' ? options['summaryTimeUnit'] : '',
      noColor: !flags.color,
    },
    state: {
      isStdOutTTY: host.out.isTTY,
      isStdErrTTY: host.err.isTTY,
      testRunDurationMs: end.endedMs - end.startedMs,
    },
    setupData: end.setupData,
  });
}

// src/commands/run/plain-run.ts
async function plainRun(host, { run, flags, log }) {
  const totals = newTotals(run);
  const startedMs = host.now();
  const output = openRunOutputs(host, run, { totals, outputs: flags.out });
  const session = newSession(host, run, { totals, startedMs, log, onSecond() {}, output });
  const plan = enginePlan(run, { signature: { kind: 'none' }, keepRaw: output !== null }, startedMs);
  const end = await run.engine.run(plan, session);
  await output?.end();
  totals.setElapsed(end.endedMs - end.startedMs);
  warnWithoutIterations(totals, log, host.now());
  await writeRunSummary(host, { run, session, totals, end, flags, log, text: true });
  const crossed = crossedThresholds(run.thresholds, totals);
  const error = (message) => log({ level: 'error', message, fields: {}, timeMs: host.now() });
  logCrossed(crossed, error);
  return plainExitCode(end, crossed, error);
}
function crossedThresholds(thresholds, totals) {
  return thresholds
    .filter((threshold) => {
      const sink = thresholdSink(threshold, totals);
      return sink !== void 0 && !threshold.expressions.every((expression) => holds(expression, sink));
    })
    .map(({ key }) => key)
    .sort();
}
function logCrossed(names, error) {
  if (names.length > 0) error(`thresholds on metrics '${names.join(', ')}' have been crossed`);
}
function warnWithoutIterations(totals, log, timeMs) {
  if ((totals.metric('iterations')?.statistic('count') ?? 0) > 0) return;
  const message = 'No script iterations fully finished, consider making the test duration longer';
  log({ level: 'warning', message, fields: {}, timeMs });
}
function plainExitCode(end, crossed, error) {
  if (end.cause !== null) {
    error(end.cause.message);
    return EXIT_CODES[end.cause.exit].code;
  }
  if (end.failed !== null) return EXIT_CODES.scriptFailed.code;
  return crossed.length > 0 ? EXIT_CODES.thresholds.code : EXIT_CODES.success.code;
}

// src/commands/run/progress.ts
var LINE_EVERY_MS = 5e3;
function startProgress(host, shown) {
  const { quiet, totalMs, latencyMetric, totals } = shown;
  if (quiet) return { second() {}, end() {} };
  const { err } = host;
  const down = /* @__PURE__ */ new Map();
  const up = /* @__PURE__ */ new Set();
  let toldMs = 0;
  let drawn = false;
  return {
    second(interval) {
      noteProbes(interval, up, down);
      const p95 = totals.metric(latencyMetric)?.statistic('p(95)');
      const line = [
        `${clock(interval.atMs)}/${clock(Math.max(totalMs, interval.atMs))}`,
        `${interval.vus} VUs`,
        `${Math.round((interval.requests * 1e3) / interval.durationMs)} req/s`,
        `p95 ${p95 === void 0 ? '\u2013' : `${p95.toFixed(0)} ms`} (SLO ${findSlo('api_latency_p95')?.warn} ms)`,
        `${interval.errors} errors/s`,
        ...(interval.dropped > 0 ? [`${interval.dropped} dropped`] : []),
        ...[...up].map((name) => `${name} \u2713`),
        ...[...down].map(([name, why]) => `${name} \u2717 ${why}`),
      ].join('  ');
      if (err.isTTY) {
        err.write(`\r\x1B[K${line.slice(0, Math.max(20, err.columns - 1))}`);
        drawn = true;
      } else if (interval.atMs - toldMs >= LINE_EVERY_MS - 500) {
        toldMs = interval.atMs;
        err.write(`running  ${line}
`);
      }
    },
    end() {
      if (drawn) err.write('\r\x1B[K');
    },
  };
}
function noteProbes(interval, up, down) {
  for (const name of Object.keys(interval.probes)) {
    up.add(name);
    down.delete(name);
  }
  for (const [name, reason] of Object.entries(interval.probesDown)) {
    up.delete(name);
    down.set(name, reason.split(':')[0] ?? '');
  }
}
function clock(ms) {
  const seconds2 = Math.round(ms / 1e3);
  return `${Math.floor(seconds2 / 60)}:${String(seconds2 % 60).padStart(2, '0')}`;
}

// src/commands/run/run-record.ts
import { cpus, totalmem, type } from 'node:os';

// src/store/record-metrics.ts
var STATISTICS = {
  counter: ['count', 'rate'],
  gauge: ['value', 'min', 'max'],
  rate: ['rate', 'passes', 'fails'],
  trend: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)'],
};
function metricRecords(totals) {
  const own = totals.metrics().map(([name, sink]) => metricRecord(name, name, sink, totals));
  const sub = totals.subMetrics().map(({ name, metric, sink }) => metricRecord(name, metric, sink, totals));
  return [...own, ...sub].sort((a, b) => (a.name < b.name ? -1 : 1));
}
function metricRecord(name, metric, sink, totals) {
  const values = {};
  for (const statistic of STATISTICS[sink.kind]) {
    const value = sink.statistic(statistic);
    if (value !== void 0) values[statistic] = value;
  }
  if (sink instanceof TrendSink) values['count'] = sink.count;
  return {
    name,
    kind: sink.kind,
    contains: totals.registry.get(metric)?.contains ?? 'default',
    values,
    ...(sink instanceof TrendSink ? { percentiles: sink.isExact ? 'exact' : 'histogram' } : {}),
  };
}
function latencyRecord(sink) {
  if (!(sink instanceof TrendSink) || sink.isEmpty) return null;
  const value = (statistic) => sink.statistic(statistic) ?? 0;
  return {
    count: sink.count,
    avg: value('avg'),
    min: value('min'),
    med: value('med'),
    p90: value('p(90)'),
    p95: value('p(95)'),
    p99: value('p(99)'),
    max: value('max'),
  };
}

// src/store/record-routes.ts
function routeRecords(totals, durationMs) {
  const routes = /* @__PURE__ */ new Map();
  for (const series of totals.series('http_reqs')) {
    const { statuses } = routeOf(routes, series);
    const status = series.tags['status'] ?? '';
    statuses[status] = (statuses[status] ?? 0) + (series.sink instanceof CounterSink ? series.sink.sum : 0);
  }
  for (const series of totals.series('http_req_duration')) {
    if (series.sink instanceof TrendSink) routeOf(routes, series).latency.mergeSink(series.sink);
  }
  const wholeMs = [...routes.values()].reduce((sum, { latency }) => sum + latency.sum, 0);
  return [...routes.values()]
    .map((route) => routeRecord(route, durationMs, wholeMs))
    .sort((a, b) => b.timeShare - a.timeShare);
}
function routeRecord(route, durationMs, wholeMs) {
  const { name, method, canary, statuses, latency } = route;
  const requests = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  const errors = Object.entries(statuses)
    .filter(([status]) => isErrorStatus(status))
    .reduce((sum, [, count]) => sum + count, 0);
  return {
    name,
    method,
    requests,
    ratePerSecond: durationMs > 0 ? requests / (durationMs / 1e3) : 0,
    errors,
    rateLimited: statuses['429'] ?? 0,
    statuses,
    latencyMs: latencyRecord(latency),
    timeShare: wholeMs > 0 ? latency.sum / wholeMs : 0,
    canary,
  };
}
function routeOf(routes, { tags }) {
  const { name = '', method = '' } = tags;
  const canary = carries(tags, CANARY);
  const key = `${method} ${name} ${canary}`;
  let route = routes.get(key);
  if (route === void 0) {
    route = { name, method, canary, statuses: {}, latency: new TrendSink() };
    routes.set(key, route);
  }
  return route;
}

// src/commands/run/scenario-summary.ts
function scenarioSummary(plan) {
  const rest = plan.gracefulStopMs > 0 ? `, gracefulStop: ${seconds(plan.gracefulStopMs)}` : '';
  switch (plan.executor) {
    case 'constant-vus':
      return `${plan.vus} VUs for ${seconds(plan.durationMs)} (${rest.slice(2) || 'no gracefulStop'})`;
    case 'shared-iterations':
      return `${plan.iterations} iterations shared among ${plan.vus} VUs (maxDuration: ${seconds(plan.maxDurationMs)}${rest})`;
    case 'per-vu-iterations':
      return `${plan.iterations} iterations for each of ${plan.vus} VUs (maxDuration: ${seconds(plan.maxDurationMs)}${rest})`;
    case 'ramping-vus':
      return `up to ${Math.max(plan.startVus, ...plan.stages.map(({ target }) => target))} VUs over ${stages(plan.stages)}`;
    case 'constant-arrival-rate':
      return `${rate(plan.rate, plan.timeUnitMs)} iterations/s for ${seconds(plan.durationMs)} (maxVUs: ${plan.preAllocatedVus}-${plan.maxVus}${rest})`;
    case 'ramping-arrival-rate':
      return `up to ${rate(Math.max(plan.startRate, ...plan.stages.map(({ target }) => target)), plan.timeUnitMs)} iterations/s over ${stages(plan.stages)} (maxVUs: ${plan.preAllocatedVus}-${plan.maxVus}${rest})`;
  }
}
function stages(all) {
  const totalMs = all.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return `${all.length} stages of ${seconds(totalMs)}`;
}
function rate(count, timeUnitMs) {
  return String(Number(((count * 1e3) / timeUnitMs).toFixed(2)));
}
function seconds(durationMs) {
  return `${Number((durationMs / 1e3).toFixed(3))}s`;
}

// src/commands/run/run-record.ts
function runRecord(run) {
  const { end, session, totals, target } = run;
  const load = end.load ?? { startedMs: end.endedMs, endedMs: end.endedMs };
  const durationMs = load.endedMs - load.startedMs;
  return {
    version: 1,
    id: run.id,
    harness: VERSION,
    engine: { name: 'embedded', version: VERSION, workers: 1 },
    startedAt: new Date(end.startedMs).toISOString(),
    endedAt: new Date(end.endedMs).toISOString(),
    durationMs,
    end: endOf(end),
    endReason: end.cause?.message ?? end.failed ?? '',
    exitCode: run.exitCode,
    scripts: run.scripts,
    profile: run.profile,
    target: target && { name: target.name, apiUrl: redactText(target.apiUrl), parts: [...target.parts] },
    plan: run.plan.scenarios.map(planRecord),
    options: JSON.parse(redactText(JSON.stringify(run.plan.options))),
    machine: {
      platform: type(),
      cpuModel: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryBytes: totalmem(),
      node: run.nodeVersion,
    },
    verdict: run.verdict,
    metrics: metricRecords(totals),
    routes: routeRecords(totals, durationMs),
    checks: session.checks.map(({ group, name, passes: passes2, fails }) => ({
      group,
      name,
      passes: passes2,
      fails,
    })),
    failures: session.failures.records(),
    annotations: session.annotations,
    probes: probeRecords(session),
    iterations: { ...session.counters, dropped: session.dropped },
    notes: [],
  };
}
function endOf({ cause, failed }) {
  if (cause === null) return failed === null ? 'finished' : 'failed';
  if (cause.exit === 'interrupted') return 'interrupted';
  return cause.exit === 'scriptAborted' || cause.exit === 'thresholds' ? 'aborted' : 'failed';
}
function planRecord(plan) {
  return {
    name: plan.name,
    executor: plan.executor,
    description: scenarioSummary(plan),
    startTimeMs: plan.startTimeMs,
    durationMs: regularDurationMs(plan),
  };
}
function probeRecords({ probes }) {
  const names = [...new Set(probes.map(({ probe }) => probe))];
  return names.map((name) => {
    const own = probes.filter(({ probe }) => probe === name);
    return {
      name,
      samples: own.length,
      failures: own.filter(({ ok }) => !ok).length,
      last: own.at(-1) ?? null,
    };
  });
}
function exitCodeOf({ cause, failed }, verdict) {
  if (cause !== null) return EXIT_CODES[cause.exit].code;
  if (verdict.state === 'INVALID') return EXIT_CODES.invalid.code;
  if (failed !== null) return EXIT_CODES.scriptFailed.code;
  if (verdict.state === 'FAIL') return EXIT_CODES.thresholds.code;
  return verdict.state === 'NO-DATA' ? EXIT_CODES.noData.code : EXIT_CODES.success.code;
}

// src/commands/run/judged-run.ts
var PROBE_EVERY_MS = 1e3;
var PROBE_DEADLINE_MS = 900;
async function judgedRun(host, judged2) {
  const { run, target, log } = judged2;
  const startedMs = host.now();
  const folder = RunFolder.create(judged2.outDir, runId(startedMs, judged2.name));
  const totals = newTotals(run);
  const progress = startProgress(host, {
    quiet: judged2.flags.quiet,
    totalMs: run.plan.totalDurationMs - Math.max(0, ...run.plan.scenarios.map((each) => each.gracefulStopMs)),
    latencyMetric: intervalSources(totals).latencyMetric,
    totals,
  });
  const output = openRunOutputs(host, run, { totals, outputs: judged2.flags.out });
  const session = newSession(host, run, {
    totals,
    startedMs,
    log,
    onSecond(interval) {
      folder.append(interval);
      progress.second(interval);
    },
    output,
  });
  const sampler = startSampler({
    probes: judged2.probes ?? [],
    target: target?.probes ?? {},
    intervalMs: PROBE_EVERY_MS,
    deadlineMs: PROBE_DEADLINE_MS,
    clock: () => host.now() - startedMs,
    onResult: (result) => session.onProbe(result),
  });
  const signature = { kind: 'harness', runId: target === null ? null : folder.id };
  let end;
  try {
    end = await run.engine.run(enginePlan(run, { signature, keepRaw: output !== null }, startedMs), session);
  } finally {
    await sampler.stop();
    progress.end();
    await output?.end();
  }
  totals.setElapsed(end.endedMs - end.startedMs);
  return concluded(host, judged2, { folder, session, totals, end });
}
async function concluded(host, judged2, measured) {
  const { run, log } = judged2;
  const { folder, session, totals, end } = measured;
  warnWithoutIterations(totals, log, host.now());
  await writeRunSummary(host, { run, session, totals, end, flags: judged2.flags, log, text: false });
  logCrossed(crossedThresholds(run.thresholds, totals), (message) =>
    log({ level: 'error', message, fields: {}, timeMs: host.now() }),
  );
  if (end.cause !== null) {
    log({ level: 'error', message: end.cause.message, fields: {}, timeMs: host.now() });
    session.annotate({
      atMs: end.endedMs - end.startedMs,
      kind: end.cause.exit === 'interrupted' ? 'signal' : 'abort',
      text: end.cause.message,
    });
  }
  const verdict = verdictOf(judged2, measured);
  const exitCode = exitCodeOf(end, verdict);
  const record = runRecord({
    id: folder.id,
    scripts: [{ path: judged2.script, hash: run.hash }],
    profile: judged2.profile,
    target: judged2.target,
    plan: run.plan,
    end,
    session,
    totals,
    verdict,
    exitCode,
    nodeVersion: host.nodeVersion,
  });
  folder.finish(record);
  const shown = { record, intervals: folder.intervals() };
  const options = { colour: host.out.isTTY && !host.env['NO_COLOR'], columns: host.out.columns };
  const htmlPath = folder.write('report.html', REPORTS.html(shown, { ...options, htmlPath: null }));
  host.out.write(REPORTS.text(shown, { ...options, htmlPath }));
  return { exitCode, verdict, directory: folder.directory };
}
function verdictOf({ run, target, probes, failOn }, measured) {
  const { session, totals, end } = measured;
  const slos = gradeSlos({
    totals,
    scenarioParts: run.parts,
    scenarioNames: run.plan.scenarios.map(({ name }) => name),
    targetParts: target?.parts ?? null,
    probes: probes === null ? null : session.probes,
    iterations: { planned: session.planned, dropped: session.dropped },
    openModel: run.plan.scenarios.some(({ executor }) => executor.endsWith('arrival-rate')),
  });
  const thresholds = gradeThresholds(run.thresholds, totals);
  const others = [...slos, ...answerLines(session.probes), ...thresholds];
  const gate = others.some(({ gates }) => gates) ? [] : builtInGate(totals, session.counters);
  const generator = gradeGenerator({
    eluBySecond: session.eluBySecond,
    startLagP95Ms: session.startLags.isEmpty ? null : (session.startLags.statistic('p(95)') ?? null),
    portsExhausted: session.failures.portsExhausted,
  });
  const lines = [...others, samplesLine(totals), ...gate, ...generator];
  const whole = end.cause === null || end.cause.exit === 'thresholds';
  return whole ? judge(lines, failOn) : unjudged(lines, failOn);
}
function declaredProbes(target) {
  const byPart = {
    http: 'api',
    chain: 'chain',
    postgres: 'postgres',
    redis: 'redis',
  };
  const names = Object.keys(PROBES);
  return names.filter((name) => target?.parts.some((part) => part === byPart[name]));
}

// src/commands/run/load-script.ts
// build/bundle.ts
import { createHash as createHash2, createHash as createHash3 } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
// build/k6-externals.ts
import { builtinModules } from 'node:module';
import { relative, resolve as resolve4 } from 'node:path';
import { build } from 'esbuild';

var NODE_NAMES = new Set(builtinModules);
var ELSEWHERE = /^(https?:\/\/|k6\/x\/|k6\/browser$|k6\/experimental\/browser$)/;
function k6Externals() {
  return {
    name: 'k6-externals',
    setup(build2) {
      build2.onResolve({ filter: ELSEWHERE }, ({ path }) => ({
        errors: [
          {
            text: `"${path}" cannot be imported by the embedded engine`,
            detail:
              'Remote modules, extensions and k6/browser need k6 itself: run with --engine k6, or vendor the file.',
          },
        ],
      }));
      build2.onResolve({ filter: /^k6(\/|$)/ }, ({ path }) => ({ path, external: true, sideEffects: false }));
      build2.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
        if (kind === 'entry-point') return null;
        const name = path.replace(/^node:/, '');
        if (!path.startsWith('node:') && !NODE_NAMES.has(name)) return null;
        return {
          errors: [
            {
              text: `"${path}" is a module of Node.js, which k6 scripts do not have`,
              detail: 'Use open() for files in init code, k6/crypto and k6/encoding for the rest.',
            },
          ],
        };
      });
    },
  };
}

// build/bundle.ts
async function bundleScenario(entry, cwd) {
  const entryPath = resolve4(cwd, entry);
  if (!existsSync(entryPath) || !statSync(entryPath).isFile()) {
    throw new HarnessError(`the script "${entry}" does not exist (looked at ${entryPath})`, {
      code: 'ERR_BUNDLE_NO_SCRIPT',
      exit: 'usage',
      hint: 'Give the path of a k6 script, or a name that `harness list` shows.',
    });
  }
  try {
    const result = await build({
      entryPoints: [entryPath],
      bundle: true,
      write: false,
      outfile: 'bundle.js',
      format: 'esm',
      platform: 'neutral',
      mainFields: ['module', 'main'],
      conditions: ['import', 'default'],
      target: 'esnext',
      supported: { 'optional-chain': false, decorators: false, using: false },
      sourcemap: 'external',
      sourcesContent: true,
      charset: 'utf8',
      logLevel: 'silent',
      keepNames: false,
      loader: { '.txt': 'text', '.csv': 'text', '.html': 'text' },
      plugins: [k6Externals()],
    });
    const text = (ending) => result.outputFiles.find((f) => f.path.endsWith(ending))?.text ?? '';
    const code = text('.js');
    const map = absoluteSources(text('.map'));
    return { entryPath, code, map, hash: createHash2('sha256').update(code).digest('hex') };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw refusal(error.errors, cwd);
  }
}
function absoluteSources(map) {
  const parsed = JSON.parse(map);
  parsed.sources = parsed.sources.map((source) => resolve4(source));
  return JSON.stringify(parsed);
}
var isBuildFailure = (error) => error instanceof Error && Array.isArray(error.errors);
function refusal(errors, cwd) {
  const lines = errors.map((error) => {
    const at = error.location;
    if (at === null) return error.text;
    return `${error.text}
	at ${relative(cwd, resolve4(at.file)) || at.file}:${at.line}:${at.column + 1}: ${at.lineText.trim()}`;
  });
  const hint = errors.map((error) => (typeof error.detail === 'string' ? error.detail : '')).find(Boolean);
  return new HarnessError(lines.join('\n'), {
    code: 'ERR_BUNDLE_REFUSED',
    exit: 'scriptException',
    ...(hint === void 0 ? {} : { hint }),
  });
}

// build/suspend/suspend-bundle.ts
import remapping from '@jridgewell/remapping';
import MagicString from 'magic-string';

// build/suspend/seeds.ts
var BLOCKING_EXPORTS = {
  k6: ['check', 'group', 'sleep'],
  'k6/http': ['batch', 'del', 'get', 'head', 'options', 'patch', 'post', 'put', 'request'],
  'k6/ws': ['connect'],
  'k6/net/grpc': [],
  'k6/execution': [],
};
var BLOCKING_METHODS = {
  'k6/http': ['submitForm', 'clickLink'],
  // Close handlers run within the call.
  'k6/ws': ['close'],
  'k6/net/grpc': ['connect', 'invoke', 'healthCheck'],
  'k6/execution': ['abort'],
};
var blocks = (module, name) => BLOCKING_EXPORTS[module]?.includes(name) === true;
var blockingNames = (module) => [...(BLOCKING_EXPORTS[module] ?? []), ...(BLOCKING_METHODS[module] ?? [])];
var TWIN_METHODS = /* @__PURE__ */ new Set([
  'every',
  'filter',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'flatMap',
  'forEach',
  'from',
  'map',
  'reduce',
  'reduceRight',
  'replace',
  'replaceAll',
  'some',
  'sort',
  'toSorted',
]);
var NATIVE_CALLED = /* @__PURE__ */ new Set(['toJSON', 'valueOf', 'toString', 'next', 'return', 'throw']);
var INERT_RECEIVERS = /* @__PURE__ */ new Set([
  'Math',
  'JSON',
  'Object',
  'Number',
  'String',
  'Date',
  'Promise',
  'Reflect',
  'Symbol',
  'BigInt',
  'console',
  'crypto',
  '__ENV',
]);
var INTRINSICS = new Set(
  `undefined NaN Infinity Object Function Array String Boolean Number BigInt Symbol Date RegExp Error EvalError RangeError
  ReferenceError SyntaxError TypeError URIError AggregateError Map Set WeakMap WeakSet Promise Proxy Reflect JSON ArrayBuffer
  DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array
  BigInt64Array BigUint64Array parseInt parseFloat isNaN isFinite encodeURI encodeURIComponent decodeURI decodeURIComponent
  escape unescape eval`.split(/\s+/),
);

// build/suspend/syntax.ts
import { parse } from 'acorn';

function readSyntax(source) {
  const program = parse(source, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    ranges: true,
    locations: true,
  });
  const parents = /* @__PURE__ */ new Map();
  const nodes = [];
  const stack = [program];
  for (let node2 = stack.pop(); node2 !== void 0; node2 = stack.pop()) {
    nodes.push(node2);
    const children = childrenOf(node2);
    for (const child of children) parents.set(child, node2);
    stack.push(...children.reverse());
  }
  return { source, program, parents, nodes };
}
function childrenOf(node2) {
  const children = [];
  for (const [key, value] of Object.entries(node2)) {
    if (key === 'loc' || key === 'range') continue;
    for (const item of Array.isArray(value) ? value : [value]) if (isNode(item)) children.push(item);
  }
  return [...new Set(children)].sort((a, b) => a.start - b.start || b.end - a.end);
}
var isNode = (value) =>
  typeof value === 'object' && value !== null && typeof value.type === 'string' && 'start' in value;
var isFunction = (node2) =>
  node2?.type === 'FunctionDeclaration' ||
  node2?.type === 'FunctionExpression' ||
  node2?.type === 'ArrowFunctionExpression';
function ownerOf(syntax, node2) {
  let child = node2;
  for (let parent = syntax.parents.get(node2); parent !== void 0; parent = syntax.parents.get(parent)) {
    if (isFunction(parent)) {
      if (parent.body === child) return { kind: 'body', fn: parent };
      if (parent.params.includes(child)) return { kind: 'parameters', fn: parent };
    }
    if (parent.type === 'PropertyDefinition' && parent.value === child) return { kind: 'field' };
    if (parent.type === 'StaticBlock') return { kind: 'field' };
    child = parent;
  }
  return { kind: 'module' };
}
function staticName(key, computed) {
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  if (key.type === 'Literal') return String(key.value);
  if (!computed && key.type === 'Identifier') return key.name;
  return void 0;
}
function cannotWait(syntax, fn) {
  if (fn.generator) return !fn.async;
  const parent = syntax.parents.get(fn);
  if (parent?.type === 'MethodDefinition' && parent.value === fn) return parent.kind !== 'method';
  return parent?.type === 'Property' && parent.value === fn && parent.kind !== 'init';
}

// build/suspend/analysis.ts
function analyse(syntax, bindings) {
  const modules = new Set([...bindings.imports.values()].map((imported) => imported.module));
  const names = new Set([...modules].flatMap((module) => blockingNames(module)));
  const requires = bindings.globals.some((identifier) => identifier.name === 'require');
  if (requires)
    for (const module of ['k6', 'k6/http', 'k6/ws', 'k6/net/grpc']) addAll(names, blockingNames(module));
  const facts = { syntax, bindings, suspending: /* @__PURE__ */ new Set(), names };
  const active = names.size > 0 || hasAsync(syntax);
  const calls = syntax.nodes.filter(isCall);
  const stores = syntax.nodes.flatMap(storesOf);
  let sites = /* @__PURE__ */ new Map();
  for (let size = -1; active && size !== facts.suspending.size + facts.names.size; ) {
    size = facts.suspending.size + facts.names.size;
    sites = findSites(facts, calls);
    for (const { owner, kind } of sites.values()) {
      if (owner.kind === 'body' && kind !== 'then' && !cannotWait(syntax, owner.fn))
        facts.suspending.add(owner.fn);
    }
    for (const store of stores)
      if (mayHold(facts, store.value, /* @__PURE__ */ new Set())) facts.names.add(store.name);
  }
  if (active) {
    for (const node2 of syntax.nodes) if (isFunction(node2) && node2.async) facts.suspending.add(node2);
  }
  return { sites, suspending: facts.suspending, active };
}
var isCall = (node2) => node2.type === 'CallExpression' || node2.type === 'TaggedTemplateExpression';
var hasAsync = (syntax) => syntax.nodes.some((node2) => isFunction(node2) && node2.async);
function addAll(set, names) {
  for (const name of names) set.add(name);
}
function findSites(facts, calls) {
  const sites = /* @__PURE__ */ new Map();
  for (const node2 of calls) {
    const kind = siteKind(facts, node2);
    if (kind !== void 0) sites.set(node2, { node: node2, kind, owner: ownerOf(facts.syntax, node2) });
  }
  return sites;
}
function siteKind(facts, node2) {
  const callee = node2.type === 'CallExpression' ? node2.callee : node2.tag;
  if (callee.type === 'Super') return void 0;
  if (callee.type === 'MemberExpression' && node2.type === 'CallExpression') {
    const name = staticName(callee.property, callee.computed);
    const inert = isInert(facts, callee.object);
    if (name === 'then' || name === 'catch' || name === 'finally') return inert ? void 0 : 'then';
    if (
      name !== void 0 &&
      TWIN_METHODS.has(name) &&
      node2.arguments.some((arg) => mayHold(facts, arg, /* @__PURE__ */ new Set()))
    ) {
      return 'twin';
    }
  }
  return mayHold(facts, callee, /* @__PURE__ */ new Set()) && !isInertCheck(facts, node2) ? 'call' : void 0;
}
function isInert({ bindings }, object) {
  return (
    object.type === 'Identifier' && INERT_RECEIVERS.has(object.name) && bindings.variableOf(object) === void 0
  );
}
function isInertCheck(facts, node2) {
  if (node2.type !== 'CallExpression' || node2.callee.type !== 'Identifier') return false;
  const variable = facts.bindings.variableOf(node2.callee);
  const imported = variable && facts.bindings.importOf(variable);
  const sets = node2.arguments[1];
  if (imported?.module !== 'k6' || imported.name !== 'check' || sets?.type !== 'ObjectExpression')
    return false;
  return sets.properties.every((property) => {
    if (property.type !== 'Property' || property.kind !== 'init') return false;
    const { value } = property;
    return value.type === 'Literal' || (isFunction(value) && !facts.suspending.has(value));
  });
}
function mayHold(facts, expression, seen) {
  if (seen.has(expression)) return false;
  seen.add(expression);
  switch (expression.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return facts.suspending.has(expression) || (expression.async && facts.names.size > 0);
    case 'Identifier':
      return identifierMayHold(facts, expression, seen);
    case 'MemberExpression':
      return memberMayHold(facts, expression);
    case 'ParenthesizedExpression':
      return mayHold(facts, expression.expression, seen);
    case 'AssignmentExpression':
      return mayHold(facts, expression.right, seen);
    case 'ConditionalExpression':
      return mayHold(facts, expression.consequent, seen) || mayHold(facts, expression.alternate, seen);
    case 'LogicalExpression':
      return mayHold(facts, expression.left, seen) || mayHold(facts, expression.right, seen);
    case 'SequenceExpression':
      return mayHold(facts, expression.expressions.at(-1), seen);
    case 'CallExpression':
    case 'AwaitExpression':
    case 'YieldExpression':
    case 'TaggedTemplateExpression':
    case 'SpreadElement':
      return true;
    default:
      return false;
  }
}
function identifierMayHold(facts, identifier, seen) {
  const variable = facts.bindings.variableOf(identifier);
  if (variable === void 0) return false;
  const imported = facts.bindings.importOf(variable);
  if (imported !== void 0) return blocks(imported.module, imported.name);
  return facts.bindings
    .valuesOf(variable)
    .some((value) => value === 'unknown' || mayHold(facts, value, seen));
}
function memberMayHold(facts, member) {
  const name = staticName(member.property, member.computed);
  if (name === void 0) return true;
  const { object } = member;
  if (isInert(facts, object)) return false;
  const variable = object.type === 'Identifier' ? facts.bindings.variableOf(object) : void 0;
  const imported = variable && facts.bindings.importOf(variable);
  if (imported !== void 0) return blockingNames(imported.module).includes(name);
  if (name === 'call' || name === 'apply') return mayHold(facts, object, /* @__PURE__ */ new Set());
  if (name === 'next' || name === 'return' || name === 'throw') return false;
  return facts.names.has(name);
}
function storesOf(node2) {
  switch (node2.type) {
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition': {
      const name = staticName(node2.key, node2.computed);
      if (name === void 0 || !node2.value) return [];
      if (node2.type === 'MethodDefinition' && node2.kind !== 'method') return [];
      return [{ name, value: getterTarget(node2.value) }];
    }
    case 'AssignmentExpression': {
      if (node2.left.type !== 'MemberExpression') return [];
      const name = staticName(node2.left.property, node2.left.computed);
      return name === void 0 ? [] : [{ name, value: node2.right }];
    }
    default:
      return [];
  }
}
function getterTarget(value) {
  const isGetter =
    value.type === 'ArrowFunctionExpression' && value.params.length === 0 && value.body.type === 'Identifier';
  return isGetter ? value.body : value;
}

// build/suspend/bindings.ts
import { analyze } from 'eslint-scope';

function readBindings(syntax) {
  const manager = analyze(syntax.program, { ecmaVersion: 2022, sourceType: 'module' });
  const resolved = /* @__PURE__ */ new Map();
  const globals = [];
  for (const scope of manager.scopes) {
    for (const reference of scope.references) {
      if (reference.resolved !== null) resolved.set(node(reference), reference.resolved);
    }
  }
  for (const reference of manager.globalScope?.through ?? []) globals.push(node(reference));
  const imports = /* @__PURE__ */ new Map();
  for (const scope of manager.scopes) {
    for (const variable of scope.variables) {
      const name = importedName(variable);
      if (name !== void 0) imports.set(variable, name);
    }
  }
  return {
    variableOf: (identifier) => resolved.get(identifier),
    globals,
    imports,
    importOf: (variable) => imports.get(variable),
    valuesOf,
    usesOf: (variable) => variable.references.map(node),
  };
}
var node = (reference) => reference.identifier;
function importedName(variable) {
  const definition = variable.defs.find((def) => def.type === 'ImportBinding');
  if (definition === void 0) return void 0;
  const specifier = definition.node;
  const declaration = definition.parent;
  const module = String(declaration.source.value);
  if (specifier.type === 'ImportDefaultSpecifier') return { module, name: 'default' };
  if (specifier.type === 'ImportNamespaceSpecifier') return { module, name: '*' };
  if (specifier.type !== 'ImportSpecifier') return void 0;
  const { imported } = specifier;
  return { module, name: imported.type === 'Identifier' ? imported.name : String(imported.value) };
}
function valuesOf(variable) {
  const values = [];
  for (const definition of variable.defs) {
    if (definition.type === 'FunctionName' || definition.type === 'ClassName') {
      values.push(definition.node);
    } else if (definition.type !== 'Variable') values.push('unknown');
  }
  for (const reference of variable.references) {
    if (!reference.isWrite()) continue;
    const plain = reference.writeExpr !== null && reference.writeExpr !== void 0 && !reference.partial;
    values.push(plain ? reference.writeExpr : 'unknown');
  }
  return values;
}

// build/suspend/generated-names.ts
function generateNames(syntax) {
  const used = new Set(syntax.nodes.flatMap((node2) => (node2.type === 'Identifier' ? [node2.name] : [])));
  let prefix = '$';
  while ([...used].some((name) => name.startsWith(prefix))) prefix += '_';
  return {
    runtime: prefix,
    frame: `${prefix}f`,
    error: `${prefix}e`,
    globals: `${prefix}g`,
    module: `${prefix}m`,
  };
}

// build/suspend/print-sites.ts
function canWait({ syntax, analysis }, owner) {
  return owner.kind === 'body' && analysis.suspending.has(owner.fn) && !cannotWait(syntax, owner.fn);
}
function openSite(printing, site) {
  const { names, out } = printing;
  const { node: node2, owner } = site;
  if (site.kind !== 'then' && canWait(printing, owner)) out.appendLeft(node2.start, `(${names.runtime}.c(`);
  if (owner.kind === 'parameters') out.appendLeft(node2.start, `${names.runtime}.S(() => `);
  if (site.kind === 'call') openToken(printing, site);
  else openHelper(printing, site);
}
function closeSite(printing, site) {
  const { names, out } = printing;
  const { node: node2, owner } = site;
  const waits = canWait(printing, owner);
  if (node2.type === 'CallExpression' && waits && site.kind !== 'then') {
    const last = node2.arguments.at(-1);
    if (last !== void 0 && last.type !== 'SpreadElement') out.appendLeft(last.end, ')');
  }
  if (owner.kind === 'parameters') out.appendLeft(node2.end, ')');
  if (site.kind !== 'then' && waits) {
    out.appendLeft(
      node2.end,
      `) ? ${names.runtime}.u(${names.frame}, await ${names.runtime}.w(${names.frame})) : ${names.runtime}.V)`,
    );
  }
}
function openToken(printing, { node: node2, owner }) {
  if (!canWait(printing, owner)) return;
  const { names, out } = printing;
  if (node2.type === 'TaggedTemplateExpression') {
    const last = node2.quasi.expressions.at(-1);
    if (last !== void 0) {
      out.appendLeft(last.start, `${names.runtime}.a(`);
      out.prependRight(last.end, ')');
    }
    return;
  }
  setTokenInArguments(printing, node2);
}
function setTokenInArguments({ names, out, syntax }, node2) {
  const last = node2.arguments.at(-1);
  if (last === void 0) out.appendLeft(node2.end - 1, `...${names.runtime}.K`);
  else if (last.type === 'SpreadElement') {
    const comma = syntax.source.slice(last.end, node2.end).includes(',');
    out.appendLeft(node2.end - 1, `${comma ? '' : ', '}...${names.runtime}.K`);
  } else out.appendLeft(last.start, `${names.runtime}.a(`);
}
function openHelper(printing, { node: node2, kind, owner }) {
  if (node2.type !== 'CallExpression' || node2.callee.type !== 'MemberExpression') return;
  const { names, out } = printing;
  const { object, property, computed } = node2.callee;
  const waits = canWait(printing, owner);
  if (object.type === 'Super') {
    if (kind !== 'then' && waits) setTokenInArguments(printing, node2);
    return;
  }
  if (kind === 'twin' && !waits) return;
  const name = JSON.stringify(staticName(property, computed));
  out.appendLeft(node2.start, `${names.runtime}.${kind === 'then' ? 'then' : 'hof'}(`);
  const { source } = printing.syntax;
  const dot = source.lastIndexOf(computed ? '[' : '.', property.start);
  const open = source.indexOf('(', property.end + (computed ? 1 : 0));
  const newlines = source.slice(dot, open).replace(/[^\n]/g, '');
  out.overwrite(dot, open + 1, `${newlines}, ${name}${node2.arguments.length > 0 ? ', ' : ''}`);
  if (kind === 'then') return;
  setTokenInArguments(printing, node2);
}
function openAwait({ names, out }, node2) {
  const { runtime, frame: frame2 } = names;
  out.overwrite(node2.start, node2.start + 'await'.length, `(${runtime}.g(await ${runtime}.aw(${frame2}, (`);
}
function closeAwait({ names, out }, node2) {
  out.appendLeft(node2.end, `))) ? await ${names.runtime}.gw() : ${names.runtime}.gr())`);
}
function hasFrame(printing, node2) {
  const owner = ownerOf(printing.syntax, node2);
  return (
    owner.kind === 'body' &&
    isFunction(owner.fn) &&
    owner.fn.async &&
    printing.analysis.suspending.has(owner.fn)
  );
}

// build/suspend/print-functions.ts
function shapeOf(printing, fn) {
  if (!canWait(printing, { kind: 'body', fn })) return 'untouched';
  return fn.async ? 'async' : 'suspending';
}
function openFunction(printing, fn) {
  const { out, names } = printing;
  const { runtime, frame: frame2 } = names;
  const shape = shapeOf(printing, fn);
  const block = fn.body.type === 'BlockStatement';
  const at = block ? startOfStatements(fn.body) : bodyStart(printing.syntax, fn);
  if (shape === 'suspending') {
    const clear = isNativeCalled(printing.syntax, fn) ? `${runtime}.k = 0; ` : '';
    const hidden = hiddenParameters(fn);
    const bind = hidden.length === 0 ? '' : `, [${hidden.join(', ')}]`;
    const go = `${runtime}.go(async (${frame2}${bind}) => { try {`;
    out.appendLeft(at, block ? ` ${clear}return ${go} ` : `${go} return ${runtime}.r(${frame2}, (`);
  } else if (shape === 'async') {
    const begin = `const ${frame2} = ${runtime}.af(${fn.generator ? 1 : 0}); try {`;
    out.appendLeft(at, block ? ` ${begin} ` : `{ ${begin} return (`);
  } else if (block && callsAnything(fn.body)) out.appendLeft(at, ` ${runtime}.k = 0; `);
  else if (!block && callsAnything(fn.body)) out.appendLeft(at, `(${runtime}.k = 0, (`);
}
function closeFunction(printing, fn) {
  const { out, names } = printing;
  const { runtime, frame: frame2, error } = names;
  const shape = shapeOf(printing, fn);
  const block = fn.body.type === 'BlockStatement';
  const at = block ? fn.body.end - 1 : fn.end;
  if (shape === 'suspending') {
    const hidden = hiddenParameters(fn);
    const pass = hidden.length === 0 ? '' : `, [${hidden.join(', ')}]`;
    const rest = `} catch (${error}) { ${runtime}.th(${frame2}, ${error}) } finally { ${runtime}.end(${frame2}) } }${pass})`;
    out.appendLeft(at, block ? ` ${frame2}.v = void 0; ${rest}; ` : `)); ${rest}`);
  } else if (shape === 'async')
    out.appendLeft(at, `${block ? ' ' : '); '}} finally { ${runtime}.ae(${frame2}) }${block ? ' ' : ' }'}`);
  else if (!block && callsAnything(fn.body)) out.appendLeft(at, '))');
}
function openReturn(printing, node2) {
  const owner = ownerOf(printing.syntax, node2);
  if (owner.kind !== 'body' || shapeOf(printing, owner.fn) !== 'suspending') return false;
  const { out, names } = printing;
  const call = ` ${names.runtime}.r(${names.frame}`;
  out.appendLeft(node2.start + 'return'.length, node2.argument ? `${call}, (` : `${call})`);
  return true;
}
function closeReturn({ out, syntax }, node2) {
  if (node2.argument) out.appendLeft(syntax.source[node2.end - 1] === ';' ? node2.end - 1 : node2.end, '))');
}
function startOfStatements(body) {
  const directives = body.body.filter(
    (s) => s.type === 'ExpressionStatement' && typeof s.directive === 'string',
  );
  return directives.at(-1)?.end ?? body.start + 1;
}
function bodyStart({ source }, fn) {
  const before = source.slice(fn.start, fn.body.start);
  const arrow = fn.start + before.lastIndexOf('=>') + 2;
  return (
    arrow +
    (source.slice(arrow, fn.body.start).length - source.slice(arrow, fn.body.start).trimStart().length)
  );
}
function isNativeCalled(syntax, fn) {
  const parent = syntax.parents.get(fn);
  if (
    parent?.type !== 'MethodDefinition' &&
    parent?.type !== 'Property' &&
    parent?.type !== 'PropertyDefinition'
  )
    return false;
  const name = staticName(parent.key, parent.computed);
  return name === void 0 ? parent.computed : NATIVE_CALLED.has(name);
}
function hiddenParameters(fn) {
  const parameters = new Set(fn.params.flatMap(boundNames));
  if (parameters.size === 0 || fn.body.type !== 'BlockStatement') return [];
  return [...new Set(varNames(fn.body))].filter((name) => parameters.has(name));
}
function varNames(node2) {
  if (isFunction(node2) || node2.type === 'ClassBody') return [];
  const own =
    node2.type === 'VariableDeclaration' && node2.kind === 'var'
      ? node2.declarations.flatMap((d) => boundNames(d.id))
      : [];
  return [...own, ...childrenOf(node2).flatMap(varNames)];
}
function boundNames(pattern) {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    case 'RestElement':
      return boundNames(pattern.argument);
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : boundNames(element)));
    case 'ObjectPattern':
      return pattern.properties.flatMap((p) => boundNames(p.type === 'Property' ? p.value : p.argument));
    default:
      return [];
  }
}
var CALLS = /* @__PURE__ */ new Set([
  'CallExpression',
  'NewExpression',
  'TaggedTemplateExpression',
  'TemplateLiteral',
  'SpreadElement',
  'ForOfStatement',
  'BinaryExpression',
]);
function callsAnything(node2) {
  if (CALLS.has(node2.type)) return true;
  if (isFunction(node2)) return false;
  return childrenOf(node2).some(callsAnything);
}

// build/suspend/print-module.ts
function printModule(printing, bindings) {
  const modules = [...new Set([...bindings.imports.values()].map((imported) => imported.module))];
  for (const [variable, { module, name }] of bindings.imports) {
    const object = `${printing.names.module}${modules.indexOf(module)}`;
    const expression =
      name === '*' ? object : name === 'default' ? `${object}.default` : `${object}.default.${name}`;
    for (const use of bindings.usesOf(variable))
      printUse(printing, use, { expression, method: name !== '*' && name !== 'default' });
  }
  for (const identifier of bindings.globals) printGlobal(printing, identifier);
  const exports = [];
  for (const statement of printing.syntax.program.body)
    exports.push(...printStatement(printing, statement, bindings));
  return { modules, exports };
}
function printUse(printing, use, { expression, method }) {
  const parent = printing.syntax.parents.get(use);
  if (parent?.type === 'ExportSpecifier') return;
  const called = method && parent?.type === 'CallExpression' && parent.callee === use;
  replace(printing, use, called ? `(0, ${expression})` : expression);
}
function replace({ syntax, out }, identifier, text) {
  const parent = syntax.parents.get(identifier);
  const shorthand = parent?.type === 'Property' && parent.shorthand;
  out.overwrite(identifier.start, identifier.end, shorthand ? `${identifier.name}: ${text}` : text);
}
function printGlobal(printing, identifier) {
  const { names, syntax } = printing;
  const { name } = identifier;
  if (INTRINSICS.has(name)) return;
  const parent = syntax.parents.get(identifier);
  if (parent?.type === 'ExportSpecifier') return;
  if (name === 'globalThis' || name === 'global') {
    replace(printing, identifier, names.globals);
    return;
  }
  const known = VU_GLOBALS.has(name) || (parent?.type === 'UnaryExpression' && parent.operator === 'typeof');
  replace(
    printing,
    identifier,
    known ? `${names.globals}.${name}` : `${names.runtime}.gx("${name}").${name}`,
  );
}
var VU_GLOBALS = /* @__PURE__ */ new Set([
  'console',
  'Math',
  'setTimeout',
  'setInterval',
  'clearTimeout',
  'clearInterval',
  'open',
  '__ENV',
  '__VU',
  'crypto',
  'TextEncoder',
  'TextDecoder',
  'require',
]);
function printStatement({ out }, statement, bindings) {
  switch (statement.type) {
    case 'ImportDeclaration':
      out.remove(statement.start, statement.end);
      return [];
    case 'ExportDefaultDeclaration':
      out.overwrite(statement.start, statement.declaration.start, 'const $default = ');
      return [{ name: 'default', expression: '$default' }];
    case 'ExportNamedDeclaration':
      out.remove(statement.start, statement.end);
      return statement.specifiers.map(({ local, exported }) => {
        const nameOf = (n) => (n.type === 'Identifier' ? n.name : String(n.value));
        return { name: nameOf(exported), expression: localExpression(nameOf(local), local, bindings) };
      });
    default:
      return [];
  }
}
function localExpression(name, local, bindings) {
  const variable = bindings.variableOf(local);
  return variable && bindings.importOf(variable) ? 'undefined' : name;
}

// build/suspend/suspend-bundle.ts
function suspendBundle(bundle) {
  const syntax = readSyntax(bundle.code);
  const bindings = readBindings(syntax);
  const analysis = analyse(syntax, bindings);
  const printing = {
    syntax,
    analysis,
    names: generateNames(syntax),
    out: new MagicString(bundle.code),
  };
  refuseTopLevelAwait(printing);
  const shape = printModule(printing, bindings);
  if (analysis.active) print(printing, syntax.program);
  frame(printing, shape);
  const own = printing.out.generateMap({ source: 'bundle.js', hires: 'boundary' });
  const map = remapping([JSON.parse(own.toString()), JSON.parse(bundle.map)], () => null);
  return {
    factory: printing.out.toString(),
    modules: shape.modules,
    map: map.toString(),
    entryPath: bundle.entryPath,
  };
}
function print(printing, node2) {
  const site = printing.analysis.sites.get(node2);
  const awaits = node2.type === 'AwaitExpression' && hasFrame(printing, node2);
  if (site !== void 0) openSite(printing, site);
  if (isFunction(node2)) openFunction(printing, node2);
  if (awaits) openAwait(printing, node2);
  const returns = node2.type === 'ReturnStatement' && openReturn(printing, node2);
  if (node2.type === 'ForOfStatement' && node2.await) gateLoop(printing, node2);
  for (const child of childrenOf(node2)) print(printing, child);
  if (returns) closeReturn(printing, node2);
  if (awaits) closeAwait(printing, node2);
  if (isFunction(node2)) closeFunction(printing, node2);
  if (site !== void 0) closeSite(printing, site);
}
function gateLoop({ out, names }, node2) {
  if (node2.body.type !== 'BlockStatement') return;
  const { runtime, frame: f } = names;
  out.appendLeft(node2.body.start + 1, ` if (${runtime}.turn(${f})) await ${runtime}.gate(); `);
}
function frame({ out, names }, shape) {
  const modules = shape.modules.map((_, i) => `${names.module}${i}`).join(', ');
  out.prepend(
    `(${names.runtime}, ${names.globals}, ${names.module}) => { "use strict"; const [${modules}] = ${names.module}; {`,
  );
  const exports = shape.exports.map(
    ({ name, expression }) => `get ${JSON.stringify(name)}() { return ${expression}; }`,
  );
  out.append(`
 return { ${exports.join(', ')} }; } }`);
}
function refuseTopLevelAwait({ syntax }) {
  const found = syntax.nodes.find(
    (node2) => node2.type === 'AwaitExpression' && ownerOf(syntax, node2).kind === 'module',
  );
  if (found === void 0) return;
  throw new HarnessError(
    `await at the top level of a script (line ${found.loc?.start.line} of the bundle) is not supported yet`,
    {
      code: 'ERR_BUNDLE_TOP_LEVEL_AWAIT',
      exit: 'scriptException',
      hint: 'Move it into setup(), or run with --engine k6.',
    },
  );
}

// src/engine/embedded/worker-link.ts
import { Worker } from 'node:worker_threads';

var WorkerLink = class {
  #worker;
  #waiting = /* @__PURE__ */ new Map();
  #crash = null;
  /** Called for every message that nobody waits for. */
  onStream = () => {};
  constructor(file, birth) {
    this.#worker = new Worker(file, { workerData: birth, stdout: false, stderr: false });
    this.#worker.on('message', (message) => this.#receive(message));
    this.#worker.on('error', (error) => this.#fail(crashed(error.message)));
    this.#worker.on('exit', (code) => this.#fail(crashed(`exit code ${code}`)));
  }
  send(message) {
    this.#worker.postMessage(message);
  }
  /** The next message of one of these types; rejects when the worker crashes. */
  next(...types) {
    if (this.#crash !== null) return Promise.reject(this.#crash);
    return new Promise((resolve6, reject) => {
      for (const type2 of types) this.#waiting.set(type2, { resolve: resolve6, reject });
    });
  }
  async close() {
    this.#waiting.clear();
    this.#worker.postMessage({ type: 'close' });
    const ended = new Promise((resolve6) => this.#worker.once('exit', resolve6));
    const timer = setTimeout(() => void this.#worker.terminate(), 1e3);
    await ended;
    clearTimeout(timer);
  }
  #receive(message) {
    if (message.type === 'crashed') {
      this.#fail(crashed(message.message));
      return;
    }
    const waiting = this.#waiting.get(message.type);
    if (waiting === void 0) {
      this.onStream(message);
      return;
    }
    for (const [type2, waiter] of this.#waiting) if (waiter === waiting) this.#waiting.delete(type2);
    waiting.resolve(message);
  }
  #fail(error) {
    this.#crash ??= error;
    const waiting = new Set(this.#waiting.values());
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
};
var crashed = (reason) =>
  new HarnessError(`an engine worker ended unexpectedly: ${reason}`, {
    code: 'ERR_ENGINE_WORKER',
    exit: 'usage',
    hint: 'What was measured until then is kept. If the script is not to blame, please report it.',
  });

// src/engine/embedded/embedded-engine.ts
var EmbeddedEngine = class _EmbeddedEngine {
  #link;
  #observer = null;
  #cause = null;
  #failed = null;
  constructor(link) {
    this.#link = link;
  }
  /** Starts the worker and runs the script's init code; throws HarnessError (107, 108) when that fails. */
  static async load(workerFile, birth, onLog) {
    const link = new WorkerLink(workerFile, birth);
    const engine = new _EmbeddedEngine(link);
    link.onStream = (message) => {
      if (message.type === 'log') {
        if (engine.#observer === null) onLog(message);
        else engine.#observer.onLog(message);
      } else if (message.type === 'interval') engine.#observer?.onInterval(0, message.interval);
      else if (message.type === 'abort') engine.stop({ exit: 'scriptAborted', message: message.reason });
      else if (message.type === 'fail') engine.#failed ??= message.reason;
    };
    const answer = await link.next('loaded', 'load-failed');
    if (answer.type === 'load-failed') {
      const error = initError(answer.outcome, engine.#cause);
      await link.close();
      throw error;
    }
    const { functions, exports, metrics } = answer;
    return { engine, script: { functions, exports, metrics } };
  }
  /** Ends the run early: running iterations are interrupted, teardown still runs. The first cause stays. */
  stop(cause) {
    if (this.#cause !== null) return;
    this.#cause = cause;
    this.#link.send({ type: 'stop' });
  }
  /** Setup, scenarios, teardown; resolves when the last interval has been given to the observer. */
  async run(plan, observer) {
    this.#observer = observer;
    const startedMs = plan.testStartMs;
    observer.onPhase('init');
    const { runSetup, runTeardown, setupTimeoutMs, teardownTimeoutMs, ...workerPlan } = plan;
    this.#link.send({ type: 'prepare', plan: workerPlan });
    await this.#link.next('prepared');
    let setupData;
    let setupFailed = false;
    if (runSetup && this.#cause === null) {
      observer.onPhase('setup');
      const result = await this.phase('setup', void 0, setupTimeoutMs);
      const cause = setupCause(result);
      if (cause !== null) {
        setupFailed = true;
        this.#cause ??= cause;
      } else if (result.kind === 'done' && result.value.kind === 'json') setupData = result.value.json;
    }
    const load = this.#cause === null ? await this.#runScenarios(observer, setupData) : null;
    if (runTeardown && !setupFailed) {
      observer.onPhase('teardown');
      const result = await this.phase('teardown', setupData, teardownTimeoutMs);
      this.#cause = teardownCause(result) ?? this.#cause;
    }
    await this.#flush(observer);
    observer.onPhase('ended');
    return { cause: this.#cause, failed: this.#failed, setupData, startedMs, endedMs: now(), load };
  }
  /** Runs setup, teardown or handleSummary in a VU of its own. */
  async phase(phase, arg, timeoutMs) {
    const exec = phase === 'summary' ? 'handleSummary' : phase;
    this.#link.send({ type: 'phase', phase, exec, arg, timeoutMs });
    return (await this.#link.next('phase-done')).result;
  }
  close() {
    return this.#link.close();
  }
  async #runScenarios(observer, setupData) {
    const startedMs = now();
    observer.onPhase('running');
    this.#link.send({ type: 'start', setupData });
    await this.#link.next('finished');
    return { startedMs, endedMs: now() };
  }
  async #flush(observer) {
    this.#link.send({ type: 'flush' });
    for (let last = false; !last; ) {
      const { interval } = await this.#link.next('interval');
      observer.onInterval(0, interval);
      last = interval.last;
    }
  }
};
function initError(outcome, cause) {
  if (cause !== null)
    return new HarnessError(cause.message, { code: 'ERR_SCRIPT_ABORTED', exit: cause.exit });
  const text = outcome.kind === 'threw' ? outcome.text : `init ended as ${outcome.kind}`;
  return new HarnessError(text, { code: 'ERR_SCRIPT_INIT', exit: 'scriptException' });
}
function setupCause(result) {
  if (result.kind === 'timeout') return { exit: 'setupTimeout', message: 'setup() execution timed out' };
  if (result.kind === 'threw') {
    return { exit: result.asynchronous ? 'usage' : 'scriptException', message: result.text };
  }
  if (result.kind === 'aborted') return { exit: 'scriptAborted', message: result.reason };
  if (result.kind === 'interrupted') return { exit: 'interrupted', message: 'setup() was interrupted' };
  if (result.value.kind !== 'problem') return null;
  return { exit: 'usage', message: `error marshaling setup() data to JSON: ${result.value.message}` };
}
function teardownCause(result) {
  if (result.kind === 'timeout')
    return { exit: 'teardownTimeout', message: 'teardown() execution timed out' };
  if (result.kind === 'threw') {
    return { exit: result.asynchronous ? 'usage' : 'scriptException', message: result.text };
  }
  return null;
}

// src/plan/option-types.ts
var EXPECTED = {
  boolean: 'true or false',
  integer: 'a whole number',
  duration: 'a duration, such as "30s"',
  text: 'a string',
  list: 'a list of strings',
  stages: 'a list of stages',
  tags: 'an object of strings',
  dns: 'an object',
  segment: 'a string',
  any: 'anything',
};
function typeProblem(name, value) {
  const { kind } = optionEntry(name);
  if (fits(kind, value)) return null;
  return `the option "${name}" cannot be ${JSON.stringify(value)}: it must be ${EXPECTED[kind]}`;
}
function fits(kind, value) {
  switch (kind) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isInteger(value);
    case 'duration':
      return parseDurationMs(value) !== void 0;
    case 'text':
    case 'segment':
      return typeof value === 'string';
    case 'list':
      return Array.isArray(value) && value.every((each) => typeof each === 'string');
    case 'stages':
      return Array.isArray(value);
    case 'tags':
    case 'dns':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return true;
  }
}

// src/plan/resolve-options.ts
var SHORTCUTS = ['duration', 'iterations', 'stages', 'scenarios'];
function resolveOptions(tiers) {
  const warnings = [];
  const problems = [];
  const script = knownOptions(tiers.script, { warnings, problems });
  const config = knownOptions(tiers.config ?? {}, { warnings: [], problems });
  const ordered = [
    { level: 'the configuration file', options: config },
    { level: 'the script', options: script },
    { level: 'the environment', options: tiers.environment ?? {} },
    { level: 'the command line', options: tiers.flags },
  ];
  let merged = {};
  for (const { level, options } of ordered) {
    problems.push(...conflicts(options));
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value != null));
    const overrides =
      SHORTCUTS.some((key) => given[key] !== void 0) ||
      (given['vus'] !== void 0 && merged['scenarios'] !== void 0 && level !== 'the script');
    if (overrides) {
      const cleared = SHORTCUTS.filter((key) => merged[key] !== void 0);
      for (const key of cleared) delete merged[key];
      if (cleared.includes('scenarios'))
        warnings.push(`${level} overrides the scenarios of the script entirely`);
    }
    merged = { ...merged, ...given };
  }
  return { options: merged, warnings, problems };
}
function knownOptions(script, { warnings, problems }) {
  const named = {};
  for (const [key, value] of Object.entries(script)) {
    const name = OPTION_NAMES.find((known) => known.toLowerCase() === key.toLowerCase());
    if (name === void 0 || optionEntry(name).script === false) {
      warnings.push(unknownKey(key, name));
    } else if (value !== null) {
      const problem = typeProblem(name, value);
      if (problem === null) named[name] = value;
      else problems.push(problem);
    }
  }
  return named;
}
function unknownKey(key, name) {
  if (name !== void 0) return `the option "${key}" cannot be set in a script and has no effect`;
  const near = suggest(key, OPTION_NAMES);
  return `the option "${key}" is unknown and has no effect${near ? `; did you mean "${near}"?` : ''}`;
}
function conflicts(options) {
  const set = SHORTCUTS.filter((key) => options[key] != null);
  const allowed =
    set.length < 2 || (set.length === 2 && set.includes('duration') && set.includes('iterations'));
  return allowed ? [] : [`using ${set.join(' and ')} together is not allowed: give one of them`];
}

// src/commands/run/load-script.ts
async function loadRun(request) {
  request.outputs.forEach(checkOutput);
  const bundle = await bundleScenario(request.script, request.cwd);
  const birth = {
    script: { entryPath: bundle.entryPath, suspended: suspendBundle(bundle) },
    env: request.env,
    options: defaultVuOptions({}),
  };
  const { engine, script } = await EmbeddedEngine.load(request.workerFile, birth, request.log);
  try {
    const hash = `sha256:${createHash3('sha256').update(bundle.code).digest('hex').slice(0, 16)}`;
    return { engine, loaded: script, hash, parts: partsOf2(script), ...planOf(script, request) };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
function planOf(script, request) {
  const resolved = resolveOptions({ ...request.tiers, script: parsedExport(script, 'options') });
  for (const message of resolved.warnings) {
    request.log({ level: 'warning', message, fields: {}, timeMs: request.now() });
  }
  const plan = planRun(resolved, script.functions);
  if (!request.thresholds) return { plan, thresholds: [] };
  const given = plan.options['thresholds'] ?? {};
  const { thresholds, problems } = readThresholds(given, script.metrics);
  if (problems.length === 0) return { plan, thresholds };
  throw new HarnessError(
    `invalid thresholds:
${problems.map((problem) => `	- ${problem}`).join('\n')}`,
    {
      code: 'ERR_PLAN_THRESHOLDS',
      exit: 'invalidConfig',
    },
  );
}
function partsOf2(script) {
  const { parts } = parsedExport(script, 'r3mes');
  return Array.isArray(parts) ? parts.filter((part) => typeof part === 'string') : [];
}
function parsedExport({ exports }, name) {
  const value = JSON.parse(exports[name] ?? '{}');
  return typeof value === 'object' && value !== null ? value : {};
}

// src/commands/run/log-sink.ts
import { appendFileSync as appendFileSync2, writeFileSync as writeFileSync3 } from 'node:fs';
import { resolve as resolve5 } from 'node:path';

// src/commands/run/log-line.ts
function logLine({ level, message, fields, timeMs }) {
  const all = { time: new Date(timeMs).toISOString(), level, msg: redactText(message), ...fields };
  const quote = (value) => (/^[\w./:+-]+$/.test(value) ? value : JSON.stringify(value));
  return `${Object.entries(all)
    .map(([name, value]) => `${name}=${quote(redactText(value))}`)
    .join(' ')}
`;
}

// src/commands/run/log-sink.ts
function openLog(host, settings) {
  const format = formatOf(settings.format);
  const place = placeOf(host, settings.output ?? 'stderr');
  const consoleFile = settings.consoleFile === void 0 ? null : resolve5(host.cwd, settings.consoleFile);
  if (consoleFile !== null) appendFileSync2(consoleFile, '');
  return (entry) => {
    if (entry.level === 'debug' && !settings.verbose) return;
    const text = format(entry);
    if (consoleFile !== null && entry.fields['source'] === 'console') appendFileSync2(consoleFile, text);
    else place(text);
  };
}
function formatOf(name) {
  if (name === void 0 || name === 'text' || name === '') return logLine;
  if (name === 'raw')
    return ({ message }) => `${redactText(message)}
`;
  if (name === 'json') return jsonLine;
  throw new HarnessError(`no log format "${name}"`, {
    code: 'ERR_LOG_FORMAT',
    exit: 'usage',
    hint: 'Formats: text, json, raw.',
  });
}
function jsonLine({ level, message, fields, timeMs }) {
  const line = { ...fields, level, msg: redactText(message), time: new Date(timeMs).toISOString() };
  return `${redactText(JSON.stringify(line))}
`;
}
function placeOf(host, output) {
  if (output === 'stderr') return (text) => host.err.write(text);
  if (output === 'stdout') return (text) => host.out.write(text);
  if (output === 'none') return () => {};
  const [, file] = /^file=([^,]+)/.exec(output) ?? [];
  if (file !== void 0) {
    const path = resolve5(host.cwd, file);
    writeFileSync3(path, '');
    return (text) => appendFileSync2(path, text);
  }
  throw new HarnessError(`no log output "${output}"`, {
    code: 'ERR_LOG_OUTPUT',
    exit: 'usage',
    hint: 'Outputs: stderr, stdout, none, file=PATH.',
  });
}

// src/commands/run.ts
async function runCommand(host, given, flags) {
  if (flags.gate) return (await gateRun(host, given, flags)).exitCode;
  const log = logTo(host, flags);
  const run = await loadRun(loadRequest(host, findScenario(given, host.cwd), { flags, target: null, log }));
  return watched(host, run.engine, () => plainRun(host, { run, flags, log }));
}
async function gateRun(host, given, flags) {
  const log = logTo(host, flags);
  const script = findScenario(given, host.cwd);
  const target = targetOf2(host, script === given ? 'foreign' : 'ours', flags);
  const probes = probesOf(flags.probes, target);
  const run = await loadRun(loadRequest(host, script, { flags, target, log }));
  const { profile = '', failOn } = flags;
  const outDir = join3(host.cwd, flags.outDir);
  const name = basename2(script).replace(/\.[cm]?[jt]s$/, '');
  return watched(host, run.engine, () =>
    judgedRun(host, { run, name, script: given, profile, target, probes, failOn, outDir, flags, log }),
  );
}
function targetOf2(host, kind, { target, env }) {
  const all = { ...host.env, ...env };
  if (target !== void 0) return resolveTarget(target, all);
  if (kind === 'foreign') return null;
  if (all['R3MES_API_URL']) return resolveTarget(all['R3MES_API_URL'], all);
  throw new HarnessError('no target: the scenario does not know where R3MES is', {
    code: 'ERR_TARGET_MISSING',
    exit: 'invalidConfig',
    hint: 'Give --target http://127.0.0.1:8000, or --target standin while "harness standin" runs.',
  });
}
function probesOf(given, target) {
  if (given === 'none') return null;
  if (given === void 0) return target === null ? null : declaredProbes(target);
  return probeNames(given);
}
function probeNames(list) {
  const known = Object.keys(PROBES);
  return list.split(',').map((text) => {
    const name = text.trim();
    if (known.includes(name)) return name;
    const near = suggest(name, known);
    throw new HarnessError(`no probe "${name}"${near === void 0 ? '' : `; did you mean "${near}"?`}`, {
      code: 'ERR_PROBE_UNKNOWN',
      exit: 'usage',
      hint: `Probes: ${known.join(', ')}.`,
    });
  });
}
function loadRequest(host, script, { flags, target, log }) {
  const { profile, config, includeSystemEnvVars } = flags;
  summaryModeOf(flags.summaryMode ?? host.env['K6_SUMMARY_MODE']);
  return {
    script,
    cwd: host.cwd,
    env: {
      ...(includeSystemEnvVars ? definedOnly(host.env) : {}),
      ...(target?.env ?? {}),
      ...(profile === void 0 ? {} : { R3MES_PROFILE: profile }),
      ...flags.env,
    },
    tiers: {
      config: readConfigFile(config, host),
      environment: checked(optionsOfEnvironment(host.env), 'invalidConfig'),
      flags: checked(flags.options, 'usage'),
    },
    outputs: flags.out,
    thresholds: flags.thresholds && host.env['K6_NO_THRESHOLDS'] !== 'true',
    workerFile: new URL('./engine-worker.js', import.meta.url),
    log,
    now: () => host.now(),
  };
}
function checked({ options, problems }, exit) {
  if (problems.length === 0) return options;
  throw new HarnessError(problems.join('; '), { code: 'ERR_PLAN_OPTION_VALUE', exit });
}
async function watched(host, engine, go) {
  let signals = 0;
  const off = host.onSignal(() => {
    if (++signals > 1) host.exitNow(EXIT_CODES.interrupted.code);
    engine.stop({ exit: 'interrupted', message: 'test run was aborted because of a signal' });
  });
  try {
    return await go();
  } finally {
    off();
    await engine.close();
  }
}
function logTo(host, { logOutput, logFormat, verbose, options }) {
  const { consoleOutput } = { ...optionsOfEnvironment(host.env).options, ...options.options };
  return openLog(host, {
    output: logOutput ?? host.env['K6_LOG_OUTPUT'],
    format: logFormat ?? host.env['K6_LOG_FORMAT'],
    verbose,
    consoleFile: typeof consoleOutput === 'string' && consoleOutput !== '' ? consoleOutput : void 0,
  });
}
function definedOnly(env) {
  return Object.fromEntries(Object.entries(env).filter((entry) => entry[1] !== void 0));
}

export {
  declaredProbes,
  environmentTarget,
  gateRun,
  levelOf,
  probeNames,
  probeOnce,
  resolveTarget,
  ruleReason,
  runCommand,
  sloLine,
};
//# sourceMappingURL=chunk-XPYFKMHK.js.map
