import { check } from 'k6';
import { Counter, Rate, Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { clearTimeout, setTimeout } from 'k6/timers';
import { WebSocket } from 'k6/websockets';
import { parsedJson, textAt, valueAt } from './answer.ts';
import { PushJudge } from './push-judge.ts';
import type { Settings } from './settings.ts';
import { type CloseEvent, type ErrorEvent, type MessageEvent, on } from './socket-events.ts';

/** The public channels: their paths. */
export const CHANNELS = ['/ws/blocks', '/ws/network_status'] as const;

/** Time from the call to the open connection, of those that opened, in ms. */
const connectTime = new Trend('ws_connect_time', true);
/** How much later than its interval a ping came, in ms: the event loop's standstill as listeners see it. */
const pingLateness = new Trend('ws_ping_lateness', true);
/** Share of connections that the server or the network ended. */
const drops = new Rate('ws_drops');
/** Attempts to come back after a drop. */
const reconnects = new Counter('ws_reconnects');

/**
 * Lines of listeners for `seconds`: connections stay, no pushed message is lost or old, and, in a run that is long enough
 * to see pings, those are on time within the contract's 2 s.
 */
export function listenerThresholds({ pingSeconds }: Settings, seconds: number): Options['thresholds'] {
  const seesPings = seconds * 0.8 > pingSeconds + 1;
  return {
    ws_drops: ['rate<0.01'],
    ws_lost_messages: ['count==0'],
    ws_push_faults: ['count==0'],
    ...(seesPings ? { ws_ping_lateness: ['p(95)<2000'] } : {}),
  };
}

/** As the dashboard's own client: five tries, the first after a second, each wait twice the last. */
const RECONNECT = { tries: 5, firstMs: 1000 };
/** A handshake without an answer for so long is none. */
const HANDSHAKE_LIMIT_MS = 5000;
const FIRST_PING_TOLERANCE_MS = 2000;
const GAP_TOLERANCE_MS = 5000;

/** One idle listener: a channel that it stays on until `untilMs` (epoch), each ping answered. */
export interface Listening {
  readonly path: string;
  readonly untilMs: number;
  readonly settings: Settings;
}

/** Opens a connection, comes back when it is dropped, and leaves in time; the iteration lasts until then. */
export function listen(listening: Listening, tries = 0): void {
  const { path, untilMs, settings } = listening;
  const tags = { name: path };
  const startedMs = Date.now();
  const judge = new PushJudge();
  let openedMs = 0;
  let pingedMs = 0;
  let failure = '';
  let failed = false;
  const socket = new WebSocket(`${settings.wsUrl}${path}`, null, { tags });
  const leaving = setTimeout(() => socket.close(1000), Math.max(1, untilMs - startedMs));
  const unanswered = (why: string) => {
    if (failed) return;
    failed = true;
    warnOnce(`${path}: the handshake failed: ${why}`);
    check(socket, { [`${path}: the handshake is answered`]: () => false }, tags);
  };
  const waiting = setTimeout(() => unanswered('no answer in time'), HANDSHAKE_LIMIT_MS);
  on(socket, 'open', () => {
    clearTimeout(waiting);
    openedMs = Date.now();
    pingedMs = openedMs;
    connectTime.add(openedMs - startedMs, tags);
    if (!failed) check(socket, { [`${path}: the handshake is answered`]: () => true }, tags);
  });
  on(socket, 'message', ({ data }: MessageEvent) => {
    const message = parsedJson(String(data));
    const type = textAt(message, 'type');
    if (type !== 'ping') {
      judge.hear(type, valueAt(message, 'data'));
      return;
    }
    const nowMs = Date.now();
    judgePing(path, { gapMs: nowMs - pingedMs, isFirst: pingedMs === openedMs }, settings);
    pingedMs = nowMs;
    socket.send('{"type":"pong"}');
  });
  on(socket, 'error', ({ error }: ErrorEvent) => {
    failure = error;
  });
  on(socket, 'close', ({ code, reason }: CloseEvent) => {
    clearTimeout(leaving);
    const nowMs = Date.now();
    const left = nowMs >= untilMs - 100;
    clearTimeout(waiting);
    // Who leaves while the handshake is under way says nothing about it.
    if (openedMs === 0 && !left) unanswered(failure || 'no reason given');
    drops.add(!left, tags);
    if (openedMs > 0) judgeEnd(listening, { judge, stayedMs: nowMs - openedMs });
    if (left) return;
    if (openedMs > 0)
      warnOnce(`${path} was dropped (code ${code ?? 'none'}): ${failure || reason || 'reset'}`);
    comeBack(listening, openedMs > 0 ? 0 : tries);
  });
}

const warned = new Set<string>();

// Of a VU's many connections one tells for all.
function warnOnce(text: string): void {
  if (warned.has(text)) return;
  warned.add(text);
  console.warn(text);
}

function comeBack(listening: Listening, tries: number): void {
  const waitMs = RECONNECT.firstMs * 2 ** tries;
  if (tries >= RECONNECT.tries || Date.now() + waitMs >= listening.untilMs - 100) return;
  setTimeout(() => {
    reconnects.add(1, { name: listening.path });
    listen(listening, tries + 1);
  }, waitMs);
}

function judgePing(
  path: string,
  { gapMs, isFirst }: { gapMs: number; isFirst: boolean },
  { pingSeconds }: Settings,
): void {
  const intervalMs = pingSeconds * 1000;
  const tolerance = isFirst ? FIRST_PING_TOLERANCE_MS : GAP_TOLERANCE_MS;
  const tags = { name: path };
  pingLateness.add(Math.max(0, gapMs - intervalMs), tags);
  check(
    gapMs,
    {
      [`${path}: ${isFirst ? 'the first ping' : 'a ping'} comes within its interval and ${tolerance / 1000} s`]:
        (gap) => gap <= intervalMs + tolerance,
    },
    tags,
  );
}

// Only a target that is said to push can fail to; today's R3MES pushes nothing.
function judgeEnd(
  { path, settings }: Listening,
  { judge, stayedMs }: { judge: PushJudge; stayedMs: number },
): void {
  if (!settings.push || path !== '/ws/blocks') return;
  judge.end(Math.floor(stayedMs / (settings.blockSeconds * 1000) / 2));
}
