import { access, readFile } from 'node:fs/promises';
import os from 'node:os';
import { delimiter, join } from 'node:path';
import type { Host } from '../../host.ts';
import { readCalibration } from '../../self-check/calibration.ts';
import { calibrationFinding } from './calibration-finding.ts';
import { type Finding, ok, warning } from './finding.ts';

/** Each VU may hold several sockets, and the process files of its own. */
const ENOUGH_FILES = 10_000;
/** A connection that was closed keeps its port for a minute: so many allow for 300 new ones a second. */
const ENOUGH_PORTS = 20_000;
const AREA = 'generator';

/** Limits of this machine that spoil load tests before the target does. */
export async function generatorFindings(host: Host): Promise<Finding[]> {
  return [
    ok(
      AREA,
      `Node ${host.nodeVersion}, ${os.cpus().length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB of memory`,
    ),
    ...(await fileLimit()),
    ...(await portRange()),
    ...(await processorQuota()),
    ...(await memoryLimit()),
    ...(await programs(host)),
    ...calibration(host),
  ];
}

function calibration(host: Host): Finding[] {
  const kept = readCalibration(host);
  return kept === null
    ? [ok(AREA, 'not calibrated: harness doctor --calibrate measures what it can offer')]
    : [calibrationFinding(kept)];
}

async function fileLimit(): Promise<Finding[]> {
  const [, soft = '', hard = ''] =
    /^Max open files\s+(\S+)\s+(\S+)/m.exec(await text('/proc/self/limits')) ?? [];
  if (soft === '') return [];
  if (soft === 'unlimited' || Number(soft) >= ENOUGH_FILES)
    return [ok(AREA, `${soft} files and sockets may be open`)];
  const most = hard === 'unlimited' || Number(hard) >= 65_536 ? '65536' : hard;
  const raise =
    Number(most) > Number(soft) ? `ulimit -n ${most}` : 'raise the hard limit in /etc/security/limits.conf';
  return [
    warning(
      AREA,
      `only ${soft} files and sockets may be open: enough for some ${Math.floor(Number(soft) / 2)} VUs`,
      raise,
    ),
  ];
}

async function portRange(): Promise<Finding[]> {
  const [from, to] = (await text('/proc/sys/net/ipv4/ip_local_port_range')).trim().split(/\s+/).map(Number);
  if (from === undefined || to === undefined || !(to > from)) return [];
  const count = to - from + 1;
  if (count >= ENOUGH_PORTS) return [ok(AREA, `${count} local ports for connections (${from} to ${to})`)];
  const what = `only ${count} local ports (${from} to ${to}): some ${Math.floor(count / 60)} new connections a second to one address`;
  return [warning(AREA, what, 'sysctl -w net.ipv4.ip_local_port_range="10240 65535"')];
}

async function processorQuota(): Promise<Finding[]> {
  const [quota = '', period = ''] = (await text('/sys/fs/cgroup/cpu.max')).trim().split(/\s+/);
  if (quota === '' || quota === 'max') return [];
  const cores = Number(quota) / Number(period);
  const throttled = Number(/^nr_throttled (\d+)/m.exec(await text('/sys/fs/cgroup/cpu.stat'))?.[1] ?? 0);
  const what = `this container may use ${cores.toFixed(2)} cores`;
  if (throttled === 0) return [ok(AREA, `${what}; it was never held back`)];
  return [
    warning(
      AREA,
      `${what} and was held back ${throttled} times: runs can become INVALID`,
      'raise limits.cpu of the pod, or --cpus of the container',
    ),
  ];
}

async function memoryLimit(): Promise<Finding[]> {
  const limit = Number((await text('/sys/fs/cgroup/memory.max')).trim());
  if (!(limit > 0)) return [];
  const mebibytes = Math.round(limit / 2 ** 20);
  if (mebibytes >= 1024) return [ok(AREA, `this container may use ${mebibytes} MiB of memory`)];
  return [
    warning(
      AREA,
      `this container may use ${mebibytes} MiB of memory only`,
      'raise limits.memory of the pod: 512 MiB and 0.1 MiB a VU',
    ),
  ];
}

/** What parts of the harness need of this machine, beside npm packages. */
async function programs(host: Host): Promise<Finding[]> {
  const found = await Promise.all(
    ['redis-server', 'valkey-server'].map(async (name) => [name, await onPath(host, name)] as const),
  );
  const there = found.filter(([, is]) => is).map(([name]) => name);
  return [
    there.length > 0
      ? ok(AREA, `for the stand-in: ${there.join(', ')}`)
      : warning(
          AREA,
          'no redis-server on PATH: stand-in and demo do without Redis',
          'apt-get install redis-server',
        ),
  ];
}

async function onPath(host: Host, name: string): Promise<boolean> {
  const folders = (host.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = await Promise.all(
    folders.map((folder) =>
      access(join(folder, name)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}

const text = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
