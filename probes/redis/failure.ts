import { ProbeError, type ProbeStage } from '../probe.ts';
import { codeOf, messageOf, systemFailure } from '../system-failure.ts';

const PASSWORD = 'user or password is wrong: correct REDIS_URL (redis://user:password@host:6379)';

/** By the first word of the server's error, which is its code. */
const REPLIES: Record<string, { stage: ProbeStage; hint: string }> = {
  WRONGPASS: { stage: 'authenticate', hint: PASSWORD },
  NOAUTH: {
    stage: 'authenticate',
    hint: 'the server wants a password: put it into REDIS_URL (redis://:password@host:6379)',
  },
  NOPERM: { stage: 'authenticate', hint: 'the user lacks rights: ACL SETUSER <user> +ping +info' },
  DENIED: {
    stage: 'authenticate',
    hint: 'protected mode: the server has no password and admits loopback only',
  },
  LOADING: { stage: 'query', hint: 'the server reads its data set from disk: wait' },
  MASTERDOWN: { stage: 'query', hint: 'the replica lost its primary: look at the replication link' },
  BUSY: { stage: 'query', hint: 'a script holds the server: SCRIPT KILL, then look at who sent it' },
  MISCONF: { stage: 'query', hint: 'the server cannot write its snapshot: look at its disk' },
};
const TEXTS: readonly [RegExp, { stage: ProbeStage; code: string; hint: string }][] = [
  [
    /max number of clients/i,
    {
      stage: 'connect',
      code: 'MAXCLIENTS',
      hint: 'every connection is taken: close idle clients or raise maxclients',
    },
  ],
  [/invalid password/i, { stage: 'authenticate', code: 'WRONGPASS', hint: PASSWORD }],
  [
    /without any password configured|no password is set/i,
    {
      stage: 'authenticate',
      code: 'NO_PASSWORD_SET',
      hint: 'the server has no password: take it out of REDIS_URL',
    },
  ],
  [
    /DB index|invalid database/i,
    {
      stage: 'configure',
      code: 'DB_INDEX',
      hint: 'the database number of REDIS_URL does not exist on this server',
    },
  ],
  [
    /connection is closed|Socket closed|isn't writeable/i,
    {
      stage: 'connect',
      code: 'CLOSED',
      hint: 'the other side closed the connection: a restart, a proxy, or TLS spoken to a port without it',
    },
  ],
  [
    /protocol error|Unexpected reply|Invalid response/i,
    {
      stage: 'query',
      code: 'PROTOCOL',
      hint: 'what listens there does not speak the protocol of Redis: check host and port',
    },
  ],
];

/** Turns what ioredis threw into a failure with stage and hint; the runner redacts it. */
export function redisFailure(error: unknown): ProbeError {
  if (error instanceof ProbeError) return error;
  const message = messageOf(error);
  const reply = /^-?([A-Z]+)\b/.exec(message)?.[1] ?? '';
  if (REPLIES[reply]) return new ProbeError({ ...REPLIES[reply], code: reply, message });
  const system = codeOf(error);
  const known = systemFailure(system);
  if (known) return new ProbeError({ ...known, code: system, message });
  const text = TEXTS.find(([pattern]) => pattern.test(message))?.[1];
  if (text) return new ProbeError({ ...text, message });
  const code = system || reply || 'UNKNOWN';
  return new ProbeError({ stage: 'query', code, message, hint: 'look at the log of Redis at this moment' });
}

/** True for a refusal by ACL of one command, or for a server (or proxy) that does not know it. */
export function isRefused(error: unknown): boolean {
  return /^-?(NOPERM|ERR unknown command|ERR unsupported command|ERR invalid command)/i.test(
    messageOf(error),
  );
}
