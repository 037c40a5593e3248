const WINDOW_MS = 60_000;
const PRUNE_AT = 10_000;

/** Fixed windows in memory, one for each client and path, opened by the first request, as slowapi keeps them. */
export class RateLimiter {
  private readonly windows = new Map<string, { count: number; endsAtMs: number }>();

  /** Counts a request; false when it is past the limit of its window. */
  admit(client: string, path: string, limit: number): boolean {
    const nowMs = performance.now();
    const key = `${client} ${path}`;
    let window = this.windows.get(key);
    if (window === undefined || window.endsAtMs <= nowMs) {
      if (this.windows.size >= PRUNE_AT) this.prune(nowMs);
      window = { count: 0, endsAtMs: nowMs + WINDOW_MS };
      this.windows.set(key, window);
    }
    window.count++;
    return window.count <= limit;
  }

  private prune(nowMs: number): void {
    for (const [key, window] of this.windows) if (window.endsAtMs <= nowMs) this.windows.delete(key);
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
