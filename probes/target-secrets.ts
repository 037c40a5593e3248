import { percentDecoded } from './percent-decoded.ts';
import type { ProbeTarget } from './probe.ts';

/** Query parameters whose values are words of every message. */
const PLAIN_PARAMETERS = /^(ssl(mode)?|sslrootcert|host|port|db|family|application_name|connect_timeout)$/i;

/**
 * Every literal of a target that no output may show, as written and percent-decoded: user, password and database
 * of each URL (broken URLs too), values of its query, header values, PGUSER, PGPASSWORD and PGDATABASE.
 */
export function secretsOf(target: ProbeTarget): string[] {
  const { PGUSER, PGPASSWORD, PGDATABASE } = target.pgEnv ?? {};
  const plain = [PGUSER, PGPASSWORD, PGDATABASE, ...Object.values(target.headers ?? {})];
  const database = target.databaseUrl?.replace(/[?#].*$/, '').match(/:\/\/.*[@/]([^/@:]+)$/)?.[1];
  const inUrls = [target.databaseUrl, target.redisUrl, target.apiUrl, target.rpcUrl, target.lcdUrl].flatMap(
    (url) => (url ? partsOf(url) : []),
  );
  const all = [...plain, database, ...inUrls].filter((value) => value !== undefined && value !== '');
  return [...new Set(all.flatMap((value) => [value as string, percentDecoded(value as string)]))];
}

function partsOf(url: string): string[] {
  const rest = url.slice(url.indexOf('://') + 3);
  const userInfo = rest.includes('@') ? rest.slice(0, rest.lastIndexOf('@')) : '';
  const colon = userInfo.indexOf(':');
  const user = colon < 0 ? userInfo : userInfo.slice(0, colon);
  const password = colon < 0 ? '' : userInfo.slice(colon + 1);
  const query = [...rest.matchAll(/[?&]([^=&#]+)=([^&#]*)/g)]
    .filter(([, key = '']) => !PLAIN_PARAMETERS.test(key))
    .map(([, , value = '']) => value);
  // A password that breaks the URL is shown in pieces by whoever parsed it.
  const pieces = password.split(/[/?#@:]/).filter((piece) => piece.length >= 4);
  return [userInfo, user, password, ...pieces, ...query];
}
