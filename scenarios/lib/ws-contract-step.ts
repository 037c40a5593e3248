import { check } from 'k6';
import type { PerVUIterationsScenario } from 'k6/options';
import ws, { type Socket } from 'k6/ws';
import { k6Duration } from './duration.ts';
import type { Settings } from './settings.ts';

/** Channels that need a token which nothing passes on: their handshake is refused, always. */
const PROTECTED = ['/ws/miner_stats', '/ws/training_metrics'] as const;
const LATE_SECONDS = 5;
const TAGS = { kind: 'contract' };

/** What the server does with whom it does not like is as the contract says, every time. */
export const CONTRACT_THRESHOLDS = { 'checks{kind:contract}': ['rate==1'] };

/** One pass beside the listeners; it lasts as long as a silent client is borne. */
export function contractScenario(settings: Settings): PerVUIterationsScenario {
  const seconds = settings.pongTimeoutSeconds + 3 * LATE_SECONDS;
  return {
    executor: 'per-vu-iterations',
    exec: 'contract',
    vus: 1,
    iterations: 1,
    maxDuration: k6Duration(seconds),
    gracefulStop: '5s',
  };
}

/** Asserts what R3MES's WebSockets do today: refusals, the end of a client that sends a list, the end of a silent one. */
export function contractStep(settings: Settings): () => void {
  const { wsUrl, pongTimeoutSeconds } = settings;
  return () => {
    for (const path of PROTECTED) {
      const { status } = ws.connect(`${wsUrl}${path}`, { tags: { name: path } }, () => {});
      check(status, { [`${path}: the handshake is refused with 403`]: (seen) => seen === 403 }, TAGS);
    }
    const list = closeOf(settings, '/ws/blocks', (socket) => socket.send('[1,2]'));
    check(list, { 'JSON that is no object ends in 1006': ({ code }) => code === 1006 }, TAGS);
    const silent = closeOf(settings, '/ws/network_status', () => {});
    check(
      silent,
      {
        'a silent client is closed with 1001': ({ code }) => code === 1001,
        'a silent client is closed after the pong timeout': ({ afterMs }) =>
          Math.abs(afterMs / 1000 - pongTimeoutSeconds) <= LATE_SECONDS,
      },
      TAGS,
    );
  };
}

/** Opens a channel, does something once it is open, answers no ping, and waits for the server to end it. */
function closeOf(
  { wsUrl, pongTimeoutSeconds }: Settings,
  path: string,
  onOpen: (socket: Socket) => void,
): { code: number; afterMs: number } {
  const startedMs = Date.now();
  const seen = { code: 0, afterMs: 0 };
  ws.connect(`${wsUrl}${path}`, { tags: { name: path } }, (socket) => {
    socket.on('open', () => onOpen(socket));
    socket.on('error', () => {}); // what was seen is told by the close
    socket.on('close', (code) => {
      seen.code = code;
      seen.afterMs = Date.now() - startedMs;
    });
    socket.setTimeout(() => socket.close(), (pongTimeoutSeconds + 2 * LATE_SECONDS) * 1000);
  });
  return seen;
}
