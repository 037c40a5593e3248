import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chainMix } from '../../scenarios/lib/chain-mix.ts';
import { chainRoutes } from '../../scenarios/lib/chain-routes.ts';
import { mixer } from '../../scenarios/lib/mix.ts';
import { PAGES } from '../../scenarios/lib/pages.ts';
import { apiRoutes } from '../../scenarios/lib/routes.ts';
import { dueTimes, pollsOf, tabPlan } from '../../scenarios/lib/tab-plan.ts';
import type { RunRecord } from '../../src/store/record/v1.ts';
import type { Counts } from '../../standin/request-counts.ts';
import { folder, harness, linesNotOk, MACHINE } from '../helpers/harness.ts';
import type { StandinProcess } from '../helpers/standin-process.ts';
import { QUICK, type RouteStatuses, requestsByPart, runScenario, startQuickStandin } from './scenario-run.ts';

let standin: StandinProcess;

beforeAll(async () => {
  standin = await startQuickStandin('--ws-push');
}, 60_000);
afterAll(() => standin.stop());

/** Those whose iterations make more than a request each, and the simplest one. */
const COUNTED = ['api', 'chain', 'frontend', 'journeys'];

/** `harness inspect` knows the requests beforehand, but for the polls of the height, whose number answers decide. */
async function sendsWhatWasExpected(
  { routes, plan, iterations }: RunRecord,
  scenario: string,
  given: Record<string, string>,
  flags: readonly string[],
) {
  const env = { ...standin.env, ...QUICK, ...given };
  const limiter: Record<string, string> = flags.includes('--expect-rate-limit')
    ? { R3MES_EXPECT_RATE_LIMIT: '1' }
    : {};
  const args = ['inspect', scenario, '--no-types', '--json'];
  const { out, err } = await harness(args, { cwd: folder(), env: { ...env, ...limiter } });
  const { expected } = JSON.parse(out);
  expect(expected.unknownScenarios, err).toEqual(
    plan.some(({ name }) => name === 'blocks') ? ['blocks'] : [],
  );
  const asked = routes.filter(({ name }) => !name.endsWith('(blocks)'));
  const requests = asked.reduce((sum, route) => sum + route.requests, 0);
  // Each arrival rate may start one iteration more at its very end; a visit is of up to 7 requests.
  const rates = plan.filter(({ executor }) => executor.endsWith('arrival-rate'));
  const more = rates.length + (rates.some(({ name }) => name === 'frontend') ? 6 : 0);
  expect(requests, scenario).toBeGreaterThanOrEqual(expected.requests - more - 7 * iterations.dropped);
  expect(requests, scenario).toBeLessThanOrEqual(expected.requests + more);
}

const statusesOf = ({ routes }: Counts): RouteStatuses =>
  Object.fromEntries(Object.entries(routes).map(([key, { statuses }]) => [key, statuses]));

/** Runs a scenario, expects it to hold, and its requests to be those that the stand-in counted, by route and status. */
async function healthy(scenario: string, env: Record<string, string> = {}, flags: readonly string[] = []) {
  const { record, out, err } = await runScenario(standin, scenario, { env, flags });
  if (COUNTED.includes(scenario)) await sendsWhatWasExpected(record, scenario, env, flags);
  // A probe has 0.9 s for its look, which a busy machine may not give it.
  const broken = linesNotOk(record).filter((id) => !MACHINE.includes(id) && !id.startsWith('probe_'));
  expect(broken, `${out}\n${err}`).toEqual([]);
  expect(record.iterations).toMatchObject({ interrupted: 0, threw: 0 });
  const { api, rpc, lcd, web } = requestsByPart(record);
  expect(api).toEqual(statusesOf(await standin.counts(record.id)));
  expect(rpc).toEqual(statusesOf(await standin.countsOf('rpc', record.id)));
  expect(lcd).toEqual(statusesOf(await standin.countsOf('lcd', record.id)));
  expect(web).toEqual(statusesOf(await standin.countsOf('web', record.id)));
  return record;
}

/** Requests of a record by the tag `name`, those of a part alone. */
const named = ({ routes }: RunRecord, pattern: RegExp): Record<string, number> =>
  Object.fromEntries(
    routes.filter(({ name }) => pattern.test(name)).map(({ name, requests }) => [name, requests]),
  );

/** A run may start one iteration more or less at its very end; which ones they are follows from their number. */
const sum = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

function tally(names: readonly string[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const name of names) counted[name] = (counted[name] ?? 0) + 1;
  return counted;
}

describe('on a healthy stand-in with its real limits', () => {
  it('api holds, meets no limit, and proves that the limiter works', async () => {
    const record = await healthy('api', {}, ['--expect-rate-limit']);
    expect(record.checks.filter(({ name }) => name.startsWith('limiter:'))).toHaveLength(6);
    expect(named(record, /^\/roles$/)).toEqual({ '/roles': expect.toSatisfy((count) => count >= 32) });
  });

  it('chain holds, and asks the node its mix', async () => {
    const record = await healthy('chain');
    const choose = mixer(chainMix(chainRoutes('')), 500);
    const asked = named(record, /^(rpc|lcd) (?!.*\()/);
    const mix = Array.from({ length: sum(asked) }, (_, iteration) => choose(iteration).route.name);
    expect(asked).toEqual(tally(mix));
    expect(mix.length).toBeGreaterThan(80);
    const { 'opened /websocket': opened, subscribed } = await standin.events('rpcSocket', record.id);
    expect([opened, subscribed]).toEqual([1, 1]);
  });

  it('websocket holds: every listener is served, and who must be refused is', async () => {
    const env = { R3MES_LISTENERS: '120', R3MES_WS_PUSH: '1' };
    const record = await healthy('websocket', env);
    const events = await standin.events('ws', record.id);
    expect(events).toMatchObject({
      'opened /ws/blocks': 61,
      'opened /ws/network_status': 61,
      'refused /ws/miner_stats': 1,
      'refused /ws/training_metrics': 1,
      'ended by server: not an object': 1,
      'ended by server: pong timeout': 1,
      'closed by client 1000': 120,
    });
    expect(events['sent block_update']).toBeGreaterThan(60 * 15);
  });

  it('frontend holds, opens the pages of the mix, and proves that its own limiter works', async () => {
    const record = await healthy('frontend', { R3MES_RATE: '20' }, ['--expect-rate-limit']);
    expect(record.checks.filter(({ name }) => name.startsWith('limiter:'))).toHaveLength(5);
    const choose = mixer(
      PAGES.map(({ path, weight }) => ({ weight, inTurn: [path] })),
      1,
    );
    const opened = named(record, /^web \/(?!_next)[^(]*$/);
    const visits = Array.from({ length: sum(opened) }, (_, visit) => choose(visit));
    expect(opened).toEqual(tally(visits.map(({ route }) => `web ${route}`)));
    expect(visits.length).toBeGreaterThan(50);
    // Six assets a page, of every fourth visit to one.
    const cold = visits.filter(({ turn }) => turn % 4 === 0).length;
    expect(named(record, /_next[^(]*$/)).toEqual({ 'web /_next/static/*': 6 * cold });
  });

  it('journeys holds, and polls what its tabs are planned to', async () => {
    const record = await healthy('journeys', { R3MES_DURATION: '7s', R3MES_TABS: '20' });
    const shape = { kind: 'constant', level: 1, seconds: 7 } as const;
    const load = { tabs: 20, shape, seed: 1, quarantine: false };
    const routes = apiRoutes({ chainId: '', inferenceMode: '' });
    const stays = Array.from({ length: 20 }, (_, tab) => tabPlan(tab, load)).flat();
    const polls = stays.flatMap((stay) =>
      pollsOf(stay.page, load).flatMap((poll) => dueTimes(stay, poll).map(() => routes[poll.route].name)),
    );
    expect(named(record, /^\/(?!system\/time)/)).toEqual(tally(polls));
    expect(named(record, /^web \/(?!_next)/)).toEqual(tally(stays.map(({ page }) => `web ${page}`)));
    const events = await standin.events('ws', record.id);
    expect([events['opened /ws/blocks'], events['opened /ws/network_status']]).toEqual([1, 1]);
  });

  it('api-write holds, reads back what it wrote, and takes its nodes out of service', async () => {
    const record = await healthy('api-write', { R3MES_RATE: '20', R3MES_INFERENCE_MODE: 'mock' });
    const written = named(record, /^\/(api|auth|chat)[^(]*$/);
    const shares = {
      '/api/serving-node/heartbeat': 24,
      '/api/serving-node/list?lora=:adapter': 12,
      '/api/lora/register': 12,
      '/api/serving-node/register': 6,
      '/auth/login': 3,
      '/chat': 3,
    };
    expect(Object.keys(written).sort()).toEqual(Object.keys(shares).sort());
    for (const [name, share] of Object.entries(shares))
      expect(Math.abs((written[name] ?? 0) - share), name).toBeLessThanOrEqual(1);
    const left = await fetch(`${standin.urls.api}/api/serving-node/list?lora=r3mes-harness-adapter-1`);
    expect(await left.json()).toEqual({ nodes: [], count: 0 });
  });

  it('mixed holds with all its parts at once', async () => {
    const record = await healthy('mixed', { R3MES_RATE: '20', R3MES_WS_PUSH: '1' });
    expect(record.plan.map(({ name }) => name).sort()).toEqual(
      ['api', 'blocks', 'canary', 'chain', 'events', 'frontend', 'websocket'].sort(),
    );
    const gating = record.verdict?.lines.filter(({ kind, gates }) => kind === 'slo' && gates);
    expect(gating?.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['api_latency_p95', 'loop_canary_p95', 'db_query_avg', 'chain_block_age']),
    );
    expect(record.iterations.completed).toBeGreaterThan(60);
  });
});

describe('api-write without its opt-in', () => {
  it('is refused before any request', async () => {
    const { code, err } = await harness(['run', 'api-write', '-q'], { cwd: folder(), env: standin.env });
    expect([code, err]).toEqual([104, expect.stringContaining('R3MES_ALLOW_WRITES=1')]);
  });
});
