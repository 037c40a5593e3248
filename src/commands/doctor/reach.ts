import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import { hostLabel } from '../../../probes/dsn.ts';
import { postgresEndpoint } from '../../../probes/postgres/endpoint.ts';
import type { ProbeName, ProbeTarget } from '../../../probes/probe.ts';
import { redisEndpoint } from '../../../probes/redis/endpoint.ts';
import { codeOf, systemFailure } from '../../../probes/system-failure.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

/** Where a part is, for TCP. */
interface Place {
  area: string;
  host: string;
  port: number;
}

/** Whether each name resolves, to which address families, and whether every one of its addresses admits connections. */
export async function reachFindings(
  names: readonly ProbeName[],
  target: ProbeTarget,
  timeoutMs: number,
): Promise<Finding[]> {
  const places = names.flatMap((name) => placesOf(name, target));
  const unique = new Map(places.map((place) => [`${place.area} ${place.host}:${place.port}`, place]));
  return (await Promise.all([...unique.values()].map((place) => placeFindings(place, timeoutMs)))).flat();
}

/** A part that is named wrongly has no place: its probe says so. Sockets of files have none either. */
function placesOf(area: ProbeName, target: ProbeTarget): Place[] {
  try {
    if (area === 'postgres') {
      const { host, port } = postgresEndpoint(target);
      return host.startsWith('/') ? [] : [{ area, host, port }];
    }
    if (area === 'redis') {
      const { host, port, path } = redisEndpoint(target);
      return path === undefined ? [{ area, host, port }] : [];
    }
  } catch {
    return [];
  }
  const urls: Partial<Record<ProbeName, (string | undefined)[]>> = {
    http: [target.apiUrl],
    websocket: [target.wsUrl],
    frontend: [target.webUrl],
    chain: [target.rpcUrl, target.lcdUrl],
    prometheus: [target.prometheusUrl],
    backup: [target.backup],
  };
  return (urls[area] ?? []).flatMap((text) => {
    if (text === undefined || !/^(http|ws)s?:\/\//i.test(text) || !URL.canParse(text)) return [];
    const { hostname, port, protocol } = new URL(text);
    return [
      {
        area,
        host: hostname.replace(/^\[|\]$/g, ''),
        port: Number(port || (/s:$/.test(protocol) ? 443 : 80)),
      },
    ];
  });
}

async function placeFindings({ area, host, port }: Place, timeoutMs: number): Promise<Finding[]> {
  let addresses: string[];
  try {
    addresses = isIP(host) > 0 ? [host] : (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (error) {
    const code = codeOf(error);
    return [
      problem(area, `${host} does not resolve (${code})`, systemFailure(code)?.hint ?? 'check the name'),
    ];
  }
  const tried = await Promise.all(
    addresses.map(async (address) => ({ address, failed: await dial(address, port, timeoutMs) })),
  );
  const good = tried.filter(({ failed }) => failed === '').map(({ address }) => hostLabel(address, port));
  const bad = tried.filter(({ failed }) => failed !== '');
  const named = isIP(host) > 0 ? '' : `${host} is `;
  const families = `${named}${good.join(', ')}`;
  if (bad.length === 0) return [ok(area, `${families}: connected`)];
  const told = bad.map(({ address, failed }) => `${hostLabel(address, port)} (${failed})`).join(', ');
  const [first] = bad;
  const hint =
    systemFailure(first?.failed ?? '')?.hint ?? 'packets are dropped: look at firewalls and network policies';
  if (good.length === 0) return [problem(area, `${named}${told}: no connection`, hint)];
  const remedy =
    'let the server listen on every address of its name, or take the address out of the name (DNS, /etc/hosts)';
  return [
    warning(
      area,
      `${families}: connected, but not ${told}: clients that try that one first wait or fail`,
      remedy,
    ),
  ];
}

/** '' once connected, else the code of what failed. */
function dial(host: string, port: number, timeoutMs: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (result: string) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(timeoutMs, () => end('ETIMEDOUT'));
    socket.once('connect', () => end(''));
    socket.once('error', (error) => end(codeOf(error) || 'failed'));
  });
}
