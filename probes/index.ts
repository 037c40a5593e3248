import type { Part } from '../thresholds.ts';
import { backupProbe } from './backup.ts';
import { chainProbe } from './chain.ts';
import { frontendProbe } from './frontend.ts';
import { httpProbe } from './http.ts';
import { kubernetesProbe } from './kubernetes.ts';
import { postgresProbe } from './postgres.ts';
import type { Probe, ProbeName } from './probe.ts';
import { prometheusProbe } from './prometheus.ts';
import { redisProbe } from './redis.ts';
import { systemProbe } from './system.ts';
import { websocketProbe } from './websocket.ts';

/** Every probe by its name; a new one is a file and a line here. */
export const PROBES: Readonly<Record<ProbeName, Probe>> = {
  http: httpProbe,
  websocket: websocketProbe,
  frontend: frontendProbe,
  chain: chainProbe,
  postgres: postgresProbe,
  redis: redisProbe,
  prometheus: prometheusProbe,
  kubernetes: kubernetesProbe,
  system: systemProbe,
  backup: backupProbe,
};

/** The part of R3MES that each probe looks at: what is not declared is not looked at. */
export const PROBE_PARTS: Readonly<Record<ProbeName, Part>> = {
  http: 'api',
  websocket: 'websocket',
  frontend: 'frontend',
  chain: 'chain',
  postgres: 'postgres',
  redis: 'redis',
  prometheus: 'prometheus',
  kubernetes: 'kubernetes',
  system: 'system',
  backup: 'backup',
};

/** How often a run looks at most, ms, where each second would be a load, or past a limit of the other side. */
export const PROBE_PACES: Readonly<Partial<Record<ProbeName, number>>> = {
  // The front end admits 100 pages of a client in 15 minutes.
  frontend: 30_000,
  prometheus: 10_000,
  kubernetes: 15_000,
  system: 5000,
  backup: 60_000,
};
