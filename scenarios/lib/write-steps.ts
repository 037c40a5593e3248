import { check } from 'k6';
import exec from 'k6/execution';
import http, { type RefinedResponse } from 'k6/http';
import { listAt, numberAt, type Outcome, outcomeOf, parsedJson, textAt, valueAt } from './answer.ts';
import { clientCount, clientHeaders } from './clients.ts';
import { peakRate } from './load-options.ts';
import { mixer, type Share } from './mix.ts';
import { record } from './request-step.ts';
import type { Settings } from './settings.ts';
import { walletPool } from './wallet-pool.ts';
import { walletAt } from './wallets.ts';

/** So many nodes and adapters are ever made: a second run updates them. */
export const OWN = 10;
/** Wallets of nobody: far behind those that are seeded. */
const FIRST_OWN_WALLET = 900_000;
const MESSAGE = 'What is R3MES?';

const adapterOf = (place: number): string => `r3mes-harness-adapter-${place % OWN}`;
const nodeOf = (place: number): string => walletAt(FIRST_OWN_WALLET + (place % OWN));

type Response = RefinedResponse<'text'>;

/** One request that changes something, or reads back what was changed. */
interface Write {
  readonly name: string;
  readonly send: (turn: number, params: object) => Response;
  readonly holds: (response: Response, turn: number) => boolean;
}

/** The busiest path's part of all writes. */
const BUSIEST_SHARE = 0.4;

/** One write, chosen by the iteration's number; for init code, one per VU. */
export function writeStep(settings: Settings): () => void {
  const shares = writeMix(settings);
  const choose = mixer(shares, 1);
  const headers = clientHeaders(clientsOf(settings));
  return () => {
    const { route, turn } = choose(exec.scenario.iterationInTest);
    const tags = { name: route.name };
    const response = route.send(turn, {
      tags,
      redirects: 0,
      responseType: 'text',
      headers: { 'Content-Type': 'application/json', ...headers(turn) },
    });
    const outcome: Outcome = outcomeOf(response.status, response.headers['Content-Type'] ?? '');
    record(outcome, response.timings.duration, tags);
    if (outcome === 'rate-limited') return;
    check(
      response,
      {
        [`${route.name}: answers 200`]: ({ status }) => status === 200,
        [`${route.name}: did what was asked`]: (seen) => route.holds(seen, turn),
      },
      tags,
    );
  };
}

/** The share of a load's requests that one client sends to one path. */
export function busiestShareOfWrites(settings: Settings): number {
  return BUSIEST_SHARE / clientsOf(settings);
}

// POST is limited to 20 a minute where GET is to 30, logins and chat to 10: as if all were logins of a tenth.
function clientsOf(settings: Settings): number {
  return clientCount(settings, peakRate(settings) * 60 * BUSIEST_SHARE * 1.5);
}

function writeMix(settings: Settings): readonly Share<Write>[] {
  const { apiUrl, inferenceMode } = settings;
  const wallets = walletPool(settings.wallets);
  const post = (path: string, body: object, params: object) =>
    http.post(`${apiUrl}${path}`, JSON.stringify(body), params) as Response;
  const login: Write = {
    name: '/auth/login',
    send: (turn, params) => post('/auth/login', { wallet_address: wallets.at(turn % wallets.size) }, params),
    holds: ({ body }) => textAt(parsedJson(body ?? ''), 'access_token').split('.').length === 3,
  };
  const adapter: Write = {
    name: '/api/lora/register',
    send: (turn, params) =>
      post(
        '/api/lora/register',
        { name: adapterOf(turn), ipfs_hash: `Qm${turn}`, category: 'harness' },
        params,
      ),
    holds: ({ body }) => /^(created|updated)$/.test(textAt(parsedJson(body ?? ''), 'action')),
  };
  const node: Write = {
    name: '/api/serving-node/register',
    send: (turn, params) => post('/api/serving-node/register', nodeBody(turn), params),
    holds: ({ body }) => numberAt(parsedJson(body ?? ''), 'node_id') > 0,
  };
  const heartbeat: Write = {
    name: '/api/serving-node/heartbeat',
    send: (turn, params) =>
      post(
        '/api/serving-node/heartbeat',
        { wallet_address: nodeOf(turn), status: 'active', current_load: turn % 5 },
        params,
      ),
    holds: ({ body }) => valueAt(parsedJson(body ?? ''), 'success') === true,
  };
  const readBack: Write = {
    name: '/api/serving-node/list?lora=:adapter',
    send: (turn, params) =>
      http.get(`${apiUrl}/api/serving-node/list?lora=${adapterOf(turn)}`, params) as Response,
    holds: ({ body }, turn) =>
      (listAt(parsedJson(body ?? ''), 'nodes') ?? []).some(
        (found) => textAt(found, 'wallet_address') === nodeOf(turn),
      ),
  };
  const chat: Write = {
    name: '/chat',
    send: (_turn, params) => post('/chat', { message: MESSAGE }, params),
    holds: ({ body }) => (body ?? '').trim() !== '',
  };
  // Only in mode mock does a message cost nothing.
  const tenth = inferenceMode === 'mock' ? chat : login;
  return [
    { weight: 4, inTurn: [heartbeat] },
    { weight: 2, inTurn: [readBack] },
    { weight: 2, inTurn: [adapter] },
    { weight: 1, inTurn: [node] },
    { weight: 1, inTurn: [login, tenth] },
  ];
}

function nodeBody(place: number): object {
  return {
    wallet_address: nodeOf(place),
    // Port 9 discards: should anybody believe in the node, nothing happens.
    endpoint_url: 'http://127.0.0.1:9',
    available_lora_list: [adapterOf(place)],
  };
}

/** Registers the harness's own nodes, so that heartbeats find them; for setup(). */
export function registerOwn({ apiUrl }: Settings): void {
  for (let place = 0; place < OWN; place++) {
    const { status } = http.post(
      `${apiUrl}/api/serving-node/register`,
      JSON.stringify(nodeBody(place)),
      setupParams('/api/serving-node/register (setup)', place),
    );
    if (status !== 200)
      console.warn(`node ${place} of the harness could not be registered: status ${status}`);
  }
}

/** Takes the harness's nodes out of service: R3MES can delete neither nodes nor adapters. For teardown(). */
export function retireOwn({ apiUrl }: Settings): void {
  for (let place = 0; place < OWN; place++) {
    http.post(
      `${apiUrl}/api/serving-node/heartbeat`,
      JSON.stringify({ wallet_address: nodeOf(place), status: 'inactive', current_load: 0 }),
      setupParams('/api/serving-node/heartbeat (teardown)', place),
    );
  }
}

const setupParams = (name: string, place: number) => ({
  tags: { name },
  headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': `10.252.0.${place}` },
});
