import type { Probe, ProbeFacts, ProbeSession, ProbeTarget, ProbeValue } from './probe.ts';
import { connectRedis, loadRedis, type RedisConnection } from './redis/connect.ts';
import { type RedisEndpoint, redisEndpoint } from './redis/endpoint.ts';
import { isRefused, redisFailure } from './redis/failure.ts';
import { parseInfo, type RedisInfo } from './redis/info.ts';
import { hiddenValues, infoValues, type Lookups, lookupsOf } from './redis/values.ts';
import { untilAborted } from './until-aborted.ts';

/** Redis and its kin: PING and INFO, which change nothing. */
export const redisProbe: Probe = (target: ProbeTarget) => new RedisSession(redisEndpoint(target));

class RedisSession implements ProbeSession {
  readonly #endpoint: RedisEndpoint;
  #connection: RedisConnection | undefined;
  #before: Lookups | undefined;

  constructor(endpoint: RedisEndpoint) {
    this.#endpoint = endpoint;
  }

  async load(): Promise<void> {
    await loadRedis();
  }

  async sample(signal: AbortSignal): Promise<ProbeFacts> {
    if (this.#connection && !this.#connection.alive()) this.#drop();
    try {
      this.#connection ??= await connectRedis(this.#endpoint, signal);
      const connection = this.#connection;
      return await untilAborted(this.#look(connection), {
        signal,
        stop: connection.destroy,
        doing: `asking ${this.#endpoint.label}`,
        hint: 'connected, but the server is stuck: look for slow commands (SLOWLOG GET), swapping and a busy script',
      });
    } catch (error) {
      const cause = this.#connection?.causeOf(error) ?? error;
      this.#drop();
      throw redisFailure(cause);
    }
  }

  async close(): Promise<void> {
    this.#drop();
  }

  #drop(): void {
    this.#connection?.destroy();
    this.#connection = undefined;
    this.#before = undefined;
  }

  async #look({ client }: RedisConnection): Promise<ProbeFacts> {
    const startedMs = performance.now();
    await client.ping();
    const pingMs = performance.now() - startedMs;
    const ping: ProbeValue = { id: 'ping.ms', title: 'Round trip of PING', value: pingMs, unit: 'ms' };
    const server = { server: this.#endpoint.label };
    try {
      const info = parseInfo(await client.call('INFO'));
      const now = lookupsOf(info, performance.now());
      const values = infoValues(info, now, this.#before);
      this.#before = now;
      return { values: [ping, ...values], info: { ...infoFacts(info), ...server } };
    } catch (error) {
      if (!isRefused(error)) throw error;
      const values = hiddenValues('INFO is not permitted: ACL SETUSER <user> +info');
      return { values: [ping, ...values], info: { product: 'unknown', version: 'unknown', ...server } };
    }
  }
}

function infoFacts(info: RedisInfo): Record<string, string> {
  const { product, version, mode, role, fields } = info;
  const policy = fields['maxmemory_policy'];
  const link = fields['master_link_status'];
  return {
    product,
    version,
    mode,
    role,
    ...(policy ? { policy } : {}),
    ...(link ? { replication: `link to the primary is ${link}` } : {}),
    ...(info.notes.length > 0 ? { notes: info.notes.join('; ') } : {}),
  };
}
