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

  class CookieJar {
    constructor() {
      stores.set(this, bridge.http.newJar());
    }

    cookiesForURL(url: unknown): Record<string, string[]> {
      const flat = take(bridge.http.cookiesFor(storeFor(this), String(url)));
      const map: Record<string, string[]> = {};
      for (let i = 0; i < flat.length; i += 2) {
        const name = flat[i] as string;
        map[name] = [...(map[name] ?? []), flat[i + 1] as string];
      }
      return map;
    }

    set(url: unknown, name: unknown, value: unknown, given?: unknown): boolean {
      const o = (given ?? {}) as Record<string, unknown>;
      const expires = o['expires'] === undefined ? null : Date.parse(String(o['expires']));
      if (Number.isNaN(expires))
        throw new GoError(`unable to parse "expires" date string "${String(o['expires'])}"`);
      const cookie = {
        name: String(name),
        value: String(value),
        domain: String(o['domain'] ?? ''),
        path: String(o['path'] ?? ''),
        expiresMs: expires,
        maxAge: Number(o['max_age'] ?? 0),
        secure: Boolean(o['secure']),
        httpOnly: Boolean(o['http_only']),
      };
      take(bridge.http.setCookie(storeFor(this), String(url), cookie));
      return true;
    }

    clear(url: unknown): void {
      take(bridge.http.deleteCookie(storeFor(this), String(url), null));
    }

    delete(url: unknown, name: unknown): void {
      take(bridge.http.deleteCookie(storeFor(this), String(url), String(name)));
    }
  }

  return {
    CookieJar,
    /** The VU's own jar, whichever it is when it is used. */
    own(): CookieJar {
      const jar = Object.create(CookieJar.prototype) as CookieJar;
      stores.set(jar, null);
      return jar;
    },
    storeOf: (jar: unknown): CookieStore | null =>
      jar instanceof CookieJar ? (stores.get(jar) ?? null) : null,
  };
}
