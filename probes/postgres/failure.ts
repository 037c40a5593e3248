import { ProbeError, type ProbeStage } from '../probe.ts';
import { codeOf, messageOf, systemFailure } from '../system-failure.ts';

const KNOWN: Record<string, { stage: ProbeStage; hint: string }> = {
  '28P01': {
    stage: 'authenticate',
    hint: 'user or password is wrong: correct DATABASE_URL (or PGUSER, PGPASSWORD)',
  },
  '28000': {
    stage: 'authenticate',
    hint: 'pg_hba.conf admits no such connection: check user, database, address and TLS',
  },
  '3D000': { stage: 'authenticate', hint: 'the database does not exist: correct its name in DATABASE_URL' },
  '53300': {
    stage: 'connect',
    hint: 'every connection is taken: end idle sessions, lower the pools, or raise max_connections',
  },
  '57P03': {
    stage: 'connect',
    hint: 'the server is starting up, shutting down or recovering: wait, then look at its log',
  },
  '57P01': { stage: 'query', hint: 'an administrator or a restart ended the session' },
  '57014': {
    stage: 'query',
    hint: 'the statement ran into its timeout: the server is overloaded or waits for a lock',
  },
  '08P01': {
    stage: 'connect',
    hint: 'a pooler refuses what the probe sends: aim at its port for applications',
  },
  '42501': { stage: 'query', hint: 'the role lacks a grant: GRANT pg_monitor TO <role>' },
};
const TEXTS: readonly [RegExp, { stage: ProbeStage; code: string; hint: string }][] = [
  [
    /must be a string|No password/i,
    {
      stage: 'authenticate',
      code: 'NO_PASSWORD',
      hint: 'the server wants a password: put it into DATABASE_URL, PGPASSWORD or ~/.pgpass',
    },
  ],
  [
    /does not support SSL/,
    {
      stage: 'tls',
      code: 'NO_TLS',
      hint: 'the server has no TLS: use sslmode=disable or prefer, or switch it on there',
    },
  ],
  [
    /establishing an SSL/,
    {
      stage: 'tls',
      code: 'NO_TLS',
      hint: 'what listens there is no PostgreSQL with TLS: check port, or use sslmode=disable',
    },
  ],
  [
    /terminated unexpectedly/,
    {
      stage: 'connect',
      code: 'CLOSED',
      hint: 'the other side closed the connection: a restart, a proxy, or not PostgreSQL',
    },
  ],
];

/** SQLSTATE of a thrown value, or undefined where the server said none. */
export function sqlState(error: unknown): string | undefined {
  const code = codeOf(error);
  return /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code) ? code : undefined;
}

/** Turns what pg threw into a failure with stage and hint; the runner redacts it. */
export function postgresFailure(error: unknown, stage: ProbeStage): ProbeError {
  if (error instanceof ProbeError) return error;
  const message = messageOf(error);
  const code = sqlState(error) ?? codeOf(error);
  const known = KNOWN[code] ?? systemFailure(code);
  if (known) return new ProbeError({ stage: known.stage, code, message, hint: known.hint });
  const text = TEXTS.find(([pattern]) => pattern.test(message))?.[1];
  if (text) return new ProbeError({ ...text, message });
  const hint = 'look at the log of PostgreSQL (and of a pooler before it) at this moment';
  return new ProbeError({ stage, code: code || 'UNKNOWN', message, hint });
}
