import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type StandinProcess, startStandinProcess } from '../helpers/standin-process.ts';
import { eventually } from './eventually.ts';

let standin: StandinProcess;

beforeAll(async () => {
  standin = await startStandinProcess('--no-redis', '--block-time-ms', '40');
});
afterAll(() => standin.stop());
afterEach(() => standin.control('DELETE', '/faults'));

interface Message {
  id: number;
  error?: { code: number; data: string };
  result?: { data?: { type: string; value: { block: { header: { height: string } } } }; sync_info?: object };
}

async function connect(): Promise<{
  socket: WebSocket;
  messages: Message[];
  call: (method: string, query?: string) => void;
}> {
  const socket = new WebSocket(`${standin.urls.rpc.replace('http', 'ws')}/websocket`);
  const messages: Message[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data)) as Message));
  socket.on('error', () => {});
  await new Promise<void>((opened) => socket.once('open', () => opened()));
  let id = 0;
  return {
    socket,
    messages,
    call: (method, query) => {
      const params = query === undefined ? {} : { query };
      socket.send(JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params }));
    },
  };
}

const NEW_BLOCK = "tm.event='NewBlock'";
const heights = (messages: readonly Message[]): number[] =>
  messages.flatMap(({ result }) =>
    result?.data === undefined ? [] : [Number(result.data.value.block.header.height)],
  );

describe('the node’s WebSocket', () => {
  it('sends every new block in order to whoever subscribed, heights as strings', async () => {
    const { messages, call, socket } = await connect();
    call('subscribe', NEW_BLOCK);
    await eventually(() => heights(messages).length >= 6);
    expect(messages[0]).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
    const [first = 0, ...more] = heights(messages);
    expect(more).toEqual(more.map((_, index) => first + 1 + index));
    expect(typeof messages[1]?.result?.data?.value.block.header.height).toBe('string');
    expect(messages[1]?.result?.data?.type).toBe('tendermint/event/NewBlock');
    call('unsubscribe_all');
    await eventually(() => messages.some(({ id, result }) => id === 2 && result !== undefined));
    const seen = heights(messages).length;
    call('status');
    await eventually(() => messages.some(({ result }) => result?.sync_info !== undefined));
    expect(heights(messages).length).toBe(seen);
    socket.close();
  });

  it('refuses the sixth subscription, a second of the same query and a query that it cannot read', async () => {
    const { messages, call, socket } = await connect();
    for (let n = 0; n < 6; n++) call('subscribe', `tm.event='Tx' AND remes.n='${n}'`);
    call('subscribe', "tm.event='Tx' AND remes.n='0'");
    call('subscribe', 'nonsense');
    await eventually(() => messages.length >= 8);
    expect(messages.map(({ error }) => error?.code ?? 0)).toEqual([0, 0, 0, 0, 0, -32603, -32603, -32603]);
    expect(messages[5]?.error?.data).toContain('max_subscriptions_per_client 5');
    socket.close();
  });

  it('loses events, answers with JSON-RPC errors and is cut by the chain’s faults', async () => {
    const { messages, call, socket } = await connect();
    await standin.control('PUT', '/faults/lost-messages=25%25');
    call('subscribe', NEW_BLOCK);
    await eventually(() => heights(messages).length >= 8);
    const seen = heights(messages);
    expect((seen.at(-1) ?? 0) - (seen[0] ?? 0)).toBeGreaterThan(seen.length);
    await standin.control('PUT', '/faults/rpc-errors=50%25');
    const answers = await Promise.all([0, 1].map(() => fetch(`${standin.urls.rpc}/status`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as Message[];
    expect(bodies.filter(({ error }) => error !== undefined)).toHaveLength(1);
    await standin.control('PUT', '/faults/chain-down');
    await eventually(() => socket.readyState === WebSocket.CLOSED);
  });

  it('stops telling blocks when the chain is stuck', async () => {
    const { messages, call, socket } = await connect();
    await standin.control('PUT', '/faults/chain-stuck');
    call('subscribe', NEW_BLOCK);
    await eventually(() => messages.length >= 1);
    call('status');
    await eventually(() => messages.length >= 2);
    await new Promise((later) => setTimeout(later, 200));
    expect(heights(messages)).toEqual([]);
    socket.close();
  });
});

describe('the remes module on the LCD', () => {
  const lcd = async (path: string): Promise<[number, unknown]> => {
    const answer = await fetch(`${standin.urls.lcd}/remes/remes/v1/${path}`, {
      headers: { 'x-r3mes-run': 'lcd' },
    });
    return [answer.status, await answer.json()];
  };

  it('answers its queries, numbers as strings, and counts them by template', async () => {
    expect(await lcd('params')).toMatchObject([200, { params: { max_validators: '100' } }]);
    expect(await lcd('miner_score/remes1abc')).toMatchObject([
      200,
      { miner: 'remes1abc', total_submissions: '0' },
    ]);
    expect(await lcd('gradient/7')).toEqual([404, { code: 5, message: 'not found', details: [] }]);
    expect(await lcd('aggregations')).toMatchObject([501, { code: 12 }]);
    const { routes } = await standin.countsOf('lcd', 'lcd');
    expect(Object.keys(routes).sort()).toEqual(
      ['aggregations', 'gradient/{id}', 'miner_score/{miner}', 'params']
        .map((query) => `GET /remes/remes/v1/${query === 'aggregations' ? 'unmatched' : query}`)
        .sort(),
    );
  });
});
