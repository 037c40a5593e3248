import { domainToASCII } from 'node:url';

/** A URL taken apart by Go's rules, which differ from WHATWG's: nothing is resolved or re-encoded but the path. */
export interface ParsedUrl {
  /** As Go writes it again: the path escaped, the rest as it came. */
  readonly text: string;
  /** `text` with the user info masked, the value of the tags. */
  readonly masked: string;
  /** `text` with the password masked, for messages. */
  readonly forMessages: string;
  readonly scheme: string;
  readonly user: { readonly name: string; readonly password: string | null } | null;
  /** As written, with port and brackets. */
  readonly host: string;
  /** Without port and brackets. */
  readonly hostname: string;
  /** 0 when the scheme has no default. */
  readonly port: number;
  /** Scheme, host and port: what a connection is kept for. */
  readonly origin: string;
  readonly path: string;
  /** Path and query as they go on the wire: UTF-8 in Latin-1 characters. */
  readonly target: string;
}

/** Go's message, the part after `parse "url": `. */
export class UrlError extends Error {}

const CACHE_LIMIT = 2000;
const cache = new Map<string, ParsedUrl | UrlError>();

/** Parses, and remembers the last few thousand texts of this thread. */
export function parseUrl(text: string): ParsedUrl | UrlError {
  let parsed = cache.get(text);
  if (parsed === undefined) {
    if (cache.size >= CACHE_LIMIT) cache.clear();
    parsed = tryParse(text);
    cache.set(text, parsed);
  }
  return parsed;
}

function tryParse(text: string): ParsedUrl | UrlError {
  try {
    return build(split(text));
  } catch (error) {
    if (error instanceof UrlError) return error;
    throw error;
  }
}

interface UrlParts {
  scheme: string;
  opaque: string | null;
  userInfo: string | null;
  /** null: no authority was given. */
  host: string | null;
  path: string;
  query: string | null;
  fragment: string | null;
}

function split(text: string): UrlParts {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\x00-\x1f\x7f]/.test(text)) throw new UrlError('net/url: invalid control character in URL');
  const [beforeFragment, fragment] = cut(text, '#');
  const { scheme, rest: afterScheme } = takeScheme(beforeFragment);
  const [rest, query] = cut(afterScheme, '?');
  const parts: UrlParts = { scheme, opaque: null, userInfo: null, host: null, path: rest, query, fragment };
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { ...parts, opaque: rest, path: '' };
    if ((cut(rest, '/')[0] ?? '').includes(':'))
      throw new UrlError('first path segment in URL cannot contain colon');
  }
  if (!rest.startsWith('//') || (scheme === '' && rest.startsWith('///'))) return parts;
  const slash = rest.indexOf('/', 2);
  const authority = rest.slice(2, slash < 0 ? undefined : slash);
  const at = authority.lastIndexOf('@');
  return {
    ...parts,
    userInfo: at < 0 ? null : authority.slice(0, at),
    host: checkedHost(authority.slice(at + 1)),
    path: slash < 0 ? '' : rest.slice(slash),
  };
}

function takeScheme(text: string): { scheme: string; rest: string } {
  if (text.startsWith(':')) throw new UrlError('missing protocol scheme');
  const match = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(text);
  const scheme = match?.[1] ?? '';
  return { scheme: scheme.toLowerCase(), rest: text.slice(match?.[0].length ?? 0) };
}

function checkedHost(host: string): string {
  const bracket = host.startsWith('[') ? host.lastIndexOf(']') : 0;
  if (bracket < 0) throw new UrlError("missing ']' in host");
  const colon = bracket > 0 ? bracket + 1 : host.lastIndexOf(':');
  const port = colon < 0 ? '' : host.slice(colon);
  if (port !== '' && !/^:\d*$/.test(port)) throw new UrlError(`invalid port ${quote(port)} after host`);
  const escapeText = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(host)?.[0];
  if (escapeText !== undefined) throw new UrlError(`invalid URL escape ${quote(escapeText)}`);
  const wrong = /[^\w.~!$&'()*+,;=:[\]<>"%\u0080-\uffff-]/.exec(host)?.[0];
  if (wrong !== undefined) throw new UrlError(`invalid character ${quote(wrong)} in host name`);
  return host;
}

function build(parts: UrlParts): ParsedUrl {
  const { scheme, opaque, userInfo, host } = parts;
  const path = escapedPath(parts.path);
  const query = parts.query === null ? '' : `?${parts.query}`;
  const tail = query + (parts.fragment === null ? '' : `#${parts.fragment}`);
  const user = readUser(userInfo);
  const write = (credentials: string): string => {
    if (opaque !== null) return `${scheme}:${opaque}${tail}`;
    const prefix = scheme === '' ? '' : `${scheme}:`;
    const authority = host || user || (scheme !== '' && path !== '') ? `//${credentials}${host ?? ''}` : '';
    return prefix + authority + path + tail;
  };
  const hostname = (host ?? '').replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
  const port = Number(
    /:(\d+)$/.exec(host ?? '')?.[1] ?? (scheme === 'https' ? 443 : scheme === 'http' ? 80 : 0),
  );
  const asciiName = toAscii(hostname);
  return {
    text: write(userInfo === null ? '' : `${userInfo}@`),
    masked: write(user === null ? '' : user.password === null ? '****@' : '****:****@'),
    forMessages: write(
      userInfo === null ? '' : user?.password == null ? `${userInfo}@` : `${cut(userInfo, ':')[0]}:***@`,
    ),
    scheme,
    user,
    host: toAscii(host ?? ''),
    hostname: asciiName,
    port,
    origin: `${scheme}://${asciiName.includes(':') ? `[${asciiName}]` : asciiName}:${port}`,
    path: parts.path,
    target: Buffer.from((path === '' ? '/' : path) + query).toString('latin1'),
  };
}

function readUser(userInfo: string | null): ParsedUrl['user'] {
  if (userInfo === null) return null;
  if (!/^[\w.:~!$&'()*+,;=%@-]*$/.test(userInfo)) throw new UrlError('net/url: invalid userinfo');
  const [name, password] = cut(userInfo, ':');
  return { name: unescapeText(name), password: password === null ? null : unescapeText(password) };
}

const toAscii = (host: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII
  if (/^[\x00-\x7f]*$/.test(host)) return host;
  const [name, port] = cut(host, ':');
  return domainToASCII(name) + (port === null ? '' : `:${port}`);
};

function unescapeText(text: string): string {
  const wrong = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(text)?.[0];
  if (wrong !== undefined) throw new UrlError(`invalid URL escape ${quote(wrong)}`);
  const bytes = Buffer.from(text).toString('latin1');
  return Buffer.from(
    bytes.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString();
}

// A path whose characters are all allowed goes as it is; else it is decoded and encoded anew.
function escapedPath(path: string): string {
  const decoded = unescapeText(path);
  if (/^[\w.~!$&'()*+,;=:@[\]/%-]*$/.test(path)) return path;
  return Buffer.from(decoded)
    .toString('latin1')
    .replace(
      /[^\w.~$&+,/:;=@-]/g,
      (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );
}

const quote = (text: string): string => JSON.stringify(text);

function cut(text: string, separator: string): [string, string | null] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** The target of a redirect, by RFC 3986 as Go has it. */
export function resolveUrl(base: ParsedUrl, location: string): ParsedUrl | UrlError {
  const reference = parseUrl(location);
  if (reference instanceof UrlError || reference.scheme !== '') return reference;
  if (location.startsWith('//')) return parseUrl(`${base.scheme}:${location}`);
  const userEnd = base.text.indexOf(base.host);
  const origin = base.text.slice(0, Math.max(userEnd, 0) + base.host.length);
  const [path = '', tail = ''] = splitTail(location);
  if (path === '') {
    const basePath = splitTail(base.text.slice(origin.length))[0] ?? '';
    const keepsQuery = tail === '' || tail.startsWith('#');
    return parseUrl(origin + basePath + (keepsQuery ? baseQuery(base) : '') + tail);
  }
  const merged = path.startsWith('/') ? path : base.path.slice(0, base.path.lastIndexOf('/') + 1) + path;
  return parseUrl(origin + withoutDots(merged) + tail);
}

function splitTail(text: string): [string, string] {
  const at = text.search(/[?#]/);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at)];
}

const baseQuery = (base: ParsedUrl): string => /\?[^#]*/.exec(base.text)?.[0] ?? '';

function withoutDots(path: string): string {
  const kept: string[] = [];
  const segments = path.split('/');
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    if (segment === '..') {
      if (kept.length > 1) kept.pop();
      if (last) kept.push('');
    } else if (segment === '.') {
      if (last) kept.push('');
    } else kept.push(segment);
  }
  const joined = kept.join('/');
  return joined.startsWith('/') ? joined : `/${joined}`;
}
