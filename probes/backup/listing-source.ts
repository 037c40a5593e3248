import type { Backup } from '../backup.ts';
import { type HttpAnswer, HttpClient } from '../http/client.ts';
import { httpEndpointOf } from '../http/endpoint.ts';
import { httpFailure } from '../http/failure.ts';
import { ProbeError, type ProbeTarget } from '../probe.ts';
import type { BackupSource } from './source.ts';

const ASKING = { accept: 'application/xml,*/*', largestBody: 8 * 1024 * 1024 };

/** An S3-like listing (ListObjects, version 1 or 2; presigned URLs too), page after page, or one object. */
export function listingSource(target: ProbeTarget): BackupSource {
  const endpoint = httpEndpointOf(target.backup, {
    variable: 'R3MES_BACKUP',
    what: 'listing of backups',
    tls: target.tls,
  });
  const url = new URL(target.backup as string);
  // The client joins paths to the origin: a listing's own path and query are what is asked for.
  const client = new HttpClient({ ...endpoint, base: new URL(url.origin) }, ASKING);
  return {
    kind: 'listing',
    label: endpoint.label,
    list: (signal) => pages(client, url, signal),
    close: () => client.close(),
  };
}

const MOST_PAGES = 20;

async function pages(client: HttpClient, url: URL, signal: AbortSignal): Promise<Backup[]> {
  const found: Backup[] = [];
  const query = new URLSearchParams(url.search);
  for (let page = 0; page < MOST_PAGES; page++) {
    const rest = query.size > 0 ? `?${query}` : '';
    const answer = await asked(client, `${url.pathname}${rest}`, signal);
    if (!/<ListBucketResult|<Contents>/.test(answer.body))
      return found.length > 0 ? found : [objectOf(answer, url.pathname)];
    found.push(...contentsOf(answer.body));
    const next = textOf(answer.body, 'NextContinuationToken');
    if (textOf(answer.body, 'IsTruncated') !== 'true') return found;
    if (next !== undefined) query.set('continuation-token', next);
    else query.set('marker', textOf(answer.body, 'NextMarker') ?? found.at(-1)?.name ?? '');
  }
  return found;
}

function contentsOf(xml: string): Backup[] {
  return [...xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)].flatMap(([, entry = '']) => {
    const atMs = Date.parse(textOf(entry, 'LastModified') ?? '');
    if (Number.isNaN(atMs)) return [];
    const bytes = Number(textOf(entry, 'Size') ?? Number.NaN);
    return [{ name: textOf(entry, 'Key') ?? '', atMs, bytes: Number.isFinite(bytes) ? bytes : null }];
  });
}

/** What is no listing is the backup itself, by its header. */
function objectOf(answer: HttpAnswer, name: string): Backup {
  if (answer.modifiedMs !== null) return { name, atMs: answer.modifiedMs, bytes: answer.contentLength };
  throw new ProbeError({
    stage: 'assert',
    code: 'BODY',
    message: 'the answer is neither a listing of objects nor an object with a Last-Modified header',
    hint: 'check R3MES_BACKUP: an S3 listing is https://bucket.example/?list-type=2&prefix=backups/',
  });
}

async function asked(client: HttpClient, path: string, signal: AbortSignal): Promise<HttpAnswer> {
  let answer: HttpAnswer;
  try {
    answer = await client.get(path, signal);
  } catch (error) {
    throw httpFailure(error);
  }
  if (answer.status === 200) return answer;
  const code = textOf(answer.body, 'Code');
  throw new ProbeError({
    stage: answer.status === 401 || answer.status === 403 ? 'authenticate' : 'assert',
    code: `HTTP_${answer.status}`,
    message: `the listing answered ${answer.status}${code === undefined ? '' : ` ${code}`}`,
    hint: 'check the address and its signature in R3MES_BACKUP; presigned URLs end',
  });
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function textOf(xml: string, tag: string): string | undefined {
  const text = new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1];
  return text?.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '');
}
