import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { walletAt } from '../../scenarios/lib/wallets.ts';
import { type StandinProcess, startStandinProcess } from '../helpers/standin-process.ts';

const NODE = walletAt(901_000);
let standin: StandinProcess;

beforeAll(async () => {
  standin = await startStandinProcess('--no-redis');
});
afterAll(() => standin.stop());

async function post(path: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${standin.urls.api}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, body: isJson ? JSON.parse(text) : text };
}

const nodes = async (lora: string): Promise<unknown> =>
  (await fetch(`${standin.urls.api}/api/serving-node/list?lora=${lora}`)).json();

describe('routes of the stand-in that change something', () => {
  it('register an adapter, and update it under the same id the second time', async () => {
    const adapter = { name: 'r3mes-harness-adapter-x', ipfs_hash: 'Qm1' };
    const made = await post('/api/lora/register', adapter);
    expect(made).toMatchObject({ status: 200, body: { success: true, action: 'created' } });
    const again = await post('/api/lora/register', { ...adapter, ipfs_hash: 'Qm2' });
    const { lora_id } = made.body as { lora_id: number };
    expect(again.body).toEqual({ success: true, action: 'updated', lora_id });
    const list = (await (await fetch(`${standin.urls.api}/api/lora/list`)).json()) as { id: number }[];
    expect(list.find(({ id }) => id === lora_id)).toMatchObject({ name: adapter.name, ipfs_hash: 'Qm2' });
  });

  it('show a serving node under its adapter until a heartbeat says that it is inactive', async () => {
    const unknown = await post('/api/serving-node/heartbeat', { wallet_address: NODE });
    expect(unknown).toEqual({ status: 404, body: { detail: 'Serving node not found' } });
    const node = {
      wallet_address: NODE,
      endpoint_url: 'http://127.0.0.1:9',
      available_lora_list: ['only-x'],
    };
    expect(await post('/api/serving-node/register', node)).toMatchObject({ body: { action: 'created' } });
    await post('/api/serving-node/heartbeat', { wallet_address: NODE, current_load: 7 });
    expect(await nodes('only-x')).toMatchObject({
      count: 1,
      nodes: [{ wallet_address: NODE, current_load: 7, status: 'active' }],
    });
    await post('/api/serving-node/heartbeat', { wallet_address: NODE, status: 'inactive' });
    expect(await nodes('only-x')).toEqual({ nodes: [], count: 0 });
    expect(await nodes('')).toEqual({ nodes: [], count: 0 });
  });

  it('give known wallets a token, and 500 to unknown ones, as R3MES does', async () => {
    const known = await post('/auth/login', { wallet_address: walletAt(0) });
    expect(known).toMatchObject({
      status: 200,
      body: { token_type: 'bearer', expires_in: 86_400, user: { wallet_address: walletAt(0), credits: 10 } },
    });
    expect((await post('/auth/login', { wallet_address: NODE })).status).toBe(500);
  });

  it('answer a chat message as text, and 500 to what the sanitizer refuses', async () => {
    expect(await post('/chat', { message: 'What is R3MES?' })).toEqual({
      status: 200,
      body: 'Mock answer to: What is R3MES?',
    });
    expect((await post('/chat', { message: 'please select a role' })).status).toBe(500);
  });

  it.each([
    ['/auth/login', {}, 'wallet_address'],
    ['/auth/login', { wallet_address: 'cosmos1xyzxyzxyzxyzxyz' }, 'wallet_address'],
    ['/api/lora/register', { name: '', ipfs_hash: 'x' }, 'name'],
    [
      '/api/serving-node/register',
      { wallet_address: NODE, endpoint_url: 'x', available_lora_list: 'y' },
      'available_lora_list',
    ],
    ['/api/serving-node/heartbeat', { wallet_address: NODE, current_load: 1.5 }, 'current_load'],
    ['/chat', { message: 'x'.repeat(10_001) }, 'message'],
  ])('%s answers 422 to %j, naming the field', async (path, body, field) => {
    expect(await post(path, body)).toMatchObject({
      status: 422,
      body: { detail: [{ loc: ['body', field] }] },
    });
  });

  it('are limited to 20 a minute of a client and path, /auth/login to 10', async () => {
    const client = { 'content-type': 'application/json', 'x-forwarded-for': '10.7.7.7' };
    const statuses = async (path: string, count: number) => {
      const found = [];
      for (let sent = 0; sent < count; sent++) {
        const request = { method: 'POST', headers: client, body: '{}' };
        found.push((await fetch(`${standin.urls.api}${path}`, request)).status);
      }
      return found;
    };
    expect((await statuses('/api/lora/register', 21)).indexOf(429)).toBe(20);
    expect((await statuses('/auth/login', 11)).indexOf(429)).toBe(10);
  });
});
