import { percentDecoded } from './percent-decoded.ts';
import type { ProbeTarget } from './probe.ts';

/** Query parameters whose values are words of every message. */
const PLAIN_PARAMETERS =
  /^(ssl(mode)?|sslrootcert|host|port|db|family|application_name|connect_timeout|master|natMap|prefix|list-type|delimiter|max-keys|marker|start-after|X-Amz-(Algorithm|Date|Expires|SignedHeaders))$/i;

/**
 * Every literal of a target that no output may show, as written and percent-decoded: user, password and database
 * of each URL (broken URLs too), values of its query, header values, PGUSER, PGPASSWORD and PGDATABASE.
 */
export function secretsOf(target: ProbeTarget): string[] {
  const { PGUSER, PGDATABASE } = target.pgEnv ?? {};
  const database = target.databaseUrl?.replace(/[?#].*$/, '').match(/:\/\/.*[@/]([^/@:]+)$/)?.[1];
  const users = urlsOf(target).flatMap((url) => partsOf(url).users);
  return [...new Set([...both([PGUSER, PGDATABASE, database, ...users]), ...passwordsOf(target)])];
}

/** Of these, what nobody may learn anywhere: passwords, tokens of queries, header values. */
export function passwordsOf(target: ProbeTarget): string[] {
  const headers = Object.values(target.headers ?? {});
  const inUrls = urlsOf(target).flatMap((url) => partsOf(url).passwords);
  return [...new Set(both([target.pgEnv?.['PGPASSWORD'], ...headers, ...inUrls]))];
}

function urlsOf(target: ProbeTarget): string[] {
  const { databaseUrl, redisUrl, apiUrl, rpcUrl, lcdUrl, webUrl, wsUrl, prometheusUrl, backup } = target;
  const urls = [databaseUrl, redisUrl, apiUrl, rpcUrl, lcdUrl, webUrl, wsUrl, prometheusUrl, backup];
  return urls.filter((url): url is string => url !== undefined && url !== '');
}

function both(values: readonly (string | undefined)[]): string[] {
  return values
    .filter((value): value is string => value !== undefined && value !== '')
    .flatMap((value) => [value, percentDecoded(value)]);
}

function partsOf(url: string): { users: string[]; passwords: string[] } {
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
  return { users: [user], passwords: [userInfo, password, ...pieces, ...query] };
}
