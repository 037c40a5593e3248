import type { IPoint } from 'influx';
import { InfluxConnection } from '../influx/influx-connection.ts';
import type { Sample, Tags } from '../metrics/sample.ts';
import { redactText } from '../redact.ts';
import { addressOf, type InfluxSettings, influxSettings } from './influx-settings.ts';
import type { OutputFactory } from './output.ts';

/** Points of one write. */
const BATCH = 5000;
/** More than these wait for a server that is too slow: later ones are lost, and counted. */
const MOST_WAITING = 200_000;
const ATTEMPTS = 3;
const RETRY_AFTER_MS = 500;
/** At the end the server has so long to take what is left. */
const END_WITHIN_MS = 10_000;

/** `--out influxdb=URL`: every sample as a point with its tags, as k6 writes them to InfluxDB 1.x; to later ones through their 1.x API. */
export const influxOutput: OutputFactory = (url, _run, { env, collectors, error }) => {
  const settings = influxSettings(url, env, collectors['influxdb'] as Record<string, unknown> | undefined);
  const writer = new InfluxWriter(settings, error);
  return {
    write: (samples) => writer.add(samples.map((sample) => pointOf(sample, settings))),
    end: () => writer.end(),
  };
};

/** Writes points in batches beside a run: nothing waits for the server, and what it does not take is told of. */
class InfluxWriter {
  readonly #settings: InfluxSettings;
  readonly #error: (message: string) => void;
  readonly #connection: InfluxConnection;
  readonly #opened: Promise<void>;
  readonly #timer: NodeJS.Timeout;
  #waiting: IPoint[] = [];
  #writing = new Set<Promise<void>>();
  #lost = 0;
  #giveUp = false;

  constructor(settings: InfluxSettings, error: (message: string) => void) {
    this.#settings = settings;
    this.#error = error;
    this.#connection = new InfluxConnection(addressOf(settings));
    // A proxy may pass on writes only.
    this.#opened = this.#connection.open().catch(() => {});
    this.#timer = setInterval(() => this.#push(), settings.pushIntervalMs);
  }

  add(points: readonly IPoint[]): void {
    const room = Math.max(0, MOST_WAITING - this.#waiting.length);
    for (const point of points.length <= room ? points : points.slice(0, room)) this.#waiting.push(point);
    this.#lost += Math.max(0, points.length - room);
  }

  /** Resolves when all is written or given up; tells how many points were lost. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    const limit = setTimeout(() => {
      this.#giveUp = true;
    }, END_WITHIN_MS);
    while (this.#waiting.length > 0 || this.#writing.size > 0) {
      this.#push();
      await Promise.race(this.#writing);
    }
    clearTimeout(limit);
    if (this.#lost > 0) this.#error(`InfluxDB did not take ${this.#lost} points`);
  }

  get #version(): string {
    return this.#connection.version && ` ${this.#connection.version}`;
  }

  #push(): void {
    while (this.#waiting.length > 0 && this.#writing.size < this.#settings.concurrentWrites) {
      const batch = this.#waiting.splice(0, BATCH);
      const write = this.#write(batch).finally(() => this.#writing.delete(write));
      this.#writing.add(write);
    }
  }

  async #write(points: IPoint[]): Promise<void> {
    const { database, precision, retention } = this.#settings;
    const options = { database, precision, ...(retention === '' ? {} : { retentionPolicy: retention }) };
    for (let attempt = 1; ; attempt++) {
      try {
        if (this.#giveUp) throw new Error(`the end of the run has waited for ${END_WITHIN_MS / 1000} s`);
        await this.#opened;
        await this.#connection.write(points, options);
        return;
      } catch (cause) {
        if (attempt < ATTEMPTS && !this.#giveUp) {
          await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS * attempt));
          continue;
        }
        this.#lost += points.length;
        const reason = redactText(cause instanceof Error ? cause.message : String(cause));
        this.#error(
          `InfluxDB${this.#version} at ${this.#settings.host}:${this.#settings.port} did not take points: ${reason}`,
        );
        return;
      }
    }
  }
}

/** A sample as a point; tags without a value are left out, since InfluxDB has no such. */
export function pointOf({ metric, timeMs, value, tags, metadata }: Sample, settings: InfluxSettings): IPoint {
  const fields: Record<string, unknown> = { value };
  const kept: Record<string, string> = {};
  const typed = new Map(settings.tagsAsFields.map((each) => each.split(':') as [string, string | undefined]));
  for (const [name, text] of Object.entries({ ...tags, ...fieldsOnly(metadata, typed) })) {
    if (text === '') continue;
    if (typed.has(name)) fields[name] = fieldValue(text, typed.get(name));
    else kept[name] = text;
  }
  return { measurement: metric, tags: kept, fields, timestamp: timestampOf(timeMs, settings.precision) };
}

const fieldsOnly = (metadata: Tags | undefined, typed: ReadonlyMap<string, unknown>): Tags =>
  Object.fromEntries(Object.entries(metadata ?? {}).filter(([name]) => typed.has(name)));

function fieldValue(text: string, type: string | undefined): unknown {
  const number = Number(text);
  if ((type === 'int' || type === 'float') && Number.isFinite(number)) return number;
  if (type === 'bool' && /^(true|false)$/.test(text)) return text === 'true';
  return text;
}

const PER_MS: Readonly<Record<string, number>> = {
  u: 1000,
  ms: 1,
  s: 1 / 1000,
  m: 1 / 60_000,
  h: 1 / 3_600_000,
};

function timestampOf(timeMs: number, precision: string): string {
  if (precision === 'n') return `${Math.floor(timeMs * 1000)}000`;
  return String(Math.floor(timeMs * (PER_MS[precision] ?? 1)));
}
