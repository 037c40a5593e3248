import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { declaredTarget } from '../../src/targets/declared-target.ts';
import { readConfig } from '../../src/targets/read-config.ts';
import type { TargetConfig } from '../../src/targets/target-config.ts';
import { folder } from '../helpers/harness.ts';

function configured(targets: string): string {
  const cwd = folder();
  writeFileSync(join(cwd, 'harness.config.ts'), `export default { targets: ${targets} };`);
  return cwd;
}

const refusal = (cwd: string, file?: string): Promise<string> =>
  readConfig(cwd, file).then(
    () => 'accepted',
    (error: Error) => error.message,
  );

const LOCAL = "environment: 'local', api: 'http://127.0.0.1:8000'";

it.each([
  [
    'an unknown key',
    `{ a: { ${LOCAL}, maxVUs: 3 } }`,
    'targets.a: unknown key "maxVUs"; did you mean "maxVus"?',
  ],
  [
    'an unknown key of a waiver',
    `{ a: { ${LOCAL}, waivers: [{ slo: 'cpu', untill: '2027-01-01', reason: 'OPS-1: known' }] } }`,
    'targets.a.waivers.0: unknown key "untill"; did you mean "until"?',
  ],
  ['a missing key', "{ a: { environment: 'local' } }", 'targets.a: api is missing'],
  ['another type', '{ a: 3 }', 'targets.a: must be an object'],
  [
    'an environment',
    "{ a: { environment: 'prod', api: 'http://127.0.0.1' } }",
    'targets.a.environment: must be one of local, test, staging, production',
  ],
  [
    'no URL',
    "{ a: { environment: 'local', api: 'localhost:8000' } }",
    'targets.a.api: must be a http or https URL',
  ],
  [
    'a DSN as a value',
    `{ a: { ${LOCAL}, databaseUrlFrom: 'postgres://u:hunter2@h/db' } }`,
    'targets.a.databaseUrlFrom: must be the name of an environment variable, not a value: secrets do not belong in this file',
  ],
  [
    'a token as a value',
    `{ a: { ${LOCAL}, headersFrom: { Authorization: 'Bearer hunter2' } } }`,
    'targets.a.headersFrom.Authorization: must be the name of an environment variable, not a value: secrets do not belong in this file',
  ],
  [
    'a password in a URL',
    "{ a: { environment: 'local', api: 'http://u:hunter2@127.0.0.1' } }",
    'targets.a.api: must not hold a user or password: name a variable under headersFrom',
  ],
  [
    'an unknown line',
    `{ a: { ${LOCAL}, slos: { api_p95: { warn: 3 } } } }`,
    'targets.a.slos.api_p95: must be one of api_latency_p95,',
  ],
  [
    'a waiver for ever',
    `{ a: { ${LOCAL}, waivers: [{ slo: 'cpu', reason: 'OPS-1: known' }] } }`,
    'targets.a.waivers.0: until is missing',
  ],
  [
    'a waiver without a reason',
    `{ a: { ${LOCAL}, waivers: [{ slo: 'cpu', until: '2027-01-01', reason: 'later' }] } }`,
    'targets.a.waivers.0.reason: must be a reason that a successor understands',
  ],
  [
    'a day that does not exist',
    `{ a: { ${LOCAL}, waivers: [{ slo: 'cpu', until: '2027-02-30', reason: 'OPS-1: known' }] } }`,
    'targets.a.waivers.0.until: must be a day that exists, as YYYY-MM-DD',
  ],
  [
    'production without caps',
    "{ a: { environment: 'production', api: 'http://10.0.0.1' } }",
    'targets.a.maxRatePerSecond: production must state it',
  ],
  [
    'half a client certificate',
    `{ a: { ${LOCAL}, tls: { key: 'k.pem' } } }`,
    'targets.a.tls: certificate and key go together',
  ],
  [
    'a window under a second',
    `{ a: { ${LOCAL}, slos: { cpu: { for: '20ms' } } } }`,
    'targets.a.slos.cpu.for: must be a duration of at least 1s',
  ],
])('refuses %s in its own words, and repeats no secret', async (_what, targets, message) => {
  const text = await refusal(configured(targets));
  expect(text).toContain(message);
  expect(text).not.toContain('hunter2');
});

it('tells every problem at once', async () => {
  const text = await refusal(configured("{ a: { environment: 'x', apy: 1 }, b: { api: 'x', maxVus: 0.5 } }"));
  expect(text.split('\n').slice(1)).toHaveLength(6);
});

it.each([
  ['throws', 'throw new Error("no secret in $NAME")', 'cannot be read: no secret in $NAME'],
  ['has a syntax error', 'export default {', 'cannot be read'],
  ['exports no default', 'export const a = 1', 'it has no default export'],
])('says so when the file %s', async (_what, text, message) => {
  const cwd = folder();
  writeFileSync(join(cwd, 'harness.config.ts'), text);
  expect(await refusal(cwd)).toContain(message);
});

it('finds the file above, and gives null where there is none', async () => {
  const above = configured(`{ a: { ${LOCAL} } }`);
  mkdirSync(join(above, 'deep/er'), { recursive: true });
  expect((await readConfig(join(above, 'deep/er')))?.path).toBe(join(above, 'harness.config.ts'));
  expect(await readConfig(folder())).toBeNull();
  expect(await refusal(above, 'missing.ts')).toContain('there is no configuration at');
});

it('accepts the example of the repository', async () => {
  const cwd = folder();
  copyFileSync(resolve('harness.config.example.ts'), join(cwd, 'harness.config.ts'));
  const found = await readConfig(cwd);
  expect(Object.keys(found?.config.targets ?? {})).toEqual(['local', 'staging', 'production']);
});

const made = (config: Partial<TargetConfig>, env: Record<string, string> = {}) =>
  declaredTarget({
    name: 'a',
    config: { environment: 'staging', api: 'http://10.0.0.1/', ...config } as TargetConfig,
    path: '/nowhere/harness.config.ts',
    env,
  });

it('makes a target whose secrets come from the environment alone', () => {
  const target = made(
    {
      rpc: 'http://10.0.0.2:26657',
      databaseUrlFrom: 'DB',
      headersFrom: { Authorization: 'TOKEN' },
      parts: ['system'],
      capacityPerSecond: 61,
    },
    { DB: 'postgres://u:p@h/d', TOKEN: 'Bearer t' },
  );
  expect(target.parts).toEqual(['api', 'chain', 'postgres', 'system']);
  expect(target.access.hosts).toEqual(['10.0.0.1', '10.0.0.2']);
  expect(target.access.headers).toEqual({ Authorization: 'Bearer t' });
  expect(target.defaults).toEqual({ R3MES_RATE: '31' });
  expect(target.env['R3MES_PARTS']).toBe('api,chain,postgres,system');
  expect(JSON.stringify(target.env)).not.toContain('Bearer');
});

it('lists every variable, file and host that is missing', () => {
  const config: Partial<TargetConfig> = {
    databaseUrlFrom: 'DB',
    headersFrom: { A: 'B' },
    tls: { ca: 'no.pem' },
    frontend: 'https://example.com',
  };
  expect(() => made(config)).toThrow(
    /databaseUrlFrom: the environment has no DB\n.*headersFrom.A: the environment has no B\n.*tls.ca: no.pem cannot be read\n.*public-host: example.com/s,
  );
  expect(() => made({ slos: { cpu: { warn: 90 } } })).toThrow('warn (90) must be at or below critical (85)');
});

it.each([
  ['https://api.r3mes.network', true],
  ['http://8.8.8.8', true],
  ['http://[2001:db8::1]:80', true],
  ['http://172.32.0.1', true],
  ['http://172.31.0.1', false],
  ['http://[fd00::1]', false],
  ['http://backend.r3mes.svc.cluster.local', false],
  ['http://backend:8000', false],
])('takes %s as a public host: %s', (api, isPublic) => {
  if (isPublic) {
    expect(() => made({ api })).toThrow('public-host');
    expect(made({ api, publicHosts: [new URL(api).hostname.replace(/^\[|\]$/g, '')] }).apiUrl).toBe(api);
  } else expect(made({ api }).apiUrl).toBe(api);
});
