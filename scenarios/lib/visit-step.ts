import exec from 'k6/execution';
import { clientHeaders, forwardedFor } from './clients.ts';
import { pageStep } from './page-step.ts';
import { isColdVisit, pageOfVisit } from './pages.ts';
import { needed, type Settings } from './settings.ts';

/** Under the middleware's 100 pages in 15 minutes. */
const PAGES_A_CLIENT = 80;

/** One visit to a page, chosen by the iteration's number; for init code, one per VU. */
export function visitStep(settings: Settings): () => void {
  const open = pageStep(needed(settings.webUrl, 'R3MES_WEB_URL'));
  const client = webClients(settings);
  return () => {
    const visit = exec.scenario.iterationInTest;
    open(pageOfVisit(visit), isColdVisit(visit) ? 'cold' : 'warm', client(visit));
  };
}

/**
 * Whose visit it is. The dashboard's middleware believes the first X-Forwarded-For entry of anybody; only where the
 * target is said to have limits, visits are those of as many clients as keep under them.
 */
export function webClients({
  clients,
  limits,
}: Settings): (visit: number) => Readonly<Record<string, string>> {
  if (clients !== null) return clientHeaders(clients);
  if (limits.perMinuteAndPath === null) return clientHeaders(1);
  // Another network each quarter of an hour and run: windows of an earlier run must not count.
  const run = Math.floor(Date.now() / 1000) & 0xff;
  return (visit) => forwardedFor(128 + (run & 63), (run << 8) + Math.floor(visit / PAGES_A_CLIENT));
}
