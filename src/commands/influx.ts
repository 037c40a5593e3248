import { SLOS } from '../../thresholds.ts';
import { HarnessError } from '../errors.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { Host } from '../host.ts';
import { influxAddress } from '../influx/influx-address.ts';
import { InfluxConnection } from '../influx/influx-connection.ts';
import { InfluxPoints } from '../influx/influx-points.ts';
import { loadRun } from '../store/load-run.ts';

/** Flags of `harness influx`, as commander gives them. */
export interface InfluxFlags {
  run: string;
  influxdb?: string;
  outDir: string;
}

const BATCH = 20;

/** Writes a kept run to InfluxDB. What is there already is written over by the same: times and series are equal. */
export async function influxCommand(host: Host, flags: InfluxFlags): Promise<number> {
  const url = flags.influxdb ?? host.env['R3MES_INFLUX_URL'];
  if (!url) {
    throw new HarnessError('influx needs the address of an InfluxDB', {
      code: 'ERR_INFLUX_NONE',
      exit: 'usage',
      hint: 'Give --influxdb http://user:password@127.0.0.1:8086/r3mes, or set R3MES_INFLUX_URL.',
    });
  }
  const { record, intervals } = await loadRun(flags.outDir, flags.run);
  const connection = new InfluxConnection(influxAddress(url));
  const { id, profile, target, startedAt } = record;
  const scenario = record.scripts.map(({ path }) => path).join(', ');
  const points = new InfluxPoints(
    { run: id, scenario, profile, target: target?.name ?? '' },
    { startedMs: Date.parse(startedAt), slos: SLOS },
  );
  try {
    await connection.open();
    for (let start = 0; start < intervals.length; start += BATCH) {
      await connection.write(
        intervals.slice(start, start + BATCH).flatMap((each) => points.ofInterval(each)),
      );
    }
    await connection.write(points.ofVerdict(record));
  } catch (error) {
    throw connection.explain(error);
  }
  host.out.write(`${intervals.length} seconds of ${id} are in ${connection.detected}\n`);
  return EXIT_CODES.success.code;
}
