import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';

/** What the API keeps in Redis. Without a Redis, or with one that is down, everything is a miss. */
export class Cache {
  private readonly redis: Redis | null;
  private writes = 0;
  private missing = false;

  constructor(url: string | null) {
    this.redis = url === null ? null : new Redis(url, { maxRetriesPerRequest: 0, enableOfflineQueue: false });
    this.redis?.on('error', () => {}); // told by `version`, which /health/redis asks
  }

  /** From now on `through` finds nothing. */
  miss(always: boolean): void {
    this.missing = always;
  }

  /** The answer kept under prefix and key, else a new one that is then kept for `ttlSeconds`. */
  async through<T>(
    slot: { prefix: string; key: string; ttlSeconds: number },
    make: () => Promise<T>,
  ): Promise<T> {
    const name = `${slot.prefix}:${md5(slot.key)}`;
    const kept = this.missing ? null : await this.get(name);
    if (kept !== null) return JSON.parse(kept) as T;
    const made = await make();
    await this.set(name, made, slot.ttlSeconds);
    return made;
  }

  /** R3MES writes some answers under a key that no later request has: each call is a new key, and none is read. */
  async writeOnly(prefix: string, answer: unknown, ttlSeconds: number): Promise<void> {
    this.writes++;
    await this.set(`${prefix}:${md5(String(this.writes))}`, answer, ttlSeconds);
  }

  /** The cache middleware's look-up of every GET: its keys are never written, so it always misses. */
  async lookInVain(path: string): Promise<void> {
    await this.get(`http:${path}:${md5(path)}`);
  }

  /** Redis's version; throws when it is not to be had. */
  async version(): Promise<string> {
    if (this.redis === null) throw new Error('Redis is not configured');
    const info = await this.redis.info('server');
    return /redis_version:(\S+)/.exec(info)?.[1] ?? 'unknown';
  }

  /** Resolves once the connection stands, so that the first request finds it. */
  async ready(): Promise<void> {
    const redis = this.redis;
    if (redis === null || redis.status === 'ready') return;
    await new Promise<void>((resolve) => {
      redis.once('ready', resolve);
      redis.once('end', resolve);
    });
  }

  close(): void {
    this.redis?.disconnect();
  }

  private async get(name: string): Promise<string | null> {
    try {
      return (await this.redis?.get(name)) ?? null;
    } catch {
      return null;
    }
  }

  private async set(name: string, answer: unknown, ttlSeconds: number): Promise<void> {
    try {
      await this.redis?.set(name, JSON.stringify(answer), 'EX', ttlSeconds);
    } catch {} // a cache that cannot be written is a miss later
  }
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
