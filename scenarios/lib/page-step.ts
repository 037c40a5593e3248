import { type Checkers, check } from 'k6';
import http, { type RefinedResponse } from 'k6/http';
import { Rate, Trend } from 'k6/metrics';
import { assetsOf } from './pages.ts';

/** Time to the whole document of a page in ms; refusals of a limit are left out. */
const pageLatency = new Trend('page_latency', true);
/** Time to one asset, in ms. */
const assetLatency = new Trend('asset_latency', true);
/** Share of requests to the front end with a 5xx or without an answer. */
const pageErrors = new Rate('page_errors');
/** Share of requests that a limit refused; as of the API. */
const rateLimited = new Rate('rate_limited');

/** The front end's own lines: the numbers are those of the API's objectives, for want of others. */
export const PAGE_THRESHOLDS = { page_errors: ['rate<0.01'], page_latency: ['p(95)<500'] };

/** `cold`: the browser has nothing; `warm`: it has the assets and asks whether the page is still the same. */
export type Visit = 'cold' | 'warm';

type Answer = RefinedResponse<'text' | 'none'>;

/** How a browser opens pages of the front end at `webUrl`: document, then assets. One per VU, for init code. */
export function pageStep(
  webUrl: string,
): (path: string, visit: Visit, client: Readonly<Record<string, string>>) => void {
  const etags = new Map<string, string>();
  const checks = new Map<string, Checkers<Answer>>();
  return (path, visit, client) => {
    const known = visit === 'warm' ? etags.get(path) : undefined;
    const headers = known === undefined ? client : { ...client, 'If-None-Match': known };
    const tags = { name: `web ${path}` };
    const page: Answer = http.get(webUrl + path, {
      headers,
      tags,
      redirects: 0,
      responseType: 'text',
      responseCallback: http.expectedStatuses(200, 304, 429),
    });
    if (!judged(page, tags)) return;
    pageLatency.add(page.timings.duration, tags);
    check(page, prepared(checks, path), tags);
    const etag = page.headers['Etag'];
    if (etag !== undefined) etags.set(path, etag);
    if (visit === 'cold') openAssets(webUrl, typeof page.body === 'string' ? page.body : '');
  };
}

function openAssets(webUrl: string, html: string): void {
  const assets = assetsOf(html);
  check(assets, { 'web: a page names its scripts and styles': (paths) => paths.length >= 2 });
  const tags = { name: 'web /_next/static/*' };
  const params = { tags, redirects: 0, responseType: 'none' } as const;
  for (const asset of http.batch(assets.map((path) => ['GET', webUrl + path, null, params] as const))) {
    if (!judged(asset, tags)) continue;
    assetLatency.add(asset.timings.duration, tags);
    check(asset, ASSET_CHECKS, tags);
  }
}

/** Counts an answer; false where there is nothing to check: no answer, or a limit's refusal. */
function judged({ status }: Answer, tags: { name: string }): boolean {
  pageErrors.add(status === 0 || status >= 500, tags);
  rateLimited.add(status === 429, tags);
  return status !== 0 && status !== 429;
}

const ASSET_CHECKS: Checkers<Answer> = {
  'web asset: answers 200': ({ status }) => status === 200,
  'web asset: may be kept for a year, unchanged': ({ headers }) => {
    const cache = headers['Cache-Control'] ?? '';
    return cache.includes('immutable') && Number(/max-age=(\d+)/.exec(cache)?.[1] ?? 0) >= 31_536_000;
  },
};

function prepared(all: Map<string, Checkers<Answer>>, path: string): Checkers<Answer> {
  const known = all.get(path);
  if (known !== undefined) return known;
  const name = `web ${path}`;
  const made: Checkers<Answer> = {
    [`${name}: answers 200, or 304 to whoever has it`]: ({ status }) => status === 200 || status === 304,
    [`${name}: is a whole HTML page with a title`]: ({ status, headers, body }) =>
      status === 304 ||
      ((headers['Content-Type'] ?? '').startsWith('text/html') &&
        typeof body === 'string' &&
        body.includes('</html>') &&
        /<title>[^<]+<\/title>/.test(body)),
    [`${name}: says how it may be kept`]: ({ headers }) => (headers['Cache-Control'] ?? '') !== '',
  };
  all.set(path, made);
  return made;
}
