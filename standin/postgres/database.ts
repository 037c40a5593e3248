import pg from 'pg';

export type Row = Record<string, unknown>;

/** What the pool holds at a moment, in the backend's own words. */
export interface PoolState {
  size: number;
  idle: number;
  used: number;
  waiting: number;
  max: number;
}

/** The API's way to PostgreSQL: one pool without an acquire timeout, as R3MES has it, so exhaustion is waiting. */
export class Database {
  private readonly pool: pg.Pool;
  private readonly max: number;
  private sleepMs = 0;
  private holding: Promise<pg.PoolClient[]> | null = null;

  constructor(url: string, maxConnections: number) {
    this.max = maxConnections;
    this.pool = new pg.Pool({ connectionString: url, min: Math.min(5, maxConnections), max: maxConnections });
    this.pool.on('error', () => {}); // an idle connection that was cut: the next query opens another
  }

  /** Opens the connections that an idle backend keeps. */
  async warm(): Promise<void> {
    const count = Math.min(5, this.max);
    const clients = await Promise.all(Array.from({ length: count }, () => this.pool.connect()));
    for (const client of clients) client.release();
  }

  /** Runs a SELECT as a prepared statement; `name` stands for its text. */
  async rows(name: string, text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const query = this.sleepMs > 0 ? this.slowed(name, text) : { name, text };
    const result = await this.pool.query<Row>({ ...query, values: [...values] });
    return result.rows;
  }

  /** Runs a statement that changes rows and returns some; slowed down, it sleeps before it. */
  async change(name: string, text: string, values: readonly unknown[]): Promise<Row[]> {
    if (this.sleepMs > 0) await this.pool.query('SELECT pg_sleep($1)', [this.sleepMs / 1000]);
    return (await this.pool.query<Row>({ name, text, values: [...values] })).rows;
  }

  /** From now on every query sleeps so long inside PostgreSQL; 0 ends it. */
  slowDown(sleepMs: number): void {
    this.sleepMs = sleepMs;
  }

  /** Takes all connections, each in an open transaction, as a leak would; resolves when all are held. */
  async exhaust(): Promise<void> {
    this.holding ??= Promise.all(Array.from({ length: this.max }, () => this.hold()));
    await this.holding;
  }

  /** Gives back what `exhaust` took. */
  async relieve(): Promise<void> {
    const holding = this.holding;
    this.holding = null;
    for (const client of (await holding?.catch(() => [])) ?? []) client.release(true);
  }

  state(): PoolState {
    const { totalCount: size, idleCount: idle, waitingCount: waiting } = this.pool;
    return { size, idle, used: size - idle, waiting, max: this.max };
  }

  async close(): Promise<void> {
    await this.relieve();
    await this.pool.end();
  }

  private async hold(): Promise<pg.PoolClient> {
    const client = await this.pool.connect();
    client.on('error', () => {});
    await client.query('BEGIN');
    return client;
  }

  // The sub-select is evaluated once, before the first row, also when there is none.
  private slowed(name: string, text: string): { name: string; text: string } {
    const seconds = this.sleepMs / 1000;
    return {
      name: `${name} ${seconds}`,
      text: `SELECT slow.* FROM (${text}) AS slow WHERE (SELECT pg_sleep(${seconds})) IS NOT NULL`,
    };
  }
}
