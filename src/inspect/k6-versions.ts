import type { Finding } from './finding.ts';
import type { LintContext } from './lint-script.ts';

/** Since which version of k6 a module of its own is there, where it came after 0.47. */
const MODULES: Readonly<Record<string, string>> = {
  'k6/browser': '0.52.0',
  'k6/timers': '0.50.0',
  'k6/secrets': '1.0.0',
  'k6/websockets': '1.6.0',
  'k6/experimental/fs': '0.49.0',
  'k6/experimental/streams': '0.51.0',
  'k6/experimental/csv': '0.54.0',
};

const GLOBALS: Readonly<Record<string, string>> = {
  TextEncoder: '2.2.0',
  TextDecoder: '2.2.0',
  crypto: '1.0.0',
  setTimeout: '0.51.0',
  setInterval: '0.51.0',
  clearTimeout: '0.51.0',
  clearInterval: '0.51.0',
};

/** What Node and browsers have and no k6 has. */
const NEVER: ReadonlySet<string> = new Set([
  ...['process', 'Buffer', 'require', 'fetch', 'Headers', 'Request', 'Response', 'AbortController'],
  ...['FormData', 'XMLHttpRequest', 'WebSocket', 'EventTarget', 'URL', 'URLSearchParams', 'atob', 'btoa'],
  ...[
    'structuredClone',
    'queueMicrotask',
    'setImmediate',
    'Intl',
    'performance',
    'navigator',
    'window',
    'document',
  ],
  ...['WeakRef', 'FinalizationRegistry', 'Atomics', 'SharedArrayBuffer'],
]);
/** `require` loads k6's own modules in scripts that are no ES modules. */
const GUARDED = new Set(['UnaryExpression']);

/** A version as numbers; null for what is none. */
export function parseVersion(text: string): number[] | null {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return match === null ? null : [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
}

/** APIs that no k6 has, and those that the given k6 does not have yet. */
export function lackingApis({ script, k6Version }: LintContext): Finding[] {
  const { globals, modules, syntax, placeOf } = script;
  const absent = [...globals]
    // `typeof process` asks, and does not use.
    .filter(([name, node]) => NEVER.has(name) && !GUARDED.has(syntax.parents.get(node)?.type ?? ''))
    .map(([name, node]) => ({
      rule: 'api-not-in-k6',
      level: 'error' as const,
      text: `${name} is not there in any k6: using it throws a ReferenceError`,
      hint: 'Use the modules of k6, or a polyfill that is bundled with the script.',
      place: placeOf(node),
    }));
  const version = k6Version === null ? null : parseVersion(k6Version);
  if (version === null) return absent;
  const late = (name: string, since: string, place: string | null): Finding[] =>
    isBefore(version, parseVersion(since) ?? [])
      ? [
          {
            rule: 'api-newer-than-k6',
            level: 'error',
            text: `${name} is there from k6 ${since} on, and k6 ${k6Version} is to run the script`,
            hint: `Use k6 ${since} or newer.`,
            place,
          },
        ]
      : [];
  const entries = [...modules].flatMap((name) => late(name, MODULES[name] ?? '0.0.0', null));
  const names = [...globals].flatMap(([name, node]) =>
    Object.hasOwn(GLOBALS, name) ? late(name, GLOBALS[name] ?? '', placeOf(node)) : [],
  );
  return [...absent, ...entries, ...names];
}

function isBefore(version: readonly number[], since: readonly number[]): boolean {
  for (const [index, part] of since.entries()) {
    const own = version[index] ?? 0;
    if (own !== part) return own < part;
  }
  return false;
}
