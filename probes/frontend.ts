import { type HttpAnswer, HttpClient } from './http/client.ts';
import { type HttpEndpoint, httpEndpointOf } from './http/endpoint.ts';
import { httpFailure } from './http/failure.ts';
import { tlsValues } from './http/tls-facts.ts';
import { type Probe, ProbeError, type ProbeFacts, type ProbeSession, type ProbeTarget } from './probe.ts';

const ASKING = { accept: 'text/html,*/*', largestBody: 2 * 1024 * 1024 };
/** A script or style sheet of the page: what is missing when pages and files are of different builds. */
const ASSET = /(?:src|href)="((?:\/|\.\/)[^"]+?\.(?:js|css)(?:\?[^"]*)?)"/g;

/** The web front end: its first page, and one of the files that the page needs. */
export const frontendProbe: Probe = (target: ProbeTarget) =>
  new FrontendSession(
    httpEndpointOf(target.webUrl, {
      variable: 'R3MES_WEB_URL',
      what: 'front end',
      headers: target.headers,
      tls: target.tls,
    }),
  );

class FrontendSession implements ProbeSession {
  readonly #endpoint: HttpEndpoint;
  readonly #client: HttpClient;

  constructor(endpoint: HttpEndpoint) {
    this.#endpoint = endpoint;
    this.#client = new HttpClient(endpoint, ASKING);
  }

  async sample(signal: AbortSignal): Promise<ProbeFacts> {
    const page = await this.#get('/', signal);
    checkPage(page);
    const assets = [
      ...new Set([...page.body.matchAll(ASSET)].map(([, path = '']) => path.replace(/^\.\//, '/'))),
    ];
    const path = assets.find((each) => each.includes('/_next/')) ?? assets[0];
    const asset = path === undefined ? undefined : await this.#asset(path, signal);
    const kept = page.connectMs === null ? { note: 'the connection was kept' } : {};
    return {
      values: [
        { id: 'page.ms', title: 'Page to last byte', value: page.requestMs, unit: 'ms' },
        { id: 'firstByte.ms', title: 'Page to first byte', value: page.firstByteMs, unit: 'ms' },
        { id: 'connect.ms', title: 'Time to connect', value: page.connectMs, unit: 'ms', ...kept },
        { id: 'page.bytes', title: 'Size of the page', value: Buffer.byteLength(page.body), unit: 'bytes' },
        { id: 'assets.count', title: 'Scripts and styles of the page', value: assets.length, unit: 'count' },
        {
          id: 'asset.ms',
          title: 'One of them to last byte',
          value: asset?.requestMs ?? null,
          unit: 'ms',
          ...(asset === undefined ? { note: 'the page names no file of its own host' } : {}),
        },
        ...tlsValues(page.tls),
      ],
      info: { product: /\/_next\//.test(page.body) ? 'Next.js' : 'unknown', server: this.#endpoint.label },
    };
  }

  async close(): Promise<void> {
    this.#client.close();
  }

  async #asset(path: string, signal: AbortSignal): Promise<HttpAnswer> {
    const answer = await this.#get(path, signal);
    const isPage = answer.contentType.startsWith('text/html');
    if (answer.status === 200 && !isPage && answer.body !== '') return answer;
    const said =
      answer.status !== 200 ? `answered ${answer.status}` : isPage ? 'is a page of HTML' : 'is empty';
    throw new ProbeError({
      stage: 'assert',
      code: 'ASSET',
      message: `the page is there, but its file ${path} ${said}`,
      hint: 'pages and files are of different builds, or the proxy does not pass /_next/: look at the last deployment',
    });
  }

  async #get(path: string, signal: AbortSignal): Promise<HttpAnswer> {
    try {
      return await this.#client.get(path, signal);
    } catch (error) {
      throw httpFailure(error);
    }
  }
}

const HINTS: Record<number, string> = {
  429: 'this address is past the limit of pages (100 in 15 minutes): look less often, or raise it',
  502: 'the proxy has no working front end: look at its pods',
  503: 'the front end is not ready, or the edge limits this client',
};

function checkPage({ status, location, contentType, body }: HttpAnswer): void {
  if (status !== 200) {
    const where = status >= 300 && status < 400 ? `, a redirect to ${location || 'nowhere'}` : '';
    const hint =
      where === ''
        ? (HINTS[status] ?? 'look at the log of the front end')
        : 'aim at the address that it redirects to';
    throw new ProbeError({
      stage: 'assert',
      code: `HTTP_${status}`,
      message: `/ answered ${status}${where}`,
      hint,
    });
  }
  if (contentType.startsWith('text/html') && /<\/html>|<script/i.test(body)) return;
  throw new ProbeError({
    stage: 'assert',
    code: 'BODY',
    message: `/ answered 200 without a whole page of HTML (${contentType || 'no content type'})`,
    hint: 'something else answers there: check R3MES_WEB_URL',
  });
}
