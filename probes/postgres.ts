import { ACTIVITY_SQL, type ActivityRow, activityValues } from './postgres/activity.ts';
import { type Answer, Asker, COMMENT } from './postgres/ask.ts';
import { connectPostgres, loadPostgres, type PostgresConnection } from './postgres/connect.ts';
import { connectionStats } from './postgres/connection-stats.ts';
import { DATABASE_SQL, type DatabaseRow, databaseValues, SIZE_SQL, sizeValue } from './postgres/database.ts';
import { type PostgresEndpoint, postgresEndpoint } from './postgres/endpoint.ts';
import { postgresFailure } from './postgres/failure.ts';
import { PGBOUNCER_DATABASE, pgbouncerFacts } from './postgres/pgbouncer.ts';
import { type ReplicationRow, replicationSql, replicationValues } from './postgres/replication.ts';
import {
  findStatements,
  type SlowestRow,
  type StatementsRow,
  slowestValue,
  statementsValues,
} from './postgres/statements.ts';
import { TABLES_SQL, type TablesRow, tableValues } from './postgres/tables.ts';
import type { Probe, ProbeFacts, ProbeSession, ProbeTarget, ProbeValue } from './probe.ts';
import { untilAborted } from './until-aborted.ts';

/** Of a shape that no application sends: statistics keep one entry per shape, with the text of who came first. */
const PING_SQL = `SELECT ${COMMENT} 1 AS one, true AS probe`;
/** What costs the server more, and changes slowly. */
const SLOW_EVERY_MS = 30_000;
const GOODBYE_MS = 200;

interface Open {
  connection: PostgresConnection;
  asker: Asker;
  version: string;
  statements: Awaited<ReturnType<typeof findStatements>>;
  slow: ProbeValue[];
  slowAtMs: number;
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
    if (this.#connection && !this.#connection.alive()) this.#drop();
    this.#connection ??= await connectPostgres(this.#endpoint, signal);
    const connection = this.#connection;
    const { label, database } = this.#endpoint;
    try {
      return await untilAborted(
        database === PGBOUNCER_DATABASE ? pgbouncerFacts(connection, label) : this.#look(connection),
        {
          signal,
          stop: () => connection.destroy(),
          doing: `asking ${label}`,
          hint: 'connected, but queries hang: look at the load of the server, at locks, and at a pooler without free servers',
        },
      );
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
    const { asker, statements } = open;
    const activity = await asker.ask<ActivityRow>(ACTIVITY_SQL);
    const standby = activity.ok && activity.row.standby;
    const replication = await asker.ask<ReplicationRow>(replicationSql(standby));
    const database = await asker.ask<DatabaseRow>(DATABASE_SQL);
    const times = statements.ok ? await asker.ask<StatementsRow>(statements.row.source.sql) : statements;
    await refreshSlow(open);
    open.samples += 1;
    const own = asker.takeLoad();
    return {
      values: [
        connectValue(open),
        { id: 'query.ms', title: 'Round trip of a trivial query', value: queryMs, unit: 'ms' },
        ...activityValues(activity),
        ...databaseValues(database),
        ...replicationValues(replication, standby),
        ...statementsValues(times),
        ...open.slow,
        { id: 'own.queries', title: 'Queries of this look', value: own.queries + 1, unit: 'count' },
        { id: 'own.ms', title: 'Their time', value: own.ms + queryMs, unit: 'ms' },
      ],
      info: {
        product: 'PostgreSQL',
        version: open.version,
        role: !activity.ok ? 'unknown' : standby ? 'standby' : 'primary',
        server: this.#endpoint.label,
        tls: connection.encrypted ? this.#endpoint.tls : 'off',
        statements: statements.ok ? statements.row.source.label : 'none',
        ...poolerInfo(open, activity),
      },
    };
  }
}

/** A pooler gives away itself: the session that answers has another process id than the one that was promised. */
function poolerInfo({ connection, asker }: Open, activity: Answer<ActivityRow>): { pooler?: string } {
  if (connection.pooler || asker.refusesTimeout) return { pooler: 'yes: it refuses parameters of the probe' };
  const { processID } = connection.client as unknown as { processID: number | null };
  const other = activity.ok && processID !== null && processID !== activity.row.pid;
  return other ? { pooler: 'yes: sessions are shared' } : {};
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
    slow: [],
    slowAtMs: Number.NEGATIVE_INFINITY,
    samples: 0,
  };
}

async function refreshSlow(open: Open): Promise<void> {
  if (performance.now() - open.slowAtMs < SLOW_EVERY_MS) return;
  const { asker, statements } = open;
  const slowest = statements.ok ? await asker.ask<SlowestRow>(statements.row.source.slowestSql) : statements;
  const size = await asker.ask<{ bytes: number }>(SIZE_SQL);
  const tables = await asker.ask<TablesRow>(TABLES_SQL);
  const view = await connectionStats(asker);
  open.slow = [
    slowestValue(slowest),
    sizeValue(size),
    ...tableValues(tables),
    ...(view === undefined ? [] : [view]),
  ];
  open.slowAtMs = performance.now();
}

/** A kept connection says nothing new about connecting. */
function connectValue(open: Open): ProbeValue {
  const head = { id: 'connect.ms', title: 'Time to connect', unit: 'ms' } as const;
  if (open.samples > 1) return { ...head, value: null, note: 'the connection was kept' };
  return { ...head, value: open.connection.connectMs };
}
