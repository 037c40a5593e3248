import { builtinModules } from 'node:module';
import type { Plugin } from 'esbuild';

const NODE_NAMES = new Set(builtinModules);
const ELSEWHERE = /^(https?:\/\/|k6\/x\/|k6\/browser$|k6\/experimental\/browser$)/;

/** The modules that come with k6 2.2 and that the engine has. */
const K6_MODULES = new Set([
  ...['k6', 'k6/crypto', 'k6/data', 'k6/encoding', 'k6/execution', 'k6/html', 'k6/http', 'k6/metrics'],
  ...['k6/net/grpc', 'k6/secrets', 'k6/timers', 'k6/websockets', 'k6/ws'],
  ...['k6/experimental/csv', 'k6/experimental/fs', 'k6/experimental/websockets'],
]);

/** True for a specifier of a k6 module that the engine has. */
export const isEngineModule = (specifier: string): boolean => K6_MODULES.has(specifier);

/** Leaves k6's own modules to the engine, and refuses what neither k6 nor the engine has, with the remedy. */
export function k6Externals(): Plugin {
  return {
    name: 'k6-externals',
    setup(build) {
      build.onResolve({ filter: ELSEWHERE }, ({ path }) => ({
        errors: [
          {
            text: `"${path}" cannot be imported by the embedded engine`,
            detail:
              'Remote modules, extensions and k6/browser need k6 itself: run with --engine k6, or vendor the file.',
          },
        ],
      }));
      build.onResolve({ filter: /^k6(\/|$)/ }, ({ path }) => {
        if (K6_MODULES.has(path)) return { path, external: true, sideEffects: false };
        const text = `unknown modules [${JSON.stringify(path)}] were tried to be loaded, but couldn't - this likely means automatic extension resolution is required or a custom k6 binary with the required extensions`;
        return { errors: [{ text }] };
      });
      build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
        if (kind === 'entry-point') return null;
        const name = path.replace(/^node:/, '');
        if (!path.startsWith('node:') && !NODE_NAMES.has(name)) return null;
        return {
          errors: [
            {
              text: `"${path}" is a module of Node.js, which k6 scripts do not have`,
              detail: 'Use open() for files in init code, k6/crypto and k6/encoding for the rest.',
            },
          ],
        };
      });
    },
  };
}
