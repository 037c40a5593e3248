import type { HostResult, VuContext } from '../../contract.ts';
import type { CookieStore } from '../../http-contract.ts';
import { GoError } from '../go-error.ts';

const stores = new WeakMap<object, CookieStore | null>();

function take<T>(result: HostResult<T>): T {
  if (!result.ok) throw new GoError(result.message);
  return result.value;
}

/** What stands behind a jar of a script; null for the VU's own and for what is no jar. */
export const storeOfJar = (jar: unknown): CookieStore | null =>
  typeof jar === 'object' && jar !== null ? (stores.get(jar) ?? null) : null;

/** `http.CookieJar` of one VU, and what stands behind its objects. */
export function createJarClass({ bridge }: VuContext) {
  const storeFor = (jar: object): CookieStore => stores.get(jar) ?? bridge.http.ownJar();

  // Methods are own keys, as of every object that k6 makes in Go.
  class CookieJar {
    constructor(store: CookieStore | null = bridge.http.newJar()) {
      stores.set(this, store);
      Object.assign(
        this,
        jarMethods(bridge, () => storeFor(this)),
      );
    }
  }

  return {
    CookieJar: CookieJar as new () => object,
    /** The VU's own jar, whichever it is when it is used. */
    own(): object {
      return new CookieJar(null);
    },
    storeOf: (jar: unknown): CookieStore | null =>
      jar instanceof CookieJar ? (stores.get(jar) ?? null) : null,
  };
}

function jarMethods(bridge: VuContext['bridge'], store: () => CookieStore) {
  const checked = (url: unknown): string => {
    const problem = bridge.http.checkUrl(String(url));
    if (problem !== null) throw new GoError(`parse "${String(url)}": ${problem}`);
    return String(url);
  };
  return {
    cookiesForURL(url: unknown): Record<string, string[]> {
      const flat = take(bridge.http.cookiesFor(store(), checked(url)));
      const map: Record<string, string[]> = {};
      for (let i = 0; i < flat.length; i += 2) {
        const name = flat[i] as string;
        map[name] = [...(map[name] ?? []), flat[i + 1] as string];
      }
      return map;
    },
    set(url: unknown, name: unknown, value: unknown, given?: unknown): boolean {
      const cookie = { name: String(name), value: String(value), ...attributesOf(given) };
      take(bridge.http.setCookie(store(), checked(url), cookie));
      return true;
    },
    clear(url: unknown): void {
      take(bridge.http.deleteCookie(store(), checked(url), null));
    },
    delete(url: unknown, name: unknown): void {
      take(bridge.http.deleteCookie(store(), checked(url), String(name)));
    },
  };
}

function attributesOf(given: unknown) {
  const o = (given ?? {}) as Record<string, unknown>;
  const text = String(o['expires']);
  const expires = o['expires'] === undefined ? null : Date.parse(text);
  if (Number.isNaN(expires)) {
    throw new GoError(
      `unable to parse "expires" date string "${text}": parsing time "${text}" as "Mon, 02 Jan 2006 15:04:05 MST": cannot parse "${text}" as "Mon"`,
    );
  }
  return {
    domain: String(o['domain'] ?? ''),
    path: String(o['path'] ?? ''),
    expiresMs: expires,
    maxAge: Number(o['max_age'] ?? 0),
    secure: Boolean(o['secure']),
    httpOnly: Boolean(o['http_only']),
  };
}
