import { describe, expect, it } from 'vitest';
import { clientCount, clientHeaders, isLoopback } from '../../scenarios/lib/clients.ts';
import { readSettings } from '../../scenarios/lib/settings.ts';

const LOCAL = { R3MES_API_URL: 'http://127.0.0.1:8000/' };

describe('settings of a scenario', () => {
  it('have the WebSockets beside the API, and other parts only where they are given', () => {
    expect(readSettings({ R3MES_API_URL: 'https://api.test/v1/' })).toMatchObject({
      apiUrl: 'https://api.test/v1',
      wsUrl: 'wss://api.test/v1',
      webUrl: null,
      rpcUrl: null,
    });
    expect(readSettings({ ...LOCAL, R3MES_WS_URL: 'ws://127.0.0.1:9/' }).wsUrl).toBe('ws://127.0.0.1:9');
  });

  it.each([
    ['lifted', null],
    ['contract', 30],
    ['{"perSecond":10}', null],
    ['{"perMinuteAndPath":12}', 12],
    ['', null],
  ])('read the limits of a target: %j', (text, perMinuteAndPath) => {
    expect(readSettings({ ...LOCAL, R3MES_RATE_LIMITS: text }).limits).toMatchObject({ perMinuteAndPath });
  });

  it.each([
    ['R3MES_RATE_LIMITS', 'none'],
    ['R3MES_RATE_LIMITS', '{"perSecond":-1}'],
    ['R3MES_WS_URL', 'http://127.0.0.1:9'],
    ['R3MES_RPC_URL', 'ws://127.0.0.1:9'],
    ['R3MES_WS_PING_SECONDS', '0'],
    ['R3MES_TABS', '1.5'],
    ['R3MES_DURATION', '10'],
    ['R3MES_API_URL', ''],
  ])('refuse %s=%j, naming it', (variable, value) => {
    expect(() => readSettings({ ...LOCAL, [variable]: value })).toThrow(variable);
  });
});

describe('clients of a load', () => {
  const settings = (env: Record<string, string>) => readSettings({ ...LOCAL, ...env });

  it('are as many as keep each under the limit with a fifth to spare, and one where no limit is known', () => {
    const limited = settings({ R3MES_RATE_LIMITS: 'contract' });
    expect(clientCount(limited, 480)).toBe(20); // 24 a minute each
    expect(clientCount(limited, 10)).toBe(1);
    expect(clientCount(settings({}), 480)).toBe(1);
    expect(clientCount(settings({ R3MES_CLIENTS: '3' }), 480)).toBe(3);
  });

  it('are not emulated where the backend would not believe it', () => {
    const far = { R3MES_API_URL: 'https://api.test', R3MES_RATE_LIMITS: 'contract' };
    expect(clientCount(readSettings(far), 480)).toBe(1);
    expect(['http://localhost', 'http://[::1]:8000', 'http://127.9.9.9/x'].every(isLoopback)).toBe(true);
    expect(['http://127.0.0.1.test', 'http://localhost.test', 'http://10.0.0.1'].some(isLoopback)).toBe(
      false,
    );
  });

  it('take turns, and a single one sends no header', () => {
    expect(clientHeaders(1)(5)).toEqual({});
    const headers = clientHeaders(3);
    expect(headers(0)).toEqual(headers(3));
    expect(new Set([0, 1, 2].map((turn) => headers(turn)['X-Forwarded-For'])).size).toBe(3);
  });
});
