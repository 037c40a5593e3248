import { build } from 'esbuild';
import type { K6Bundle } from './bundle-for-k6.ts';

/** What a wrapper adds to a script's options. */
export interface AddedThresholds {
  /** Beside those of the script. */
  added: Readonly<Record<string, readonly string[]>>;
  /** Where the script has none: those of the configuration file, which a script's replace. */
  otherwise: Readonly<Record<string, unknown>>;
}

const SCRIPT = 'r3mes:script';

/**
 * The bundle with thresholds added to its own. Everything else that the script exports is exported as it is: k6 sees the
 * same functions, the same handleSummary and the same options.
 */
export async function withThresholds(bundle: K6Bundle, thresholds: AddedThresholds): Promise<K6Bundle> {
  const { outputFiles } = await build({
    stdin: { contents: wrapperOf(bundle, thresholds), loader: 'js', sourcefile: 'wrapper.js' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    charset: 'utf8',
    logLevel: 'silent',
    plugins: [
      {
        name: 'script-of-the-wrapper',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /.*/ }, ({ path }) =>
            path === SCRIPT ? { path, namespace: SCRIPT } : { path, external: true },
          );
          onLoad({ filter: /.*/, namespace: SCRIPT }, () => ({ contents: bundle.code, loader: 'js' }));
        },
      },
    ],
  });
  return { ...bundle, code: outputFiles[0]?.text ?? bundle.code };
}

function wrapperOf({ exports }: K6Bundle, { added, otherwise }: AddedThresholds): string {
  const has = (name: string): boolean => exports.includes(name);
  return `
    import * as script from '${SCRIPT}';
    export * from '${SCRIPT}';
    ${has('default') ? `export { default } from '${SCRIPT}';` : ''}
    const own = ${has('options') ? 'script.options ?? {}' : '{}'};
    const thresholds = { ...(own.thresholds ?? ${JSON.stringify(otherwise)}) };
    for (const [metric, added] of Object.entries(${JSON.stringify(added)}))
      thresholds[metric] = [...(thresholds[metric] ?? []), ...added];
    export const options = { ...own, thresholds };`;
}
