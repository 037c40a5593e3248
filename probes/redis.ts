import {
  type Probe,
  ProbeError,
  type ProbeFacts,
  type ProbeSession,
  type ProbeTarget,
  type ProbeValue,
} from './probe.ts';
import { clusterView, unreachable } from './redis/cluster.ts';
import { connectRedis, loadRedis, type RedisConnection } from './redis/connect.ts';
import { nodeEndpoint, type RedisEndpoint, redisEndpoint } from './redis/endpoint.ts';
import { redisFailure } from './redis/failure.ts';
import { infoNumber, type RedisInfo, sumInfos } from './redis/info.ts';
import { lookAtNode, type NodeLook } from './redis/look.ts';
import { watchedBy } from './redis/sentinel.ts';
import { headOf, hiddenValues, infoValues, type Lookups, lookupsOf } from './redis/values.ts';
import { untilAborted } from './until-aborted.ts';

/** Redis and its kin, a cluster or behind a sentinel: PING, INFO and SLOWLOG LEN, which change nothing. */
export const redisProbe: Probe = (target: ProbeTarget) => new RedisSession(redisEndpoint(target));

/** What was seen of a system of one or more nodes. */
interface Seen {
  info: RedisInfo;
  /** The probe's own connections that INFO counts. */
  own: number;
  more: ProbeValue[];
  /** Highest share of a node, where it is not that of the sum. */
  worstPercent?: number | undefined;
  /** Why not all of it was seen. */
  partial?: string | undefined;
}

class RedisSession implements ProbeSession {
  readonly #endpoint: RedisEndpoint;
  readonly #connections = new Map<string, RedisConnection>();
  #before: Lookups | undefined;

  constructor(endpoint: RedisEndpoint) {
    this.#endpoint = endpoint;
  }

  async load(): Promise<void> {
    await loadRedis();
  }

  async sample(signal: AbortSignal): Promise<ProbeFacts> {
    try {
      return await this.#look(signal);
    } catch (error) {
      this.#drop();
      throw redisFailure(error);
    }
  }

  async close(): Promise<void> {
    this.#drop();
  }

  #drop(): void {
    for (const connection of this.#connections.values()) connection.destroy();
    this.#connections.clear();
    this.#before = undefined;
  }

  async #look(signal: AbortSignal): Promise<ProbeFacts> {
    const first = await this.#ask(this.#endpoint, signal, lookAtNode);
    const { pingMs, info, slowlog } = first;
    const ping: ProbeValue = { id: 'ping.ms', title: 'Round trip of PING', value: pingMs, unit: 'ms' };
    if (typeof info === 'string') {
      const product = { product: 'unknown', version: 'unknown', server: this.#endpoint.label };
      return { values: [ping, ...hiddenValues(info)], info: product };
    }
    const seen =
      info.mode === 'sentinel'
        ? await this.#primary(signal)
        : info.mode === 'cluster'
          ? await this.#cluster(info, signal)
          : { info, own: 1, more: [] };
    const log = slowlog === null ? [] : [{ ...headOf('slowlog.entries'), value: slowlog }];
    const now = lookupsOf(seen.info, performance.now());
    const values = infoValues(seen.info, { now, before: this.#before, own: seen.own });
    this.#before = now;
    return {
      values: [ping, ...limited(values, seen), ...log, ...seen.more],
      info: { ...infoFacts(info, seen.info), server: this.#endpoint.label },
    };
  }

  /** What the sentinel's primary says; the sentinel's own INFO knows no keys. */
  async #primary(signal: AbortSignal): Promise<Seen> {
    const watched = await this.#ask(this.#endpoint, signal, (sentinel) =>
      watchedBy(sentinel, this.#endpoint.primary),
    );
    const endpoint = nodeEndpoint(this.#endpoint, watched.address);
    let look: NodeLook;
    try {
      look = await this.#ask(endpoint, signal, lookAtNode);
    } catch (error) {
      const { failure } = redisFailure(error);
      throw new ProbeError({
        ...failure,
        message: `the primary "${watched.name}" that the sentinel names, ${endpoint.label}: ${failure.message}`,
        hint: `${failure.hint}; an inner address is translated by ?natMap=${watched.address}=127.0.0.1:6379 in REDIS_URL`,
      });
    }
    if (typeof look.info === 'string') {
      throw new ProbeError({
        stage: 'query',
        code: 'NOPERM',
        message: look.info,
        hint: 'give the user +info on the primary',
      });
    }
    return { info: look.info, own: 1, more: watched.values };
  }

  /** INFO speaks for one node: every primary is asked, and what cannot be reached makes the whole partial. */
  async #cluster(own: RedisInfo, signal: AbortSignal): Promise<Seen> {
    const view = await this.#ask(this.#endpoint, signal, clusterView);
    if (typeof view === 'string') return { info: own, own: 1, more: [], partial: view };
    const others = view.nodes.filter(({ primary, self, failed }) => primary && !self && !failed);
    const missing: string[] = [];
    const looks = await Promise.all(
      others.map(async ({ address }) => {
        try {
          const { info } = await this.#ask(nodeEndpoint(this.#endpoint, address), signal, lookAtNode);
          if (typeof info !== 'string') return [info];
          missing.push(`${address}: ${info}`);
        } catch (error) {
          missing.push(unreachable(address, error));
        }
        return [];
      }),
    );
    const self = view.nodes.find((node) => node.self);
    // A replica that was asked repeats what its primary has.
    const infos = [...(self?.primary === false ? [] : [own]), ...looks.flat()];
    const [one, ...rest] = infos;
    const more = view.values;
    if (one === undefined) return { info: own, own: 1, more, partial: missing.join('; ') };
    const shares = infos.flatMap((info) => {
      const [used, most] = [infoNumber(info, 'used_memory'), infoNumber(info, 'maxmemory')];
      return used !== null && most !== null && most > 0 ? [(used / most) * 100] : [];
    });
    const worstPercent = shares.length === infos.length ? Math.max(...shares) : undefined;
    const partial = missing.length === 0 ? undefined : missing.join('; ');
    return { info: sumInfos([one, ...rest]), own: infos.length, more, worstPercent, partial };
  }

  /** Asks over the kept connection to an endpoint. */
  async #ask<T>(
    endpoint: RedisEndpoint,
    signal: AbortSignal,
    question: (connection: RedisConnection) => Promise<T>,
  ): Promise<T> {
    const { label } = endpoint;
    const kept = this.#connections.get(label);
    if (kept !== undefined && !kept.alive()) this.#connections.delete(label);
    const connection = this.#connections.get(label) ?? (await connectRedis(endpoint, signal));
    this.#connections.set(label, connection);
    try {
      return await untilAborted(question(connection), {
        signal,
        stop: connection.destroy,
        doing: `asking ${label}`,
        hint: 'connected, but the server is stuck: look for slow commands (SLOWLOG GET), swapping and a busy script',
      });
    } catch (error) {
      const cause = connection.causeOf(error);
      connection.destroy();
      this.#connections.delete(label);
      throw cause;
    }
  }
}

function limited(values: readonly ProbeValue[], { worstPercent, partial }: Seen): ProbeValue[] {
  return values.map((value) => {
    const worst =
      value.id === 'memory.usedPercent' && worstPercent !== undefined
        ? { ...value, value: worstPercent, note: 'of the fullest node' }
        : value;
    return partial === undefined ? worst : { ...worst, partial: true, note: `partial: ${partial}` };
  });
}

function infoFacts(
  asked: RedisInfo,
  { fields, role, product, version, notes }: RedisInfo,
): Record<string, string> {
  const policy = fields['maxmemory_policy'];
  return {
    product,
    version,
    mode: asked.mode,
    role,
    ...(policy ? { policy } : {}),
    ...(notes.length > 0 ? { notes: notes.join('; ') } : {}),
  };
}
