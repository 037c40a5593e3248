import type { Part } from '../thresholds.ts';
import { chainProbe } from './chain.ts';
import { httpProbe } from './http.ts';
import { postgresProbe } from './postgres.ts';
import type { Probe, ProbeName } from './probe.ts';
import { redisProbe } from './redis.ts';

/** Every probe by its name; a new one is a file and a line here. */
export const PROBES: Readonly<Record<ProbeName, Probe>> = {
  http: httpProbe,
  chain: chainProbe,
  postgres: postgresProbe,
  redis: redisProbe,
};

/** The part of R3MES that each probe looks at: what is not declared is not looked at. */
export const PROBE_PARTS: Readonly<Record<ProbeName, Part>> = {
  http: 'api',
  chain: 'chain',
  postgres: 'postgres',
  redis: 'redis',
};
