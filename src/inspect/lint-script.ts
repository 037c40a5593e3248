import { isFunction } from '../../build/suspend/syntax.ts';
import type { MetricThresholds } from '../verdict/threshold.ts';
import type { Finding } from './finding.ts';
import { lackingApis } from './k6-versions.ts';
import { callsExport, functionsOf, type ScriptFacts } from './script-facts.ts';

/** What the rules know beside the script's text. */
export interface LintContext {
  script: ScriptFacts;
  thresholds: readonly MetricThresholds[];
  scenarioNames: readonly string[];
  /** The k6 that is to run it, e.g. `1.0.0`; null: only this engine. */
  k6Version: string | null;
}

type Rule = (context: LintContext) => Finding[];

/** Every rule; one that finds nothing says nothing. */
const RULES: readonly Rule[] = [asyncChecks, silentThresholds, ungatedChecks, lackingApis];

/** What the script's text and its thresholds show without running them. */
export function lintScript(context: LintContext): Finding[] {
  return RULES.flatMap((rule) => rule(context));
}

const isCheck = (script: ScriptFacts, call: ScriptFacts['calls'][number]): boolean =>
  callsExport(script, call, { module: 'k6', name: 'check' });

// An async function gives a promise, which is true whatever it becomes.
function asyncChecks({ script }: LintContext): Finding[] {
  return script.calls
    .filter((call) => isCheck(script, call))
    .flatMap((call) => functionsOf(call.arguments[1]))
    .filter(({ fn }) => isFunction(fn) && fn.async)
    .map(({ name, fn }) => ({
      rule: 'async-check',
      level: 'error' as const,
      text: `the check "${name}" is an async function: it would pass whatever it finds`,
      hint: 'Await what it needs before check(), and give check() plain functions.',
      place: script.placeOf(fn),
    }));
}

/** What must be imported or called before a built-in metric can have a sample. */
const SOURCES: readonly { metrics: RegExp; modules: readonly string[] }[] = [
  { metrics: /^http_req/, modules: ['k6/http', 'k6/ws', 'k6/websockets', 'k6/experimental/websockets'] },
  { metrics: /^ws_/, modules: ['k6/ws', 'k6/websockets', 'k6/experimental/websockets'] },
  { metrics: /^grpc_/, modules: ['k6/net/grpc'] },
];
const BY_CALL: Readonly<Record<string, string>> = { checks: 'check', group_duration: 'group' };

// A threshold without a sample proves nothing: k6 lets it pass, a judged run is NO-DATA.
function silentThresholds(context: LintContext): Finding[] {
  const { script, thresholds, scenarioNames } = context;
  const silent = (key: string, why: string, hint: string): Finding => ({
    rule: 'threshold-without-samples',
    level: 'warning',
    text: `the threshold on ${key} never gets a sample: ${why}`,
    hint,
    place: null,
  });
  return thresholds.flatMap(({ key, metric, tags }) => {
    const { scenario } = tags;
    if (scenario !== undefined && !scenarioNames.includes(scenario)) {
      return [
        silent(key, `the plan has no scenario "${scenario}"`, `Scenarios: ${scenarioNames.join(', ')}.`),
      ];
    }
    const source = SOURCES.find(({ metrics }) => metrics.test(metric));
    if (source !== undefined && !source.modules.some((module) => script.modules.has(module))) {
      return [silent(key, `the script does not import ${source.modules[0]}`, 'Remove it, or measure it.')];
    }
    const call = BY_CALL[metric];
    if (
      call !== undefined &&
      !script.calls.some((each) => callsExport(script, each, { module: 'k6', name: call }))
    ) {
      return [silent(key, `the script never calls ${call}()`, 'Remove it, or measure it.')];
    }
    return neverAdded(script, metric)
      ? [silent(key, `nothing calls add() of the metric "${metric}"`, 'Add values to it, or remove it.')]
      : [];
  });
}

// Only a metric that is held by one variable and used for nothing else is surely silent.
function neverAdded({ syntax, bindings }: ScriptFacts, metric: string): boolean {
  const made = syntax.nodes.find(
    (node) =>
      node.type === 'NewExpression' &&
      node.arguments[0]?.type === 'Literal' &&
      node.arguments[0].value === metric &&
      node.callee.type === 'Identifier' &&
      bindings.importOf(bindings.variableOf(node.callee) as never)?.module === 'k6/metrics',
  );
  const declarator = made === undefined ? undefined : syntax.parents.get(made);
  if (declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier') return false;
  const [variable] = bindings.declaredBy(declarator);
  return variable !== undefined && bindings.usesOf(variable).every((use) => use === declarator.id);
}

function ungatedChecks({ script, thresholds }: LintContext): Finding[] {
  const first = script.calls.find((call) => isCheck(script, call));
  if (first === undefined || thresholds.some(({ metric }) => metric === 'checks')) return [];
  return [
    {
      rule: 'ungated-checks',
      level: 'warning',
      text: 'checks may fail without failing the run: no threshold is on them',
      hint: "Add e.g. thresholds: { checks: ['rate>0.99'] }.",
      place: script.placeOf(first),
    },
  ];
}
