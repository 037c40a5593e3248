import { HarnessError } from '../errors.ts';
import type { RunPlan } from '../plan/run-plan.ts';
import { regularDurationMs, type ScenarioPlan } from '../plan/scenario-plan.ts';
import { requestsEach, type ScriptAbout } from '../plan/script-about.ts';
import { hostOf } from './hosts.ts';
import type { Target } from './target.ts';

/** What a run is about to do, as far as the guard rails ask. */
export interface IntendedRun {
  target: Target;
  /** Of the scenario, without folder and ending. */
  scenario: string;
  plan: RunPlan;
  /** The bundled script. */
  code: string;
  about: ScriptAbout;
  /** What the script reads in `__ENV`. */
  env: Readonly<Record<string, string>>;
  /** The run is to meet the target's limits (`--expect-rate-limit`). */
  expectsLimit: boolean;
}

/** The rule that a run breaks, by a stable name, and what to do. */
export interface Violation {
  rule: string;
  text: string;
  hint: string;
}

type Rule = (run: IntendedRun) => Violation[];

/** Variables that scripts take their addresses from. */
const ADDRESSES = ['R3MES_API_URL', 'R3MES_WS_URL', 'R3MES_RPC_URL', 'R3MES_LCD_URL', 'R3MES_WEB_URL'];

/** Every rule, in the order in which their violations are told. */
const RULES: readonly Rule[] = [
  undeclaredHost,
  scenarioNotAllowed,
  productionMutates,
  broadcastCommit,
  rateCap,
  vusCap,
  rateLimits,
];

/** Every rule that a run breaks; nothing has been sent yet. */
export function violations(run: IntendedRun): Violation[] {
  return RULES.flatMap((rule) => rule(run));
}

/** Throws HarnessError (104) with every rule that the run breaks. */
export function guard(run: IntendedRun): void {
  const broken = violations(run);
  if (broken.length === 0) return;
  const [first] = broken;
  const list = broken.map(({ rule, text }) => `${rule}: ${text}`);
  throw new HarnessError(list.length === 1 ? (list[0] ?? '') : list.join('\n  '), {
    code: 'ERR_TARGET_GUARD',
    exit: 'invalidConfig',
    hint: `${first?.hint} Nothing was sent.`,
  });
}

/** The most iterations a second that the plan starts at any moment by an arrival rate, each times its weight; 0 without one. */
export function peakRatePerSecond({ scenarios }: RunPlan, weigh = (_plan: ScenarioPlan) => 1): number {
  const open = scenarios.filter((plan) => peakOf(plan) > 0);
  const during = open.map(({ startTimeMs }) =>
    open
      .filter(
        (plan) => plan.startTimeMs <= startTimeMs && startTimeMs < plan.startTimeMs + regularDurationMs(plan),
      )
      .reduce((sum, plan) => sum + peakOf(plan) * weigh(plan), 0),
  );
  return Math.max(0, ...during);
}

/** True when some scenario starts its next iteration as soon as the last one ends, so that no rate bounds it. */
export const isPaced = ({ executor }: ScenarioPlan): boolean => executor.endsWith('arrival-rate');

function peakOf(plan: ScenarioPlan): number {
  if (plan.executor === 'constant-arrival-rate') return (plan.rate * 1000) / plan.timeUnitMs;
  if (plan.executor !== 'ramping-arrival-rate') return 0;
  const peak = Math.max(plan.startRate, ...plan.stages.map(({ target }) => target));
  return (peak * 1000) / plan.timeUnitMs;
}

function undeclaredHost({ target, env, code }: IntendedRun): Violation[] {
  return ADDRESSES.flatMap((name) => {
    const url = env[name];
    if (!url || !code.includes(name) || !URL.canParse(url)) return [];
    const host = hostOf(url);
    if (target.access.hosts.includes(host)) return [];
    return [
      {
        rule: 'undeclared-host',
        text: `${name} leads to ${host}, which the target ${target.name} does not declare`,
        hint: 'Declare it in harness.config.ts (docs/targets.md), or forward a port to 127.0.0.1.',
      },
    ];
  });
}

function scenarioNotAllowed({ target, scenario }: IntendedRun): Violation[] {
  const { scenarios } = target.rules;
  if (scenarios === null || scenarios.includes(scenario)) return [];
  const text = `the target ${target.name} allows ${scenarios.join(', ') || 'no scenario'}, not ${scenario}`;
  return [{ rule: 'scenario-not-allowed', text, hint: "Add it to the target's scenarios, or run another." }];
}

function productionMutates({ target, scenario, about }: IntendedRun): Violation[] {
  if (!about.mutates || target.rules.environment !== 'production') return [];
  const text = `${scenario} changes data, and ${target.name} is production`;
  return [{ rule: 'production-mutates', text, hint: 'Run it against a test system.' }];
}

function broadcastCommit({ target, code, env }: IntendedRun): Violation[] {
  const main = /(^|[-_])main(net)?([-_]|$)/i.test(env['R3MES_CHAIN_ID'] ?? '');
  if (!code.includes('broadcast_tx_commit') || (target.rules.environment !== 'production' && !main))
    return [];
  const what = main ? `${env['R3MES_CHAIN_ID']} is a main net` : `${target.name} is production`;
  const text = `the script calls broadcast_tx_commit, which holds up consensus, and ${what}`;
  return [
    { rule: 'production-broadcast-commit', text, hint: 'Use broadcast_tx_sync or broadcast_tx_async.' },
  ];
}

function rateCap({ target, plan, about }: IntendedRun): Violation[] {
  const { maxRatePerSecond } = target.rules;
  if (maxRatePerSecond === null) return [];
  const peak = peakRatePerSecond(plan);
  // An iteration that asks less than once on average still asks at once.
  const requests = peakRatePerSecond(plan, ({ name }) => Math.max(1, requestsEach(about, name) ?? 1));
  const allowed = `${target.name} allows ${shown(maxRatePerSecond)}`;
  if (requests > maxRatePerSecond) {
    const each = requests === peak ? '' : ` with ${shown(requests)} requests/s`;
    const text = `the plan rises to ${shown(peak)} iterations/s${each}, and ${allowed}`;
    const hint = 'Lower R3MES_RATE or choose another profile; the canary counts too.';
    return [{ rule: 'rate-cap', text, hint }];
  }
  // The option rps holds whole requests a second: below that, only a rate that is known keeps within the cap.
  const known = plan.scenarios.every((each) => isPaced(each) && requestsEach(about, each.name) !== null);
  if (maxRatePerSecond >= 1 || known) return [];
  const text = `nothing bounds the plan's requests to less than one a second, and ${allowed}`;
  const hint = "Run at an arrival rate, and declare requestsPerIteration in the script's export r3mes.";
  return [{ rule: 'rate-cap', text, hint }];
}

function vusCap({ target, plan }: IntendedRun): Violation[] {
  const { maxVus } = target.rules;
  if (maxVus === null || plan.maxVus <= maxVus) return [];
  const text = `the plan may use ${plan.maxVus} VUs, and ${target.name} allows ${maxVus}`;
  return [{ rule: 'vus-cap', text, hint: "Lower R3MES_MAX_VUS; the canary's VUs count too." }];
}

function rateLimits({ target, plan, about, expectsLimit }: IntendedRun): Violation[] {
  if (expectsLimit) return [];
  const { ratePerSecond, ratePerMinuteAndPath } = target.rules;
  const peak = peakRatePerSecond(plan);
  const hint = 'Lower R3MES_RATE, lift the limit on the target, or say --expect-rate-limit.';
  if (ratePerSecond !== null && peak > ratePerSecond) {
    const text = `the plan rises to ${shown(peak)} iterations/s, and ${target.name} limits a client to ${shown(ratePerSecond)}`;
    return [{ rule: 'rate-limits', text, hint }];
  }
  const onBusiest = Math.floor(peak * 60 * (about.busiestShare ?? 0));
  if (ratePerMinuteAndPath === null || onBusiest <= ratePerMinuteAndPath) return [];
  const text = `the plan asks the busiest path ${onBusiest} times a minute, and ${target.name} limits a client to ${shown(ratePerMinuteAndPath)}`;
  return [{ rule: 'rate-limits', text, hint }];
}

const shown = (value: number): string => String(Number(value.toFixed(2)));
