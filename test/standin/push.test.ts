import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type StandinProcess, startStandinProcess } from '../helpers/standin-process.ts';
import { eventually } from './eventually.ts';

let standin: StandinProcess;

beforeAll(async () => {
  const pace = ['--ws-ping-ms', '800', '--ws-pong-timeout-ms', '1600', '--block-time-ms', '40'];
  standin = await startStandinProcess('--no-redis', ...pace);
});
afterAll(() => standin.stop());
afterEach(async () => {
  await standin.control('DELETE', '/faults');
  await standin.control('PUT', '/push/off');
});

interface Listener {
  messages: Record<string, unknown>[];
  /** Of the close; null while it is open. */
  closed: { code: number; reason: string } | null;
  socket: WebSocket;
}

/** Opens a channel; `pongs` answers each ping. */
async function listen(path: string, pongs: boolean, run = 'none'): Promise<Listener> {
  const socket = new WebSocket(`${standin.urls.websocket}${path}`, { headers: { 'x-r3mes-run': run } });
  const listener: Listener = { messages: [], closed: null, socket };
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as Record<string, unknown>;
    listener.messages.push(message);
    if (pongs && message['type'] === 'ping') socket.send('{"type":"pong"}');
  });
  socket.on('close', (code, reason) => {
    listener.closed = { code, reason: String(reason) };
  });
  socket.on('error', () => {});
  await new Promise<void>((opened, failed) => {
    socket.once('open', opened);
    socket.once('unexpected-response', (_request, { statusCode }) =>
      failed(new Error(`status ${statusCode}`)),
    );
  });
  return listener;
}

const blocks = ({ messages }: Listener): number[] =>
  messages
    .filter(({ type }) => type === 'block_update')
    .map(({ data }) => (data as { height: number }).height);

const ageMsOf = (update: Record<string, unknown> | undefined): number =>
  Date.now() - Date.parse(String((update?.['data'] as { timestamp?: string } | undefined)?.timestamp));

const gaps = (heights: readonly number[]): number =>
  heights.filter((height, index) => index > 0 && height !== (heights[index - 1] ?? 0) + 1).length;

describe('the WebSockets of the stand-in’s API', () => {
  it.each(['/ws/miner_stats', '/ws/training_metrics', '/ws', '/ws/block_updates'])(
    '%s refuses the handshake with 403',
    async (path) => {
      await expect(listen(path, true)).rejects.toThrow('status 403');
    },
  );

  it('ping whoever listens, and keep who answers', async () => {
    const listener = await listen('/ws/blocks', true, 'kept');
    await eventually(() => listener.messages.length >= 4);
    expect(listener.closed).toBeNull();
    expect(listener.messages.every(({ type, timestamp }) => type === 'ping' && Number(timestamp) > 0)).toBe(
      true,
    );
    listener.socket.close();
    await eventually(async () => 'closed by client 1005' in (await standin.events('ws', 'kept')));
    const { 'sent ping': sent, 'got pong': got } = await standin.events('ws', 'kept');
    expect([sent, got]).toEqual([listener.messages.length, sent]);
  });

  it('close a silent listener with 1001 once it has seen two pings', async () => {
    const silent = await listen('/ws/network_status', false);
    await eventually(() => silent.closed !== null);
    expect(silent.closed).toEqual({ code: 1001, reason: 'Pong timeout' });
    expect(silent.messages.map(({ type }) => type)).toEqual(['ping', 'ping']);
  });

  it('end at JSON that is no object without a close frame, and ignore other text', async () => {
    const listener = await listen('/ws/blocks', true);
    listener.socket.send('no JSON');
    listener.socket.send('{"type":"unknown"}');
    await eventually(() => listener.messages.length >= 1);
    expect(listener.closed).toBeNull();
    listener.socket.send('[1,2]');
    await eventually(() => listener.closed !== null);
    expect(listener.closed?.code).toBe(1006);
  });

  it('push every block in order once that is switched on, and nothing before', async () => {
    const listener = await listen('/ws/blocks', true);
    const status = await listen('/ws/network_status', true);
    await eventually(() => listener.messages.length >= 1);
    expect(blocks(listener)).toEqual([]);
    await standin.control('PUT', '/push/on');
    await eventually(() => status.messages.some(({ type }) => type === 'network_status'));
    expect(gaps(blocks(listener))).toBe(0);
    const newest = listener.messages.findLast(({ type }) => type === 'block_update');
    expect(ageMsOf(newest)).toBeLessThan(10_000);
    expect(status.messages.find(({ type }) => type === 'network_status')).toHaveProperty(
      'data.block_height',
      expect.toSatisfy((height: number) => height % 100 === 0),
    );
  });
});

describe('faults of the WebSockets', () => {
  it.each([
    ['ws-1006=300ms', 1006],
    ['ws-drop=300ms', 1006], // what the library makes of a reset
  ])('%s ends each one at that age', async (fault, code) => {
    const listener = await listen('/ws/blocks', true);
    await standin.control('PUT', `/faults/${fault}`);
    await eventually(() => listener.closed !== null);
    expect(listener.closed?.code).toBe(code);
  });

  it('lost-messages leaves gaps in the blocks', async () => {
    await standin.control('PUT', '/push/on');
    await standin.control('PUT', '/faults/lost-messages=25%25');
    const listener = await listen('/ws/blocks', true);
    await eventually(() => blocks(listener).length >= 8);
    expect(gaps(blocks(listener))).toBeGreaterThanOrEqual(2);
  });

  it('stale-blocks pushes blocks of two minutes ago, and the API shows them', async () => {
    await standin.control('PUT', '/push/on');
    await standin.control('PUT', '/faults/stale-blocks');
    const listener = await listen('/ws/blocks', true);
    await eventually(() => blocks(listener).length >= 2);
    const update = listener.messages.find(({ type }) => type === 'block_update');
    expect(ageMsOf(update)).toBeGreaterThan(110_000);
    const shown = (await (await fetch(`${standin.urls.api}/blocks?limit=2`)).json()) as {
      blocks: { time: string }[];
    };
    expect(Date.now() - Date.parse(shown.blocks[0]?.time ?? '')).toBeGreaterThan(110_000);
  });

  it('lock-up leaves requests and handshakes without an answer until it is off', async () => {
    await standin.control('PUT', '/faults/lock-up');
    const impatient = { signal: AbortSignal.timeout(300) };
    await expect(fetch(`${standin.urls.api}/system/time`, impatient)).rejects.toThrow('timeout');
    await standin.control('DELETE', '/faults/lock-up');
    expect((await fetch(`${standin.urls.api}/system/time`)).status).toBe(200);
  });
});
