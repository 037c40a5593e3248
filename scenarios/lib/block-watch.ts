import { check, sleep } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import { Counter, Trend } from 'k6/metrics';
import type { ConstantVUsScenario, PerVUIterationsScenario } from 'k6/options';
import { clearTimeout, setTimeout } from 'k6/timers';
import { WebSocket } from 'k6/websockets';
import { parsedJson, textAt, valueAt } from './answer.ts';
import { heightIn } from './chain-checks.ts';
import { k6Duration } from './duration.ts';
import { needed, type Settings } from './settings.ts';
import { type CloseEvent, type MessageEvent, on } from './socket-events.ts';

/** Time between two heights that were seen, in ms. */
const blockGap = new Trend('block_gap', true);
/** Blocks whose event never came. */
const lostEvents = new Counter('chain_lost_events');

/** Blocks come in time, and every one is told to who subscribed. */
export const BLOCK_THRESHOLDS = { 'checks{kind:blocks}': ['rate>0.99'], chain_lost_events: ['count==0'] };

const TAGS = { kind: 'blocks' };
/** Block times without a block after which a chain counts as stuck (contract 3.2). */
const STUCK_AFTER = 3;
const NEW_BLOCK = "tm.event='NewBlock'";

/** Scenarios of one VU each, beside a load: `blocks` polls the height, `events` listens for blocks. */
export function blockScenarios(
  seconds: number,
): Record<'blocks' | 'events', ConstantVUsScenario | PerVUIterationsScenario> {
  return {
    blocks: {
      executor: 'constant-vus',
      exec: 'blocks',
      vus: 1,
      duration: k6Duration(seconds),
      gracefulStop: '5s',
    },
    events: {
      executor: 'per-vu-iterations',
      exec: 'events',
      vus: 1,
      iterations: 1,
      maxDuration: k6Duration(seconds + 10),
    },
  };
}

/** One look at the height: it rises at least every three block times, whatever the load. One per VU. */
export function blocksStep(settings: Settings): () => void {
  const url = `${needed(settings.rpcUrl, 'R3MES_RPC_URL')}/status`;
  const everySeconds = Math.min(2.5, Math.max(0.05, settings.blockSeconds / 2));
  const limitMs = (STUCK_AFTER * settings.blockSeconds + everySeconds) * 1000;
  let height = 0;
  let roseMs = Date.now();
  return () => {
    const response = http.get(url, { tags: { name: 'rpc /status (blocks)' } });
    const seen = heightIn(
      parsedJson(typeof response.body === 'string' ? response.body : ''),
      'result',
      'sync_info',
      'latest_block_height',
    );
    const nowMs = Date.now();
    if (seen > height) {
      if (height > 0) blockGap.add((nowMs - roseMs) / (seen - height));
      height = seen;
      roseMs = nowMs;
    }
    check(
      nowMs - roseMs,
      { [`blocks: a new one comes within ${STUCK_AFTER} block times`]: (silentMs) => silentMs <= limitMs },
      TAGS,
    );
    sleep(everySeconds);
  };
}

/** Subscribes to new blocks for `seconds`: accepted, in order, none lost, at least half as many as the block time says. */
export function eventsStep(settings: Settings, seconds: number): () => void {
  const url = `${needed(settings.rpcUrl, 'R3MES_RPC_URL').replace(/^http/, 'ws')}/websocket`;
  const expected = Math.floor((0.5 * seconds) / settings.blockSeconds);
  return () => {
    const seen = { accepted: false, first: 0, last: 0, count: 0, refusal: '' };
    const socket = new WebSocket(url, null, { tags: { name: 'rpc /websocket' } });
    const untilMs = exec.scenario.startTime + seconds * 1000;
    const leaving = setTimeout(() => socket.close(1000), Math.max(1, untilMs - Date.now()));
    on(socket, 'open', () => {
      const call = { jsonrpc: '2.0', id: 1, method: 'subscribe', params: { query: NEW_BLOCK } };
      socket.send(JSON.stringify(call));
    });
    on(socket, 'message', ({ data }: MessageEvent) => hear(seen, parsedJson(String(data))));
    on(socket, 'close', (_event: CloseEvent) => {
      clearTimeout(leaving);
      const early = Date.now() < untilMs - 500;
      check(
        seen,
        {
          'events: the subscription is accepted': ({ accepted }) => accepted,
          'events: the node keeps the subscription': () => !early,
          'events: blocks come at the chain’s rate': ({ count }) => count >= expected,
        },
        TAGS,
      );
      if (seen.refusal !== '') console.warn(`the node refused the subscription: ${seen.refusal}`);
    });
  };
}

interface Seen {
  accepted: boolean;
  first: number;
  last: number;
  count: number;
  refusal: string;
}

function hear(seen: Seen, message: unknown): void {
  const error = valueAt(message, 'error');
  if (error !== undefined) {
    seen.refusal = `${textAt(error, 'message')} ${textAt(error, 'data')}`;
    return;
  }
  seen.accepted = true;
  const height = heightIn(message, 'result', 'data', 'value', 'block', 'header', 'height');
  if (Number.isNaN(height)) return;
  if (seen.last > 0 && height > seen.last + 1) lostEvents.add(height - seen.last - 1);
  check(height, { 'events: each block is newer than the last': (own) => own > seen.last }, TAGS);
  seen.last = height;
  seen.count++;
}
