import {
  declaredProbes,
  environmentTarget,
  levelOf,
  probeNames,
  probeOnce,
  resolveTarget,
  ruleReason,
  sloLine,
} from './chunk-XPYFKMHK.js';
import { parseDurationMs } from './chunk-YUDVTQL2.js';
import './chunk-OSEEOWIF.js';
import { formatFigure, formatValue, inertLine, LEVEL_MARK, wrap } from './chunk-2GQ3MPDR.js';
import { SLOS } from './chunk-NPKOFR4P.js';
import { PROBES } from './chunk-OEZMWNQM.js';
import './chunk-QKJOMRF6.js';
import './chunk-S3WPPWT3.js';

// reports/probe-text.ts
import pc from 'picocolors';
import { EXIT_CODES, HarnessError } from './chunk-T7JPV3JC.js';

function probeText(pass, shown) {
  const colours = pc.createColors(shown.colour);
  const paint = {
    OK: colours.green,
    WARN: colours.yellow,
    CRIT: colours.red,
    'NO-DATA': colours.magenta,
    'N/A': colours.dim,
  };
  const text = pass.lines
    .filter((line) => line.level !== 'N/A')
    .flatMap((line) => {
      const head = paint[line.level](`${LEVEL_MARK[line.level]} ${line.level.padEnd(7)}`);
      const result = pass.results.find(({ probe }) => line.id === `probe_${probe}`);
      const hint = result?.ok === false ? `. ${result.failure.hint}` : '';
      const value = formatFigure(line.value, line.unit, [line.warn, line.critical]).replaceAll('\xA0', ' ');
      const [first = '', ...rest] = wrap(
        `${line.title.padEnd(34)} ${value.padStart(10)}  ${inertLine(line.reason)}${inertLine(hint)}`,
        Math.max(60, shown.columns - 10),
      );
      return [`${head} ${first}`, ...rest.map((more) => `          ${more}`), ...facts(result, colours.dim)];
    });
  const skipped = pass.lines.filter(({ level }) => level === 'N/A').length;
  const note =
    skipped > 0 ? [colours.dim(`${skipped} objectives do not apply: their parts are not declared.`)] : [];
  return `${[`${pass.state}`, ...text, ...note].join('\n')}
`;
}
function facts(result, dim) {
  if (!result?.ok) return [];
  const shown = result.facts.values.flatMap(({ title, value, unit }) =>
    value === null ? [] : [`${title.toLowerCase()} ${formatValue(value, unit).replaceAll('\xA0', ' ')}`],
  );
  return wrap(shown.map(inertLine).join(', '), 90).map((line) => dim(`          ${line}`));
}

// src/verdict/grade-probes.ts
var ANSWERS = {
  http: { title: 'API answers', remedy: 'Service Outage' },
  chain: { title: 'Chain answers', remedy: 'Service Outage' },
  postgres: { title: 'PostgreSQL answers', remedy: 'Database Failure' },
  redis: { title: 'Redis answers', remedy: 'Cache Operations' },
};
function gradeProbe(results, slos, absent = {}) {
  const byProbe = new Map(results.map((result) => [result.probe, result]));
  const answers = results.map((result) => answerLine(result, slos));
  const objectives = slos.flatMap((slo) => {
    if (slo.measure.from !== 'probe') return [];
    const { probe, value } = slo.measure;
    const result = byProbe.get(probe);
    if (!result) {
      const reason = absent[probe] ?? `no ${probe} declared`;
      return [sloLine(slo, { level: 'N/A', gates: false, value: null, reason })];
    }
    return [objectiveLine(slo, value, result)];
  });
  return [...answers, ...objectives];
}
function probeState(lines, failOn) {
  const levels = new Set(lines.filter((line) => line.gates).map((line) => line.level));
  if (levels.has('CRIT') || (failOn === 'warn' && levels.has('WARN'))) return 'FAIL';
  if (levels.has('NO-DATA') || levels.size === 0) return 'NO-DATA';
  return levels.has('WARN') ? 'WARN' : 'PASS';
}
function objectiveLine(slo, id, result) {
  const noData = (reason) => sloLine(slo, { level: 'NO-DATA', gates: true, value: null, reason });
  if (!result.ok) return noData(`${result.probe} could not be asked`);
  const fact = result.facts.values.find((each) => each.id === id);
  if (!fact) return noData(`the ${result.probe} probe has no value ${id}`);
  if (fact.value === null) return noData(fact.note ?? 'not visible');
  return valueLine(slo, fact);
}
function valueLine(slo, fact) {
  const { value, note } = fact;
  const level = levelOf(slo, value);
  const rule = ruleReason(slo, level, value);
  const reason = note ? `${rule} (${note})` : rule;
  if (fact.partial && level === 'OK') return sloLine(slo, { level: 'NO-DATA', gates: true, value, reason });
  return sloLine(slo, { level, gates: true, value, reason });
}
function answerLine(result, slos) {
  const { title, remedy } = ANSWERS[result.probe];
  const line = {
    id: `probe_${result.probe}`,
    kind: 'gate',
    title,
    level: 'OK',
    gates: true,
    value: result.durationMs,
    unit: 'ms',
    direction: '',
    target: null,
    warn: null,
    critical: null,
    expression: null,
    source: '',
    remedy,
    reason: 'answered as it should',
  };
  if (!result.ok) {
    const { stage, code, message } = result.failure;
    return { ...line, level: 'CRIT', value: null, unit: '', reason: `${stage} ${code}: ${message}` };
  }
  return result.probe === 'http' ? withLatency(line, result, slos) : line;
}
function withLatency(line, result, slos) {
  const value = result.facts.values.find((each) => each.id === 'request.ms')?.value ?? null;
  const slo = slos.find((each) => each.id === 'api_latency_p95');
  if (value === null || !slo) return line;
  const level = levelOf(slo, value) === 'OK' ? 'OK' : 'WARN';
  return {
    ...line,
    level,
    value,
    direction: slo.direction,
    target: slo.target,
    warn: slo.warn,
    source: `${slo.source.document}: ${slo.source.section}`,
    remedy: level === 'OK' ? line.remedy : slo.remedy,
    reason: `${ruleReason(slo, level, value)} (one request, judged by the warning level of the p95)`,
  };
}

// src/commands/probe.ts
async function probeCommand(host, flags) {
  const deadlineMs = parseDurationMs(flags.timeout);
  if (deadlineMs === void 0 || deadlineMs <= 0) {
    throw new HarnessError(`--timeout "${flags.timeout}" is no duration`, {
      code: 'ERR_PROBE_TIMEOUT',
      exit: 'usage',
      hint: 'Write e.g. --timeout 3s.',
    });
  }
  const asked = flags.names.flatMap(probeNames);
  const target = targetOf(host, flags.target);
  const names = asked.length > 0 ? asked : declaredOrFail(target);
  const results = await Promise.all(
    names.map((name) => look(host, { name, target: target.probes, deadlineMs })),
  );
  const pass = judged(host, results, flags.failOn);
  if (flags.json)
    host.out.write(`${JSON.stringify(pass, null, 2)}
`);
  else {
    const colour = host.out.isTTY && !host.env['NO_COLOR'];
    host.out.write(probeText(pass, { colour, columns: host.out.columns }));
  }
  return pass.exitCode;
}
function judged(host, results, failOn) {
  const lines = gradeProbe(results, SLOS, {});
  const state = probeState(lines, failOn);
  const exits = {
    FAIL: 'thresholds',
    'NO-DATA': 'noData',
    INVALID: 'invalid',
    WARN: 'success',
    PASS: 'success',
  };
  const at = new Date(host.now()).toISOString();
  return { version: 1, at, state, failOn, exitCode: EXIT_CODES[exits[state]].code, results, lines };
}
function targetOf(host, given) {
  if (given !== void 0) return resolveTarget(given, host.env, 'probed');
  const declared = environmentTarget(host.env);
  return declared.parts.length > 0 ? declared : resolveTarget('standin', host.env, 'probed');
}
function declaredOrFail(target) {
  const names = declaredProbes(target);
  if (names.length > 0) return names;
  throw new HarnessError('there is nothing to probe', {
    code: 'ERR_PROBE_NO_TARGET',
    exit: 'invalidConfig',
    hint: 'Set R3MES_API_URL, R3MES_RPC_URL, DATABASE_URL or REDIS_URL, or give --target.',
  });
}
function look(host, run) {
  return probeOnce(PROBES[run.name], { ...run, clock: () => host.now() });
}

export { probeCommand };
//# sourceMappingURL=chunk-K7PUFDDZ.js.map
