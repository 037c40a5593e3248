import { describe, expect, it } from 'vitest';
import { redactValue } from '../src/redact.ts';

describe('redactValue', () => {
  it('masks secrets in texts, keys and under secret names, and leaves numbers and shape alone', () => {
    const value = {
      tags: { token: 'abcdef123', team: 'ops' },
      tlsAuth: [{ domains: ['a'], password: 'pw1', key: 'k' }],
      routes: { 'http://h/?api_key=SEKRET99': { requests: 3 } },
      text: 'postgresql://u:p@h/db and password=hunter22 ok',
      passes: 7,
    };
    const redacted = redactValue(value);
    expect(JSON.stringify(redacted)).not.toMatch(/abcdef123|pw1|SEKRET99|hunter22|u:p@/);
    expect(redacted.tags.team).toBe('ops');
    expect(Object.values(redacted.routes)).toEqual([{ requests: 3 }]);
    expect(redacted.passes).toBe(7);
  });
});
