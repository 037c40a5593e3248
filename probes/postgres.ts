import { ACTIVITY_SQL, type ActivityRow, activityValues } from './postgres/activity.ts';
import { Asker, COMMENT } from './postgres/ask.ts';
import { connectPostgres, loadPostgres, type PostgresConnection } from './postgres/connect.ts';
import { DATABASE_SQL, type DatabaseRow, databaseValues, SIZE_SQL, sizeValue } from './postgres/database.ts';
import { type PostgresEndpoint, postgresEndpoint } from './postgres/endpoint.ts';
import { postgresFailure } from './postgres/failure.ts';
import { findStatements, type StatementsRow, statementsValues } from './postgres/statements.ts';
import type { Probe, ProbeFacts, ProbeSession, ProbeTarget, ProbeValue } from './probe.ts';
import { untilAborted } from './until-aborted.ts';

/** Of a shape that no application sends: statistics keep one entry per shape, with the text of who came first. */
const PING_SQL = `SELECT ${COMMENT} 1 AS one, true AS probe`;
const SIZE_EVERY_MS = 30_000;
const GOODBYE_MS = 200;

interface Open {
  connection: PostgresConnection;
  asker: Asker;
  version: string;
  statements: Awaited<ReturnType<typeof findStatements>>;
  size: ProbeValue;
  sizedAtMs: number;
  samples: number;
}

/** PostgreSQL, directly or behind a pooler: sessions, locks, cache, query times. Reads statistics only. */
export const postgresProbe: Probe = (target: ProbeTarget) => new PostgresSession(postgresEndpoint(target));

class PostgresSession implements ProbeSession {
  readonly #endpoint: PostgresEndpoint;
  #open: Open | undefined;
  #connection: PostgresConnection | undefined;

  constructor(endpoint: PostgresEndpoint) {
    this.#endpoint = endpoint;
  }

  async load(): Promise<void> {
    await loadPostgres();
  }

  async sample(signal: AbortSignal): Promise<ProbeFacts> {
    if (this.#open && !this.#open.connection.alive()) this.#drop();
    this.#connection ??= await connectPostgres(this.#endpoint, signal);
    const connection = this.#connection;
    try {
      return await untilAborted(this.#look(connection), {
        signal,
        stop: () => connection.destroy(),
        doing: `asking ${this.#endpoint.label}`,
        hint: 'connected, but queries hang: look at the load of the server, at locks, and at a pooler without free servers',
      });
    } catch (error) {
      this.#drop();
      throw postgresFailure(error, 'query');
    }
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    if (!connection) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, GOODBYE_MS);
    });
    if (connection.alive()) await Promise.race([connection.client.end().catch(() => {}), late]);
    clearTimeout(timer);
    this.#drop();
  }

  #drop(): void {
    this.#connection?.destroy();
    this.#connection = undefined;
    this.#open = undefined;
  }

  async #look(connection: PostgresConnection): Promise<ProbeFacts> {
    const startedMs = performance.now();
    await connection.client.query(PING_SQL);
    const queryMs = performance.now() - startedMs;
    this.#open ??= await openSession(connection);
    const open = this.#open;
    const activity = await open.asker.ask<ActivityRow>(ACTIVITY_SQL);
    const database = await open.asker.ask<DatabaseRow>(DATABASE_SQL);
    const { statements } = open;
    const times = statements.ok ? await open.asker.ask<StatementsRow>(statements.row.source.sql) : statements;
    await refreshSize(open);
    open.samples += 1;
    return {
      values: [
        connectValue(open),
        { id: 'query.ms', title: 'Round trip of a trivial query', value: queryMs, unit: 'ms' },
        ...activityValues(activity),
        ...statementsValues(times),
        open.size,
        ...databaseValues(database),
      ],
      info: {
        product: 'PostgreSQL',
        version: open.version,
        role: !activity.ok ? 'unknown' : activity.row.standby ? 'standby' : 'primary',
        server: this.#endpoint.label,
        tls: connection.encrypted ? this.#endpoint.tls : 'off',
        statements: statements.ok ? statements.row.source.label : 'none',
        ...(connection.pooler || open.asker.refusesTimeout
          ? { pooler: 'yes: it refuses parameters of the probe' }
          : {}),
      },
    };
  }
}

/** What is asked once for a connection. */
async function openSession(connection: PostgresConnection): Promise<Open> {
  const asker = new Asker(connection);
  const version = await asker.ask<{ version: string }>("SELECT current_setting('server_version') AS version");
  return {
    connection,
    asker,
    version: version.ok ? version.row.version : 'unknown',
    statements: await findStatements(asker),
    size: sizeValue({ ok: false, state: undefined, error: new Error('not asked yet') }),
    sizedAtMs: Number.NEGATIVE_INFINITY,
    samples: 0,
  };
}

async function refreshSize(open: Open): Promise<void> {
  if (performance.now() - open.sizedAtMs < SIZE_EVERY_MS) return;
  open.size = sizeValue(await open.asker.ask<{ bytes: number }>(SIZE_SQL));
  open.sizedAtMs = performance.now();
}

/** A kept connection says nothing new about connecting. */
function connectValue(open: Open): ProbeValue {
  const head = { id: 'connect.ms', title: 'Time to connect', unit: 'ms' } as const;
  if (open.samples > 1) return { ...head, value: null, note: 'the connection was kept' };
  return { ...head, value: open.connection.connectMs };
}
