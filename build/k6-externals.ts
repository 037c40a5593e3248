import { builtinModules } from 'node:module';
import type { Plugin } from 'esbuild';

const NODE_NAMES = new Set(builtinModules);
const ELSEWHERE = /^(https?:\/\/|k6\/x\/|k6\/browser$)/;

/** The modules that come with k6 2.2 and that the engine has; a test holds it against the engine's own map. */
export const K6_MODULES: readonly string[] = [
  ...['k6', 'k6/crypto', 'k6/crypto/x509', 'k6/data', 'k6/encoding', 'k6/execution', 'k6/html', 'k6/http'],
  ...['k6/metrics', 'k6/net/grpc', 'k6/secrets', 'k6/timers', 'k6/websockets', 'k6/ws'],
  ...['k6/experimental/csv', 'k6/experimental/fs', 'k6/experimental/streams', 'k6/experimental/websockets'],
];

/** What k6 had before 2.2, and what scripts import in its place. */
export const REMOVED_MODULES: Readonly<Record<string, string>> = {
  'k6/experimental/browser': 'k6/browser',
  'k6/experimental/grpc': 'k6/net/grpc',
  'k6/experimental/redis': 'k6/x/redis',
  'k6/experimental/timers': 'k6/timers',
  'k6/experimental/tracing': 'the jslib http-instrumentation-tempo',
  'k6/experimental/webcrypto': 'the global crypto',
};

/** Why a module cannot be imported, and what to do about it; null for a module that can, or that is a file. */
export function refusedModule(specifier: string): { text: string; detail?: string } | null {
  const removed = REMOVED_MODULES[specifier];
  if (removed !== undefined) return { text: `"${specifier}" was removed from k6: use ${removed} instead` };
  if (ELSEWHERE.test(specifier)) {
    return { text: `"${specifier}" ${NEEDS_K6}: ${remedyFor(specifier)}` };
  }
  if (/^k6(\/|$)/.test(specifier)) {
    if (K6_MODULES.includes(specifier)) return null;
    return {
      text: `unknown modules [${JSON.stringify(specifier)}] were tried to be loaded, but couldn't - this likely means automatic extension resolution is required or a custom k6 binary with the required extensions`,
      detail: 'The modules that the engine has are in docs/k6-compatibility.md; for others use --engine k6.',
    };
  }
  const name = specifier.replace(/^node:/, '');
  if (!specifier.startsWith('node:') && !NODE_NAMES.has(name)) return null;
  return {
    text: `"${specifier}" is a module of Node.js, which k6 scripts do not have`,
    detail: 'Use open() for files in init code, k6/crypto and k6/encoding for the rest.',
  };
}

function remedyFor(specifier: string): string {
  if (specifier === 'k6/browser')
    return 'k6 itself drives the Chromium of browser steps, run with --engine k6';
  if (specifier.startsWith('k6/x/'))
    return 'extensions are parts of a k6 that was built with them, run with --engine k6';
  return 'a run must not wait for a remote server; save the file beside the script and import that, or run with --engine k6';
}

/** True for a specifier of a k6 module that the engine has. */
export const isEngineModule = (specifier: string): boolean => K6_MODULES.includes(specifier);

/** In the text of what only k6 itself can import. */
export const NEEDS_K6 = 'cannot be imported by the embedded engine';

/** Leaves to k6 itself whatever it can import: its modules, its browser, extensions and remote modules. */
export function importsOfK6(): Plugin {
  return {
    name: 'imports-of-k6',
    setup(build) {
      build.onResolve({ filter: /^(k6(\/|$)|https?:\/\/)/ }, ({ path }) => ({ path, external: true }));
    },
  };
}

/** Leaves k6's own modules to the engine, and refuses what neither k6 nor the engine has, with the remedy. */
export function k6Externals(): Plugin {
  return {
    name: 'k6-externals',
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
        if (kind === 'entry-point') return null;
        const refused = refusedModule(path);
        if (refused !== null) return { errors: [refused] };
        return isEngineModule(path) ? { path, external: true, sideEffects: false } : null;
      });
    },
  };
}
