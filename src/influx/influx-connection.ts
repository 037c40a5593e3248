import { InfluxDB } from 'influx';
import { HarnessError } from '../errors.ts';
import type { InfluxAddress } from './influx-address.ts';

/** A point as the client takes it: numbers only as fields, so that no field changes its type. */
export interface InfluxPoint {
  measurement: string;
  tags: Record<string, string>;
  fields: Record<string, number>;
  timestamp: Date;
}

const TIMEOUT_MS = 5000;

/** One InfluxDB: 1.x, or 2.x through its compatibility API. Used by everything that writes there. */
export class InfluxConnection {
  readonly #address: InfluxAddress;
  readonly #client: InfluxDB;
  /** `1.6.7`, `v2.7.1`; '' before it answered. */
  version = '';

  constructor(address: InfluxAddress) {
    this.#address = address;
    const { host, port, protocol, database, username, password } = address;
    this.#client = new InfluxDB({
      ...{ host, port, protocol, database },
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      pool: { requestTimeout: TIMEOUT_MS },
    });
  }

  /** Without user and password. */
  get place(): string {
    const { protocol, host, port, database } = this.#address;
    return `${protocol}://${host.includes(':') ? `[${host}]` : host}:${port}/${database}`;
  }

  /** Learns the version and makes the database where that is allowed. Throws what the server says. */
  async open(): Promise<void> {
    const [pong] = await this.#client.ping(TIMEOUT_MS);
    if (!pong?.online) throw new Error(`InfluxDB does not answer at ${this.place}`);
    this.version = pong.version ?? 'unknown version';
    // 2.x has buckets instead, mapped by whoever runs it.
    if (!/^v?2\./.test(this.version)) await this.#client.createDatabase(this.#address.database);
  }

  async write(points: readonly InfluxPoint[]): Promise<void> {
    await this.#client.writePoints([...points], { precision: 'ms' });
  }

  /** Rows of an InfluxQL query. */
  async query(text: string): Promise<Record<string, unknown>[]> {
    return [...(await this.#client.query<Record<string, unknown>>(text))];
  }

  /** What a failed call means to the user: one line without secrets. */
  explain(error: unknown): HarnessError {
    const said = (error as Error).message.split('\n')[0] ?? '';
    const refused = /401|authoriz|authentic|403/i.test(said);
    return new HarnessError(`InfluxDB ${this.version} at ${this.place}: ${said}`, {
      code: refused ? 'ERR_INFLUX_REFUSED' : 'ERR_INFLUX_UNREACHABLE',
      exit: 'invalidConfig',
      hint: refused
        ? 'Give user and password in the URL; with InfluxDB 2 any user, and a token as password.'
        : 'Is it running, and is the URL right?',
    });
  }
}
