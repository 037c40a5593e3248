import { SLOS, type Slo } from '../../../thresholds.ts';
import type { Host } from '../../host.ts';
import { influxAddress } from '../../influx/influx-address.ts';
import { InfluxConnection } from '../../influx/influx-connection.ts';
import { InfluxFeed } from '../../influx/influx-feed.ts';
import { InfluxPoints } from '../../influx/influx-points.ts';
import { VERSION } from '../../package.ts';
import type { StartedRun } from '../../store/cut-off.ts';
import type { IntervalRecord, RunRecord } from '../../store/record/v1.ts';
import type { RunFolder } from '../../store/run-folder.ts';
import { openLivePage } from './live-page.ts';

/** Who else follows a run, as the flags say. */
export interface WatcherFlags {
  /** `http://user:password@host:8086/database` */
  influxdb?: string | undefined;
  /** Serve the page on loopback while the run goes; a port, or true for any. */
  dashboard?: string | true | undefined;
}

/** What the flags of a run and the environment say. */
export function watcherFlags(host: Host, { influxdb, dashboard }: WatcherFlags): WatcherFlags {
  return { influxdb: influxdb ?? host.env['R3MES_INFLUX_URL'], dashboard };
}

/** Someone who follows a run second by second. */
export interface RunWatcher {
  second(interval: IntervalRecord): void;
  end(record: RunRecord): Promise<void>;
}

interface Followed {
  folder: RunFolder;
  began: StartedRun;
  slos: readonly Slo[];
}

interface Watched {
  watchers: WatcherFlags;
  target: { slos: readonly Slo[] } | null;
}

/** All that follow a run, as one. Throws HarnessError where a flag cannot be read; a server that is away is no reason. */
export async function openWatchers(
  host: Host,
  { watchers: flags, target }: Watched,
  {
    folder,
    known,
    startedMs,
  }: { folder: RunFolder; known: Omit<StartedRun, 'harness' | 'startedAt'>; startedMs: number },
): Promise<RunWatcher> {
  const began = { ...known, harness: VERSION, startedAt: new Date(startedMs).toISOString() };
  const run: Followed = { folder, began, slos: target?.slos ?? SLOS };
  const all = [
    ...(flags.influxdb ? [influxWatcher(host, flags.influxdb, run)] : []),
    ...(flags.dashboard === undefined ? [] : [await openLivePage(host, flags.dashboard, run)]),
  ];
  return {
    second(interval) {
      for (const watcher of all) watcher.second(interval);
    },
    async end(record) {
      await Promise.all(all.map((watcher) => watcher.end(record)));
    },
  };
}

function influxWatcher(host: Host, address: string, { folder, began, slos }: Followed): RunWatcher {
  const connection = new InfluxConnection(influxAddress(address));
  const points = new InfluxPoints(
    {
      run: folder.id,
      scenario: began.scripts.map(({ path }) => path).join(', '),
      profile: began.profile,
      target: began.target?.name ?? '',
    },
    { startedMs: Date.parse(began.startedAt), slos },
  );
  const say = (message: string) => host.err.write(`${message}\n`);
  const opened = () => say(`seconds go to ${connection.detected}`);
  const feed = new InfluxFeed({
    connection,
    points,
    seconds: (from, count) => folder.seconds(from, count),
    opened,
    say,
  });
  return {
    second: (interval) => feed.second(interval),
    async end(record) {
      const missing = await feed.end(record);
      if (missing > 0)
        say(`InfluxDB: ${missing} seconds were not sent; "harness influx ${folder.id}" sends them`);
      if (points.folded.size > 0)
        say(`InfluxDB: ${points.folded.size} routes over the first 50 were folded into (other)`);
    },
  };
}
