import type { Settings } from './settings.ts';

/** Headers that make a request that of one of several clients; none where there is one client. */
export type ClientHeaders = (turn: number) => Readonly<Record<string, string>>;

/** Plans are a little under a limit: the windows of a limiter open when they like. */
const HEADROOM = 0.8;

/**
 * How many clients must share a load so that none of them meets the limit of `perMinuteAndPath`; `pathPerMinute` is
 * what the busiest path is asked. Emulated only where the backend believes X-Forwarded-For: from loopback.
 */
export function clientCount(settings: Settings, pathPerMinute: number): number {
  const { clients, limits, apiUrl } = settings;
  if (clients !== null) return clients;
  if (limits.perMinuteAndPath === null || !isLoopback(apiUrl)) return 1;
  return Math.max(1, Math.ceil(pathPerMinute / (limits.perMinuteAndPath * HEADROOM)));
}

/** Takes turns among `count` clients. */
export function clientHeaders(count: number): ClientHeaders {
  if (count <= 1) return () => NONE;
  const network = runNetwork();
  const all = Array.from({ length: count }, (_, index) => forwardedFor(network, index));
  return (turn) => all[turn % count] ?? NONE;
}

/** Another network each second of a minute: the windows of an earlier run must not count. */
export function runNetwork(): number {
  return 64 + (Math.floor(Date.now() / 1000) & 63);
}

/** The header of a client of an emulated network, 10.NETWORK.0.0. */
export function forwardedFor(network: number, index: number): Record<string, string> {
  return { 'X-Forwarded-For': `10.${network}.${(index >> 8) & 255}.${index & 255}` };
}

/** Whether a URL is on this machine. */
export function isLoopback(url: string): boolean {
  return /^\w+:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:|\/|$)/.test(url);
}

const NONE: Readonly<Record<string, string>> = {};
