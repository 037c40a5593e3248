import type { NameSpread } from '../../engine/embedded/http/address-spread.ts';

/** What a reader must know of names with several addresses: `warnings` where one took all, `facts` where not. */
export function spreadNotes(spread: readonly NameSpread[]): { warnings: string[]; facts: string[] } {
  const [warnings, facts]: [string[], string[]] = [[], []];
  for (const { name, addresses, requests } of spread) {
    const asked = Object.entries(requests).filter(([, count]) => count > 0);
    const total = asked.reduce((sum, [, count]) => sum + count, 0);
    const [only] = asked;
    if (only === undefined) continue;
    if (asked.length === 1)
      warnings.push(
        `all ${total} requests to ${name} went to ${only[0]}, one of its ${addresses} addresses: what is behind the others was not tested (more VUs, noConnectionReuse, or the option dns with a short ttl)`,
      );
    else {
      const shares = asked.map(([ip, count]) => `${ip} ${((100 * count) / total).toFixed(1)} %`);
      facts.push(`${total} requests to ${name}, which has ${addresses} addresses: ${shares.join(', ')}`);
    }
  }
  return { warnings, facts };
}
