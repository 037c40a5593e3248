import type { CookieStores } from '../http/cookie-stores.ts';
import type { ParsedUrl } from '../http/parsed-url.ts';
import { canonical, targetHeaders } from '../http/request-head.ts';
import type { VuOptions } from '../realm/contract.ts';
import type { WsRequest } from '../realm/ws-contract.ts';

const OF_THE_PROTOCOL = new Set([
  'Upgrade',
  'Connection',
  'Sec-Websocket-Key',
  'Sec-Websocket-Version',
  'Sec-Websocket-Extensions',
]);

/** The handshake's headers beside those of the protocol, by name; or the text of Go's refusal. */
export function handshakeHeaders(
  request: WsRequest,
  url: ParsedUrl,
  { options, cookies }: { options: VuOptions; cookies: CookieStores },
): Record<string, string> | string {
  const headers: Record<string, string> = { Host: url.host };
  if (options.userAgent !== '') headers['User-Agent'] = options.userAgent;
  for (const [name, value] of Object.entries(options.extraHeaders)) headers[canonical(name)] = value;
  for (const [name, value] of targetHeaders(options, url.host)) headers[canonical(name)] = value;
  const own = cookies.cookiesFor(request.jar ?? cookies.own(), cookieUrl(url));
  if (own.ok && own.value.length > 0) headers['Cookie'] = cookieHeader(own.value);
  if (request.protocols.length > 0) headers['Sec-Websocket-Protocol'] = request.protocols.join(', ');
  for (let i = 0; i < request.headers.length; i += 2) {
    const name = canonical(request.headers[i] as string);
    if (OF_THE_PROTOCOL.has(name) || (name === 'Sec-Websocket-Protocol' && request.protocols.length > 0))
      return `websocket: duplicate header not allowed: ${name}`;
    headers[name] = onTheWire(request.headers[i + 1] as string);
  }
  return headers;
}

/** The URL that the handshake is a request to, for cookies. */
export const cookieUrl = ({ text }: ParsedUrl): string => text.replace(/^ws/i, 'http');

function cookieHeader(flat: readonly string[]): string {
  const pairs: string[] = [];
  for (let i = 0; i < flat.length; i += 2) pairs.push(`${flat[i]}=${flat[i + 1]}`);
  return onTheWire(pairs.join('; '));
}

// UTF-8 in Latin-1 characters; a line break would begin a header of its own.
const onTheWire = (value: string): string => Buffer.from(value.replace(/[\r\n]+/g, ' ')).toString('latin1');
