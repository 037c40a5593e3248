/** The parts of a URL or of a reference to one; undefined where it has no such part. */
export interface UrlParts {
  readonly scheme: string | undefined;
  readonly authority: string | undefined;
  readonly path: string;
  readonly query: string | undefined;
  readonly fragment: string | undefined;
}

/** Splits a URL or a relative reference (RFC 3986, appendix B); never fails. */
export function splitUrl(text: string): UrlParts {
  const found = /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is.exec(text);
  const [, scheme, authority, path = '', query, fragment] = found ?? [];
  return { scheme: scheme?.toLowerCase(), authority, path, query, fragment };
}

/** A URL of its parts, with what a path cannot hold escaped. */
export function joinUrl({ scheme, authority, path, query, fragment }: UrlParts): string {
  const given = (before: string, part: string | undefined): string =>
    part === undefined ? '' : before + part;
  const start = scheme === undefined ? '' : `${scheme}:`;
  return `${start}${given('//', authority)}${escapePath(path)}${given('?', query)}${given('#', fragment)}`;
}

/** Where a link on the page `base` leads to (RFC 3986, part 5.2). */
export function resolveUrl(base: string, reference: string): string {
  const to = splitUrl(reference);
  if (to.scheme !== undefined) return joinUrl({ ...to, path: withoutDots(to.path) });
  const from = splitUrl(base);
  const { scheme } = from;
  if (to.authority !== undefined) return joinUrl({ ...to, scheme, path: withoutDots(to.path) });
  const { authority } = from;
  if (to.path === '') return joinUrl({ ...from, query: to.query ?? from.query, fragment: to.fragment });
  const path = to.path.startsWith('/') ? to.path : from.path.replace(/[^/]*$/, '') + to.path;
  const rooted = authority !== undefined && !path.startsWith('/') ? `/${path}` : path;
  return joinUrl({ ...to, scheme, authority, path: withoutDots(rooted) });
}

const escapePath = (path: string): string =>
  path.replace(/[^\w\-.~!$&'()*+,;=:@/%]+/gu, (text) => encodeURI(text.replace(/\p{Surrogate}/gu, '\uFFFD')));

function withoutDots(path: string): string {
  const kept: string[] = [];
  const parts = path.split('/');
  for (const [i, part] of parts.entries()) {
    const last = i === parts.length - 1;
    if (part === '..') {
      if (kept.length > 1 || (kept.length === 1 && kept[0] !== '')) kept.pop();
    } else if (part !== '.') {
      kept.push(part);
    }
    if (last && (part === '.' || part === '..')) kept.push('');
  }
  return kept.join('/');
}
