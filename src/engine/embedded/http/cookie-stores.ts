import { Cookie, CookieJar } from 'tough-cookie';
import type { HostResult } from '../realm/contract.ts';
import type {
  CookieAttributes,
  CookieStore,
  HttpRequest,
  RequestCookie,
  ResponseCookie,
} from '../realm/http-contract.ts';
import { factsOf } from './header-facts.ts';
import { parseUrl, UrlError } from './parsed-url.ts';
import { cookieValue, parseSetCookie } from './set-cookie.ts';

class Store {
  readonly kind = 'cookie-store';
  jar: CookieJar | null = null;
  open(): CookieJar {
    this.jar ??= new CookieJar(undefined, { looseMode: true, rejectPublicSuffixes: false });
    return this.jar;
  }
}

const NO_COOKIES: readonly ResponseCookie[] = [];
const NONE_SENT: RequestCookie[] = [];

/** The cookie jars of one VU; one that never meets a cookie costs nothing. */
export class CookieStores {
  #own = new Store();

  own(): CookieStore {
    return this.#own;
  }

  create(): CookieStore {
    return new Store();
  }

  reset(): void {
    if (this.#own.jar !== null) this.#own = new Store();
  }

  /** Keeps the Set-Cookie headers of a response. */
  store(jar: CookieStore | null, url: string, headers: readonly string[]): void {
    const { setCookies } = factsOf(headers);
    if (setCookies.length === 0) return;
    const lines = setCookies.filter((line) => parseSetCookie(line) !== null);
    if (lines.length === 0) return;
    const target = this.#storeOf(jar).open();
    for (const line of lines) target.setCookieSync(line, url, { ignoreError: true });
  }

  /** What goes into the Cookie header: the request's own first, then the jar's that they do not replace. */
  sent(request: HttpRequest, url: string): RequestCookie[] {
    const { jar } = this.#storeOf(request.jar);
    if (request.cookies === null && jar === null) return NONE_SENT;
    const own = request.cookies ?? [];
    const replaced = new Set(own.filter((cookie) => cookie.replace).map((cookie) => cookie.name));
    const kept = (jar?.getCookiesSync(url) ?? []).filter((c) => !replaced.has(c.key));
    return [
      ...own,
      ...kept.map(({ key, value }) => ({ name: key, value: cookieValue(value), replace: false })),
    ];
  }

  received(headers: readonly string[]): readonly ResponseCookie[] {
    const { setCookies } = factsOf(headers);
    return setCookies.length === 0 ? NO_COOKIES : setCookies.flatMap((line) => parseSetCookie(line) ?? []);
  }

  cookiesFor(jar: CookieStore, url: string): HostResult<readonly string[]> {
    if (!isHttp(url)) return { ok: true, value: [] };
    return guarded(() =>
      (this.#storeOf(jar).jar?.getCookiesSync(url) ?? []).flatMap((c) => [c.key, cookieValue(c.value)]),
    );
  }

  set(
    jar: CookieStore,
    url: string,
    given: { name: string; value: string } & CookieAttributes,
  ): HostResult<null> {
    if (!isHttp(url)) return { ok: true, value: null };
    return guarded(() => {
      const cookie = new Cookie({
        key: given.name,
        value: given.value,
        path: given.path || null,
        domain: given.domain || null,
        secure: given.secure,
        httpOnly: given.httpOnly,
        ...(given.maxAge === 0 ? {} : { maxAge: given.maxAge }),
        ...(given.expiresMs === null ? {} : { expires: new Date(given.expiresMs) }),
      });
      // One of another domain is passed over, as in Go.
      this.#storeOf(jar).open().setCookieSync(cookie, url, { ignoreError: true });
      return null;
    });
  }

  delete(jar: CookieStore, url: string, name: string | null): HostResult<null> {
    if (!isHttp(url)) return { ok: true, value: null };
    return guarded(() => {
      const target = this.#storeOf(jar).open();
      for (const cookie of target.getCookiesSync(url)) {
        if (name === null || cookie.key === name) target.setCookieSync(`${cookie.key}=; Max-Age=0`, url);
      }
      return null;
    });
  }

  #storeOf(jar: CookieStore | null): Store {
    return jar instanceof Store ? jar : this.#own;
  }
}

// Jars are for these schemes only; asked for others, they hold nothing.
function isHttp(url: string): boolean {
  const parsed = parseUrl(url);
  return !(parsed instanceof UrlError) && /^https?$/.test(parsed.scheme) && parsed.host !== '';
}

function guarded<T>(work: () => T): HostResult<T> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
