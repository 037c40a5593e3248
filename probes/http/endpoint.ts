import { percentDecoded } from '../percent-decoded.ts';
import { ProbeError, type ProbeTarget } from '../probe.ts';

/** Where the API is. */
export interface HttpEndpoint {
  /** Without user info, query and trailing slash. */
  base: URL;
  headers: Record<string, string>;
  tls: NonNullable<ProbeTarget['tls']>;
  /** `host:port`, for people. */
  label: string;
}

/** The endpoint of `apiUrl`; user info becomes a header, so that no URL carries it. */
export function httpEndpoint(target: ProbeTarget): HttpEndpoint {
  return httpEndpointOf(target.apiUrl, {
    variable: 'R3MES_API_URL or --target',
    what: 'API',
    headers: target.headers,
    tls: target.tls,
  });
}

/** The endpoint of a URL that a variable gives; throws a ProbeError that names the variable. */
export function httpEndpointOf(
  text: string | undefined,
  told: { variable: string; what: string; headers?: ProbeTarget['headers']; tls?: ProbeTarget['tls'] },
): HttpEndpoint {
  if (text === undefined || !URL.canParse(text) || !/^https?:\/\//i.test(text)) {
    throw new ProbeError({
      stage: 'configure',
      code: 'INVALID_URL',
      message: `the URL of the ${told.what} is not a valid http:// or https:// URL`,
      hint: `correct ${told.variable}, e.g. http://127.0.0.1:8000`,
    });
  }
  const url = new URL(text);
  const headers = { ...told.headers };
  if (url.username || url.password) {
    const user = `${percentDecoded(url.username)}:${percentDecoded(url.password)}`;
    headers['authorization'] ??= `Basic ${Buffer.from(user).toString('base64')}`;
  }
  const base = new URL(`${url.origin}${url.pathname.replace(/\/+$/, '')}`);
  return {
    base,
    headers,
    tls: told.tls ?? {},
    label: `${base.host}${base.pathname === '/' ? '' : base.pathname}`,
  };
}
