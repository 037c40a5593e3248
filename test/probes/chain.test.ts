import { describe, expect, it } from 'vitest';
import { PROBES } from '../../probes/index.ts';
import { gradeProbe } from '../../src/verdict/grade-probes.ts';
import { SLOS } from '../../thresholds.ts';
import { closedPort, factsOf, failureOf, figureOf, http, look, tcp } from './looking.ts';

const status = (sync: Record<string, unknown>): string =>
  JSON.stringify({ jsonrpc: '2.0', result: { node_info: { network: 'r3mes-1' }, sync_info: sync } });

async function lookAt(body: string, code = 200) {
  return look('chain', { rpcUrl: await http((_, response) => response.writeHead(code).end(body)) });
}

describe('the chain probe', () => {
  it('reads height, age and catching-up, from times with nanoseconds', async () => {
    const time = new Date(Date.now() - 42_000).toISOString().replace('Z', '987654Z');
    const facts = factsOf(
      await lookAt(status({ latest_block_height: '77', latest_block_time: time, catching_up: true })),
    );
    expect(figureOf(facts, 'block.height')).toBe(77);
    expect(figureOf(facts, 'block.ageSeconds')).toBeGreaterThanOrEqual(42);
    expect(figureOf(facts, 'block.ageSeconds')).toBeLessThan(60);
    expect(figureOf(facts, 'catchingUp')).toBe(1);
    expect(facts.info['network']).toBe('r3mes-1');
  });

  it('does not take a block of the future for a fresh one', async () => {
    const time = '2999-01-01T00:00:00Z';
    const result = await lookAt(status({ latest_block_height: '77', latest_block_time: time }));
    expect(factsOf(result).values[0]).toMatchObject({ value: null, note: expect.stringContaining('clock') });
    expect(gradeProbe([result], SLOS).find(({ id }) => id === 'chain_block_age')?.level).toBe('NO-DATA');
  });
});

/** A node that answers each path so; what is missing is 404. */
const node = (answers: Record<string, unknown>) =>
  http((request, response) => {
    const answer = answers[(request.url ?? '').split('?')[0] ?? ''];
    if (answer === undefined) response.writeHead(404).end('not found');
    else response.end(JSON.stringify(answer));
  });
const block = (height: unknown) => ({
  latest_block_height: height,
  latest_block_time: new Date().toISOString(),
});
const LCD = '/cosmos/base/tendermint/v1beta1/blocks/latest';

describe('the chain probe, beyond /status', () => {
  it('reads peers, and holds the LCD against the RPC', async () => {
    const rpcUrl = await node({
      '/status': {
        result: { node_info: { network: 'r3mes-1', version: '0.38.19' }, sync_info: block('77') },
      },
      '/net_info': { result: { n_peers: '2', peers: [] } },
    });
    const header = { height: '70', time: new Date().toISOString(), chain_id: 'r3mes-1' };
    const facts = factsOf(
      await look('chain', { rpcUrl, lcdUrl: await node({ [LCD]: { block: { header } } }) }),
    );
    expect(facts.info).toMatchObject({ version: '0.38.19', network: 'r3mes-1' });
    expect(figureOf(facts, 'peers')).toBe(2);
    expect(figureOf(facts, 'lcd.height')).toBe(70);
    expect(figureOf(facts, 'lcd.behindBlocks')).toBe(7);
    const other = await node({ [LCD]: { block: { header: { ...header, chain_id: 'other-9' } } } });
    const mixed = factsOf(await look('chain', { rpcUrl, lcdUrl: other }));
    expect(mixed.values.find(({ id }) => id === 'lcd.height')?.note).toBe(
      'another chain: the LCD is of other-9',
    );
  });

  it.each([
    ['strings in the wrapper', { jsonrpc: '2.0', id: -1, result: { sync_info: block('77') } }, 77],
    ['numbers', { result: { sync_info: block(77) } }, 77],
    ['without the wrapper', { sync_info: block('77') }, 77],
    [
      'a height beyond 2^53',
      { result: { sync_info: block('9007199254740993') } },
      Number('9007199254740993'),
    ],
  ])('takes heights as %s', async (_, status, height) => {
    const facts = factsOf(await look('chain', { rpcUrl: await node({ '/status': status }) }));
    expect(figureOf(facts, 'block.height')).toBe(height);
    // What the node does not say is missing with the reason, never 0.
    expect(facts.values.find(({ id }) => id === 'peers')).toMatchObject({
      value: null,
      note: expect.stringContaining('404'),
    });
  });

  it('says of a node at height 0 that it has no block, though it does not catch up', async () => {
    const status = {
      result: {
        sync_info: {
          latest_block_height: '0',
          latest_block_time: '0001-01-01T00:00:00Z',
          catching_up: false,
        },
      },
    };
    const failure = failureOf(await look('chain', { rpcUrl: await node({ '/status': status }) }));
    expect(failure).toMatchObject({
      stage: 'assert',
      code: 'BODY',
      message: expect.stringContaining('height 0'),
    });
  });

  it('counts progress from look to look, and tells that a height stands still', async () => {
    let height = 100;
    const rpcUrl = await http((_, response) =>
      response.end(JSON.stringify({ result: { n_peers: '3', sync_info: block(String(height)) } })),
    );
    const session = PROBES.chain({ rpcUrl });
    const progress = async () =>
      (await session.sample(new AbortController().signal)).values.find(({ id }) => id === 'block.progress');
    expect(await progress()).toMatchObject({ value: null });
    height = 103;
    expect(await progress()).toMatchObject({ value: 3 });
    await progress();
    expect(await progress()).toMatchObject({
      value: 0,
      note: expect.stringContaining('stands still for 3 looks'),
    });
    await session.close();
  });

  it('tells a clock that is off, of the node or here', async () => {
    const rpcUrl = await http((_, response) => {
      response.setHeader('date', new Date(Date.now() - 120_000).toUTCString());
      response.end(JSON.stringify({ result: { sync_info: block('5') } }));
    });
    const skew = factsOf(await look('chain', { rpcUrl })).values.find(({ id }) => id === 'clock.skewSeconds');
    expect(skew).toMatchObject({ value: expect.closeTo(-120, -0.5), note: expect.stringContaining('NTP') });
  });
});

describe('failures of the chain probe', () => {
  it('a JSON-RPC error with status 200', async () => {
    const failure = failureOf(
      await lookAt(
        '{"jsonrpc":"2.0","id":-1,"error":{"code":-32603,"message":"Internal error","data":"no\\nstate"}}',
      ),
    );
    expect(failure).toMatchObject({ stage: 'assert', code: 'RPC' });
    expect(failure.message).toContain('-32603');
  });

  it.each([
    '{}',
    'null',
    '{"result":null}',
    '<html>',
    status({}),
    status({ latest_block_height: '0', latest_block_time: '0001-01-01T00:00:00Z' }),
    status({ latest_block_height: '5', latest_block_time: 'yesterday' }),
    status({ latest_block_height: 'many', latest_block_time: '2026-01-01T00:00:00Z' }),
  ])('a body without a block: %.60s', async (body) => {
    expect(failureOf(await lookAt(body))).toMatchObject({ stage: 'assert', code: 'BODY' });
  });

  it('another status', async () => {
    expect(failureOf(await lookAt('', 500))).toMatchObject({ stage: 'assert', code: 'HTTP_500' });
    expect(failureOf(await lookAt('', 301))).toMatchObject({ stage: 'assert', code: 'HTTP_301' });
  });

  it('a closed port, a silent server, a name that does not resolve, a URL that is none', async () => {
    const rpcUrl = `http://${await closedPort()}`;
    expect(failureOf(await look('chain', { rpcUrl }))).toMatchObject({
      stage: 'connect',
      code: 'ECONNREFUSED',
    });
    const silent = { rpcUrl: `http://${await tcp(() => {})}` };
    expect(failureOf(await look('chain', silent, 150))).toMatchObject({ stage: 'deadline', code: 'TIMEOUT' });
    expect(failureOf(await look('chain', { rpcUrl: 'http://no-such-host.invalid' })).stage).toBe('resolve');
    const failure = failureOf(await look('chain', { rpcUrl: 'tcp://localhost:26657' }));
    expect(failure).toMatchObject({ stage: 'configure', hint: expect.stringContaining('R3MES_RPC_URL') });
  });
});
