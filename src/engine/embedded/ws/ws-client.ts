import type { SampleEmitter } from '../../../metrics/sample.ts';
import { HeldSession } from '../blocking/held-session.ts';
import type { CookieStores } from '../http/cookie-stores.ts';
import { dialerOf } from '../http/http-client.ts';
import { parseUrl, UrlError } from '../http/parsed-url.ts';
import type { WsBridge } from '../realm/ws-contract.ts';
import type { IterationSockets } from '../vu/vu.ts';
import type { VuRecord } from '../vu/vu-state.ts';
import { Session } from './ws-session.ts';

/** WebSockets of one VU; they use its cookies and live no longer than its iteration. */
export function openWsClient(parts: {
  state: VuRecord;
  cookies: CookieStores;
  emitter: SampleEmitter;
}): WsBridge & IterationSockets {
  const open = new Set<Session | HeldSession>();
  return {
    parseUrl(url) {
      const parsed = parseUrl(url);
      if (parsed instanceof UrlError) return { ok: false, message: parsed.message };
      const { text, scheme } = parsed;
      const hash = text.indexOf('#');
      return { ok: true, value: { text, scheme, fragment: hash < 0 ? '' : text.slice(hash + 1) } };
    },
    open(request, listen) {
      const session = new Session({ ...parts, dialer: dialerOf(parts.state.options) }, request, listen);
      open.add(session);
      session.onOver = () => open.delete(session);
      session.start();
      return session;
    },
    openHeld(request) {
      const session = new HeldSession(parts, request);
      open.add(session);
      return session;
    },
    endAll() {
      for (const session of open) session.drop();
      open.clear();
    },
    close() {},
  };
}
