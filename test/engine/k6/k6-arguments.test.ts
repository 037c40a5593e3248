import { expect, test } from 'vitest';
import { k6Arguments } from '../../../src/engine/k6/k6-arguments.ts';

const wanted = (how: { outputs?: string[]; secretSource?: string[] }) =>
  k6Arguments({
    version: { major: 2, minor: 2, patch: 0, text: 'v2.2.0' } as never,
    ...{ cwd: '/', options: [], env: {}, includeSystemEnvVars: true, thresholds: true },
    ...{ outputs: [], secretSource: [], switches: [], executors: [], ...how },
  });

test('a password of an output and a secret go by the environment, which is not for all to read', () => {
  const outputs = ['json=a.json', 'influxdb=http://us%40er:p%3Aw@db.example:8086/k6?x=1'];
  expect(wanted({ outputs, secretSource: ['mock=key=hidden'] })).toEqual({
    args: ['--out=json=a.json', '--out=influxdb=http://db.example:8086/k6?x=1'],
    env: {
      ...{ K6_INFLUXDB_USERNAME: 'us@er', K6_INFLUXDB_PASSWORD: 'p:w' },
      K6_SECRET_SOURCE: 'mock=key=hidden',
    },
  });
});

test('an output without a password, and several sources of secrets, go as they are given', () => {
  const outputs = ['influxdb', 'influxdb=http://db.example:8086/k6', 'influxdb=myhost', 'csv'];
  const secretSource = ['file=a.env', 'name=b:file=c.env'];
  const args = [
    ...outputs.map((each) => `--out=${each}`),
    ...secretSource.map((each) => `--secret-source=${each}`),
  ];
  expect(wanted({ outputs, secretSource })).toEqual({ args, env: {} });
});
