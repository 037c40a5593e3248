import { percentDecoded } from './percent-decoded.ts';
import { ProbeError } from './probe.ts';

/** The variable that an address came from, as failures name it. */
export interface DsnSource {
  variable: string;
  /** Characters that must be percent-encoded there, e.g. `/ is %2F, # %23`. */
  encoded: string;
}

/** An address that cannot be used as it stands; the text never repeats it. */
export function misconfigured(
  { variable }: Pick<DsnSource, 'variable'>,
  message: string,
  hint: string,
): ProbeError {
  return new ProbeError({
    stage: 'configure',
    code: 'INVALID_URL',
    message: `${variable}: ${message}`,
    hint,
  });
}

/**
 * The URL of an address without its scheme. Throws a ProbeError where an unencoded `/`, `#`, `?` or `@` of the password
 * would be taken for path, fragment, query or the end of the user info.
 */
export function parseDsn(rest: string, source: DsnSource): URL {
  const hint = `percent-encode the special characters of user and password: ${source.encoded}`;
  let url: URL;
  try {
    // A socket's `///db` has no host, which URL accepts for schemes that it does not know.
    url = new URL(`dsn://${rest}`);
  } catch {
    throw misconfigured(source, 'it is not a valid URL', hint);
  }
  if (
    url.hash !== '' ||
    url.pathname.includes('@') ||
    (url.search.includes('@') && !url.username && !url.password)
  ) {
    throw misconfigured(source, 'user or password holds a character that ends them', hint);
  }
  return url;
}

/** Percent-decoded; undefined for a part that is not there. */
export function dsnPart(text: string | undefined): string | undefined {
  return text ? percentDecoded(text) : undefined;
}

/** `host:port` with brackets around an IPv6 address, for people. */
export function hostLabel(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
