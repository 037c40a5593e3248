const PRUNE_AT = 10_000;

interface Window {
  count: number;
  /** By performance.now(). */
  endsAtMs: number;
}

/** Fixed windows in memory, one for each client and path, opened by the first request, as slowapi keeps them. */
export class RateLimiter {
  private readonly windows = new Map<string, Window>();
  private readonly windowMs: number;

  constructor(windowMs: number) {
    this.windowMs = windowMs;
  }

  /** Counts a request; gives the window that it fell into. */
  count(client: string, path: string): Readonly<Window> {
    const nowMs = performance.now();
    const key = `${client} ${path}`;
    let window = this.windows.get(key);
    if (window === undefined || window.endsAtMs <= nowMs) {
      if (this.windows.size >= PRUNE_AT) this.prune(nowMs);
      window = { count: 0, endsAtMs: nowMs + this.windowMs };
      this.windows.set(key, window);
    }
    window.count++;
    return window;
  }

  private prune(nowMs: number): void {
    for (const [key, window] of this.windows) if (window.endsAtMs <= nowMs) this.windows.delete(key);
  }
}

/** nginx's limit_req with `burst` and `nodelay`: a bucket of a client that leaks `perSecond`. */
export class LeakyBuckets {
  private readonly buckets = new Map<string, { level: number; atMs: number }>();
  private readonly burst: number;

  constructor(burst: number) {
    this.burst = burst;
  }

  /** False when the request is one too many. */
  admit(client: string, perSecond: number): boolean {
    const nowMs = performance.now();
    if (this.buckets.size >= PRUNE_AT) this.buckets.clear();
    const bucket = this.buckets.get(client);
    const leaked = bucket === undefined ? 0 : ((nowMs - bucket.atMs) / 1000) * perSecond;
    const level = Math.max(0, (bucket?.level ?? 0) - leaked);
    const admitted = level <= this.burst;
    this.buckets.set(client, { level: admitted ? level + 1 : level, atMs: nowMs });
    return admitted;
  }
}

/** The client's address as uvicorn sees it: from loopback, the last X-Forwarded-For entry that is not loopback. */
export function clientOf(peer: string, forwardedFor: string | undefined): string {
  if (forwardedFor === undefined || !isLoopback(peer)) return peer;
  const hops = forwardedFor.split(',').map((hop) => hop.trim());
  return hops.findLast((hop) => hop !== '' && !isLoopback(hop)) ?? hops[0] ?? peer;
}

function isLoopback(address: string): boolean {
  return address === '127.0.0.1' || address === '::1' || address === '::ffff:127.0.0.1';
}
