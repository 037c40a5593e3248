import { resolveUrl, splitUrl } from '../http/resolve-url.ts';
import { link, type Methods, oneOf, oneOrNone, type Read, type Subject, text } from './element-access.ts';
import { attributeOf, textOf } from './tree.ts';

/** Words of the attribute `referrerpolicy`; none of them is ''. */
export const referrerPolicy = oneOf('referrerpolicy', [
  ...['', 'no-referrer', 'no-referrer-when-downgrade', 'origin', 'origin-when-cross-origin', 'unsafe-url'],
]);

/** Words of the attribute `crossorigin`. */
export const crossOrigin = oneOrNone('crossorigin', ['anonymous', 'use-credentials']);

/** The words of `rel`. */
export const relList: Read = ({ node }) => (attributeOf(node, 'rel') ?? '').split(/\s+/).filter(Boolean);

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443', ftp: '21' };

interface Href {
  protocol: string;
  user: string | undefined;
  password: string | undefined;
  hostname: string;
  port: string;
  path: string;
  query: string;
  fragment: string;
}

function hrefOf({ node, url }: Subject): Href {
  const given = attributeOf(node, 'href') ?? '';
  const parts = splitUrl(url === '' ? given : resolveUrl(url, given));
  const [, login, host = ''] = /^(?:(.*)@)?(.*)$/.exec(parts.authority ?? '') ?? [];
  const [, hostname = host, port = ''] = /^(\[[^\]]*\]|[^:]*):(\d*)$/.exec(host) ?? [];
  const colon = login?.indexOf(':') ?? -1;
  return {
    protocol: parts.scheme ?? '',
    user: colon < 0 ? login : login?.slice(0, colon),
    password: colon < 0 ? undefined : login?.slice(colon + 1),
    hostname,
    port,
    path: parts.path,
    query: parts.query ?? '',
    fragment: parts.fragment ?? '',
  };
}

const part =
  (read: (href: Href) => unknown): Read =>
  (subject) =>
    read(hrefOf(subject));

const withPort = ({ hostname, port }: Href): string => (port === '' ? hostname : `${hostname}:${port}`);
const href = link('href');

/** Methods of `a` and `area`. */
export const LINK_METHODS: Methods = {
  accessKey: text('accesskey'),
  download: text('download'),
  hash: part(({ fragment }) => `#${fragment}`),
  host: part((at) => (DEFAULT_PORTS[at.protocol] === at.port ? at.hostname : withPort(at))),
  hostname: part(({ hostname }) => hostname),
  href,
  hrefLang: text('hreflang'),
  origin: (subject) => {
    const at = hrefOf(subject);
    return at.protocol === 'file' ? href(subject) : `${at.protocol}://${withPort(at)}`;
  },
  password: part(({ password }) => password),
  pathname: part(({ path }) => path),
  port: part(({ port }) => port),
  protocol: part(({ protocol }) => protocol),
  referrerPolicy,
  rel: text('rel'),
  relList,
  search: part(({ query }) => (query === '' ? '' : `?${query}`)),
  target: text('target'),
  text: ({ node }) => textOf(node),
  toString: href,
  type: text('type'),
  username: part(({ user }) => user ?? ''),
};
