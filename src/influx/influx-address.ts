import { HarnessError } from '../errors.ts';

/** Where an InfluxDB is and what is written to. */
export interface InfluxAddress {
  protocol: 'http' | 'https';
  host: string;
  port: number;
  /** In front of `/write`, behind a proxy. */
  path?: string;
  database: string;
  /** With InfluxDB 2 any name, and a token as password. */
  username: string | undefined;
  password: string | undefined;
  /** False: any certificate will do. */
  verifyCertificate?: boolean;
}

/** Reads `http://user:password@host:8086/database`. Throws HarnessError (104); the password is in no message. */
export function influxAddress(given: string): InfluxAddress {
  let url: URL;
  try {
    url = new URL(given);
  } catch {
    throw invalid('it is no URL');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw invalid(`${url.protocol}// is not http`);
  const database = decodeURIComponent(url.pathname.replace(/^\/+|\/+$/g, ''));
  if (database === '' || database.includes('/')) throw invalid('its path is not the name of a database');
  const protocol = url.protocol === 'http:' ? 'http' : 'https';
  return {
    protocol,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (protocol === 'http' ? 8086 : 443) : Number(url.port),
    database,
    username: url.username === '' ? undefined : decodeURIComponent(url.username),
    password: url.password === '' ? undefined : decodeURIComponent(url.password),
  };
}

function invalid(why: string): HarnessError {
  return new HarnessError(`the address of InfluxDB cannot be used: ${why}`, {
    code: 'ERR_INFLUX_ADDRESS',
    exit: 'invalidConfig',
    hint: 'Write e.g. --influxdb http://user:password@127.0.0.1:8086/r3mes (percent-encode the password).',
  });
}
