import type { InfluxDB, IPoint, IWriteOptions } from 'influx';
import { HarnessError } from '../errors.ts';
import { redactText } from '../redact.ts';
import type { InfluxAddress } from './influx-address.ts';

/** A point as the client takes it: numbers only as fields, so that no field changes its type. */
export interface InfluxPoint {
  measurement: string;
  tags: Record<string, string>;
  fields: Record<string, number>;
  timestamp: Date;
}

const TIMEOUT_MS = 5000;

/**
 * One InfluxDB: 1.x, or a later one through its 1.x compatibility API. Used by all that write or read there. The client
 * is loaded by the first that needs it.
 */
export class InfluxConnection {
  readonly #address: InfluxAddress;
  #client: Promise<InfluxDB> | null = null;
  /** `1.6.7`, `v2.7.1`; '' before it answered. */
  version = '';

  constructor(address: InfluxAddress) {
    this.#address = address;
  }

  /** Without user and password. */
  get place(): string {
    const { protocol, host, port, path = '', database } = this.#address;
    return `${protocol}://${host.includes(':') ? `[${host}]` : host}:${port}${path}/${database}`;
  }

  /** True once a version after 1.x has answered. */
  get isCompatibility(): boolean {
    return /^v?[2-9]\d*\./.test(this.version);
  }

  /** What was found there, in one line. */
  get detected(): string {
    const how = this.isCompatibility
      ? `, through its 1.x API (the database ${this.#address.database} must be mapped to a bucket)`
      : '';
    return `InfluxDB ${this.version} at ${this.place}${how}`;
  }

  /** Learns the version. Throws when nothing answers. */
  async connect(): Promise<void> {
    const { username, password } = this.#address;
    const client = this.#made({ username, password });
    const [pong] = await (await client).ping(TIMEOUT_MS);
    if (!pong?.online) throw new Error('it does not answer');
    this.version = pong.version ?? 'unknown version';
    // Later versions know tokens instead of users.
    const token = password ?? username;
    this.#client = this.isCompatibility && token !== undefined ? this.#made({ token }) : client;
  }

  /** As `connect`, and makes the database where there is one to make and that is allowed: who may not may still write. */
  async open(): Promise<void> {
    await this.connect();
    if (this.isCompatibility) return;
    await (await this.#opened()).createDatabase(this.#address.database).catch(() => {});
  }

  async write(points: readonly IPoint[], options: IWriteOptions = { precision: 'ms' }): Promise<void> {
    await (await this.#opened()).writePoints([...points], options);
  }

  /** Rows of an InfluxQL query. */
  async query(text: string): Promise<Record<string, unknown>[]> {
    return [...(await (await this.#opened()).query<Record<string, unknown>>(text))];
  }

  /** What a failed call means to the user: one line without secrets. */
  explain(error: unknown): HarnessError {
    const said = redactText((error as Error).message).split('\n')[0] ?? '';
    const refused = /401|authoriz|authentic|403/i.test(said);
    const unmapped = this.isCompatibility && /not found|dbrp/i.test(said);
    return new HarnessError(`InfluxDB${this.version && ` ${this.version}`} at ${this.place}: ${said}`, {
      code: refused ? 'ERR_INFLUX_REFUSED' : 'ERR_INFLUX_UNREACHABLE',
      exit: 'invalidConfig',
      hint: refused
        ? 'Give user and password in the URL; with InfluxDB 2 any user, and a token as password.'
        : unmapped
          ? `Map the database to a bucket: influx v1 dbrp create --db ${this.#address.database} --rp autogen --default --bucket-id ID.`
          : 'Is it running, and is the URL right?',
    });
  }

  #opened(): Promise<InfluxDB> {
    const { username, password } = this.#address;
    this.#client ??= this.#made({ username, password });
    return this.#client;
  }

  async #made(
    by: { username: string | undefined; password: string | undefined } | { token: string },
  ): Promise<InfluxDB> {
    const { InfluxDB } = await import('influx');
    const { protocol, host, port, path, database, verifyCertificate = true } = this.#address;
    const headers = 'token' in by ? { headers: { Authorization: `Token ${by.token}` } } : {};
    // Left out, the client makes it root: null is its only word for nobody, though its types know none.
    const nobody = { username: null as unknown as string };
    const user =
      'token' in by || by.username === undefined
        ? nobody
        : { username: by.username, password: by.password ?? '' };
    return new InfluxDB({
      ...{ protocol, host, port, database },
      ...(path === undefined ? {} : { path }),
      ...user,
      options: { rejectUnauthorized: verifyCertificate, ...headers },
      // Retries are ours, so that what was lost can be told.
      pool: { maxRetries: 0, requestTimeout: TIMEOUT_MS },
    });
  }
}
