/** A version of k6, as `k6 version` tells it. */
export interface K6Version {
  major: number;
  minor: number;
  patch: number;
  /** `2.2.0`, with a pre-release suffix where there is one. */
  text: string;
  /** Names of extensions built in through xk6, e.g. `k6/x/kafka`. */
  extensions: readonly string[];
}

/** Reads what `k6 version` prints (`k6 v2.2.0 (commit/..., go1.24, linux/amd64)`); null when that is no k6. */
export function parseK6Version(output: string): K6Version | null {
  const [, major, minor, patch, rest = ''] =
    /^k6(?:\.exe)? v?(\d+)\.(\d+)\.(\d+)(-[\w.]+)?/m.exec(output) ?? [];
  if (major === undefined) return null;
  const extensions = [...output.matchAll(/^\s+(\S+) v?\S+,\s*(k6\/x\/[\w./-]+)/gm)].map(
    ([, , name]) => name as string,
  );
  return {
    major: Number(major),
    minor: Number(minor),
    patch: Number(patch),
    text: `${major}.${minor}.${patch}${rest}`,
    extensions,
  };
}

/** What differs between the lines of k6 that a driver meets (k6-behaviour 7.6). */
export interface K6Abilities {
  /** Switches the end-of-test summary off. */
  summaryOff: readonly string[];
  /** Keeps the REST server from listening on a fixed port. */
  restOff: readonly string[];
  /** `--summary-mode` exists. */
  summaryMode: boolean;
  /** The executor `externally-controlled` exists. */
  externallyControlled: boolean;
  /** `--features` exists. */
  features: boolean;
}

/** The oldest line that the harness drives: before it, scripts of today do not run. */
export const OLDEST_K6 = '1.0.0';

/** What a version can do. */
export function abilitiesOf({ major, minor }: Pick<K6Version, 'major' | 'minor'>): K6Abilities {
  const v2 = major >= 2;
  return {
    summaryOff: v2 ? ['--summary-mode=disabled'] : ['--no-summary'],
    // Version 1 listens on 6565 unless told otherwise; two runs on one machine would collide.
    restOff: v2 ? [] : ['--address=127.0.0.1:0'],
    summaryMode: major >= 1,
    externallyControlled: !v2,
    features: v2 && minor >= 1,
  };
}
