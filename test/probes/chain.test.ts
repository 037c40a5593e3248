import { describe, expect, it } from 'vitest';
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
