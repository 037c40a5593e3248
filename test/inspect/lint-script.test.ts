import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundleScenario } from '../../build/bundle.ts';
import { bundleForK6 } from '../../build/bundle-for-k6.ts';
import { lintScript } from '../../src/inspect/lint-script.ts';
import { levelAt, planChart, plannedIterations } from '../../src/inspect/plan-chart.ts';
import { scriptFacts } from '../../src/inspect/script-facts.ts';
import { findScenario, scenarioNames } from '../../src/plan/find-scenario.ts';
import { readScenario } from '../../src/plan/scenario-config.ts';
import type { ScenarioPlan } from '../../src/plan/scenario-plan.ts';
import { folder } from '../helpers/harness.ts';

async function lint(script: string, { thresholds = [] as string[], k6Version = null as string | null } = {}) {
  const cwd = folder();
  writeFileSync(join(cwd, 's.js'), script);
  const facts = scriptFacts(await bundleScenario('./s.js', cwd), (path) => path.slice(cwd.length + 1));
  const parsed = thresholds.map((key) => {
    const [, metric = '', tag, value = ''] = /^(\w+)(?:\{(\w+):(\w+)\})?$/.exec(key) ?? [];
    return { key, metric, tags: tag === undefined ? {} : { [tag]: value }, expressions: [] };
  });
  const found = lintScript({ script: facts, thresholds: parsed, scenarioNames: ['default'], k6Version });
  return found.map(({ rule, place, text }) => `${rule} ${place ?? '-'} ${text}`);
}

const CHECK = "import { check, group } from 'k6'; export default () => {";

it.each([
  ['named', `${CHECK} check(1, { 'it is': async () => false }); }`],
  ['as a method', `${CHECK} check(1, { async 'it is'() { return false; } }); }`],
  [
    'through a namespace',
    "import * as k6 from 'k6'; export default () => { k6.check(1, { 'it is': async function () {} }); }",
  ],
])('finds an async check, %s, with its line', async (_how, script) => {
  expect(await lint(script, { thresholds: ['checks'] })).toEqual([
    'async-check s.js:1 the check "it is" is an async function: it would pass whatever it finds',
  ]);
});

it('leaves plain checks and functions of the same name alone', async () => {
  expect(await lint(`${CHECK} check(1, { ok: (v) => v === 1 }); }`, { thresholds: ['checks'] })).toEqual([]);
  expect(
    await lint('const check = (v, of) => of; export default () => { check(1, { ok: async () => 1 }); }'),
  ).toEqual([]);
});

it.each([
  ['checks', 'export default () => {}', 'the script never calls check()'],
  ['group_duration', `${CHECK} check(1, {}); }`, 'the script never calls group()'],
  ['http_req_duration', `${CHECK} check(1, {}); }`, 'the script does not import k6/http'],
  [
    'grpc_req_duration',
    "import http from 'k6/http'; export default () => { http.get(''); }",
    'the script does not import k6/net/grpc',
  ],
  ['iterations{scenario:other}', 'export default () => {}', 'the plan has no scenario "other"'],
  [
    'mine',
    "import { Rate } from 'k6/metrics'; const r = new Rate('mine'); export default () => {}",
    'nothing calls add() of the metric "mine"',
  ],
])('finds a threshold on %s that never gets a sample', async (key, script, why) => {
  const found = await lint(script, { thresholds: [...new Set([key, 'checks'])] });
  expect(found.filter((text) => text.includes(`threshold on ${key} `))).toEqual([
    `threshold-without-samples - the threshold on ${key} never gets a sample: ${why}`,
  ]);
});

it('does not doubt a metric that is used in any way', async () => {
  const used =
    "import { Rate } from 'k6/metrics'; const r = new Rate('mine'); const all = { r }; export default () => { all.r.add(1); }";
  expect(await lint(used, { thresholds: ['mine', 'iterations'] })).toEqual([]);
});

it('tells of checks that nothing gates', async () => {
  expect(await lint(`${CHECK} check(1, { ok: () => true }); }`)).toEqual([
    'ungated-checks s.js:1 checks may fail without failing the run: no threshold is on them',
  ]);
});

it('names what no k6 has, and what the given k6 does not have yet', async () => {
  const script =
    "import ws from 'k6/websockets'; export default () => {\n new TextEncoder(); typeof process; Buffer.from(ws); }";
  const never = 'api-not-in-k6 s.js:2 Buffer is not there in any k6: using it throws a ReferenceError';
  expect(await lint(script)).toEqual([never]);
  expect(await lint(script, { k6Version: '2.2.0' })).toEqual([never]);
  expect(await lint(script, { k6Version: '1.6.1' })).toEqual([
    never,
    'api-newer-than-k6 s.js:2 TextEncoder is there from k6 2.2.0 on, and k6 1.6.1 is to run the script',
  ]);
  expect(await lint(script, { k6Version: 'v0.57' })).toHaveLength(3);
});

it.each(scenarioNames())('bundles %s to one plain k6 file without any API of Node', async (name) => {
  const { code } = await bundleForK6(findScenario(name, '/'), '/');
  const cwd = folder();
  writeFileSync(join(cwd, 'bundle.js'), code);
  const script = scriptFacts(await bundleScenario('./bundle.js', cwd), (path) => path);
  expect([...script.modules].filter((module) => !/^k6(\/|$)/.test(module))).toEqual([]);
  const context = { script, thresholds: [], scenarioNames: [], k6Version: '2.2.0' };
  expect(lintScript(context).filter(({ level }) => level === 'error')).toEqual([]);
});

const planOf = (config: Record<string, unknown>): ScenarioPlan => {
  const { plan, problems } = readScenario('a', config) as { plan: ScenarioPlan; problems: string[] };
  expect(problems).toEqual([]);
  return plan;
};

it('draws a ramp as bars, and knows its iterations', () => {
  const plan = planOf({
    executor: 'ramping-arrival-rate',
    startRate: 0,
    preAllocatedVUs: 1,
    stages: [
      { duration: '10s', target: 10 },
      { duration: '10s', target: 10 },
      { duration: '10s', target: 0 },
    ],
  });
  expect(planChart([plan], 9)).toEqual(['a  ▂▄▇███▇▄▂']);
  expect(plannedIterations(plan)).toBe(200);
  expect([levelAt(plan, 5000), levelAt(plan, 31_000)]).toEqual([5, null]);
});

it('leaves a gap where a scenario has not started', () => {
  const late = planOf({ executor: 'constant-vus', vus: 3, duration: '5s', startTime: '5s' });
  expect(planChart([late], 4)).toEqual(['a    ██']);
  expect(plannedIterations(late)).toBeNull();
});
