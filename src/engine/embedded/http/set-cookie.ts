import type { ResponseCookie } from '../realm/http-contract.ts';

const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;
// What a cookie's value may hold: visible ASCII and blanks, without quotes, semicolons and backslashes.
const VALUE = /^[ !#-:<-[\]-~]*$/;
const NOT_VALUE = /[^ !#-:<-[\]-~]/g;
const DATE =
  /^(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat), \d{2}[ -](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[ -]\d{4} \d{2}:\d{2}:\d{2} [A-Z]{3,4}$/;

/** One Set-Cookie line as Go's client takes it; null for what it drops. */
export function parseSetCookie(line: string): ResponseCookie | null {
  const [first = '', ...attributes] = line.split(';').map((part) => part.trim());
  const at = first.indexOf('=');
  if (at < 0) return null;
  const name = first.slice(0, at).trim();
  const value = unquoted(first.slice(at + 1));
  if (!TOKEN.test(name) || !VALUE.test(value)) return null;
  const cookie: ResponseCookie = {
    ...{ name, value, domain: '', path: '', httpOnly: false, secure: false, maxAge: 0, expiresMs: null },
  };
  for (const attribute of attributes) setAttribute(cookie, attribute);
  return cookie;
}

function setAttribute(cookie: ResponseCookie, attribute: string): void {
  const at = attribute.indexOf('=');
  const value = at < 0 ? '' : attribute.slice(at + 1);
  if (!VALUE.test(value)) return;
  switch ((at < 0 ? attribute : attribute.slice(0, at)).toLowerCase()) {
    case 'domain':
      cookie.domain = value;
      return;
    case 'path':
      cookie.path = value;
      return;
    case 'secure':
      cookie.secure = true;
      return;
    case 'httponly':
      cookie.httpOnly = true;
      return;
    case 'max-age':
      if (/^(0|-?[1-9]\d*)$/.test(value)) cookie.maxAge = Number(value) > 0 ? Number(value) : -1;
      return;
    case 'expires':
      cookie.expiresMs = DATE.test(value) ? dateMs(value) : null;
      return;
    default:
      return;
  }
}

function dateMs(text: string): number | null {
  const ms = Date.parse(text.replace(/^(\w+, \d{2})-(\w+)-/, '$1 $2 '));
  return Number.isNaN(ms) ? null : ms;
}

const unquoted = (value: string): string =>
  /^".*"$/s.test(value) && value.length > 1 ? value.slice(1, -1) : value;

/** The value of a stored cookie as scripts see it. */
export const cookieValue = unquoted;

/** `name=value` as Go writes it into the Cookie header: what may not be there is dropped. */
export function cookiePair({ name, value }: { name: string; value: string }): string {
  const clean = value.replace(NOT_VALUE, '');
  return `${name.replace(/[\r\n]/g, '-')}=${/[ ,]/.test(clean) ? `"${clean}"` : clean}`;
}
