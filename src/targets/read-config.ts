import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as v from 'valibot';
import { HarnessError } from '../errors.ts';
import { suggest } from '../plan/suggest.ts';
import { redactText } from '../redact.ts';
import { configSchema, type HarnessConfig } from './target-config.ts';

/** The names that are looked for, in this order. */
const FILE_NAMES = ['harness.config.ts', 'harness.config.mjs', 'harness.config.js', 'harness.config.json'];

/** A configuration and where it lies. */
export interface FoundConfig {
  path: string;
  config: HarnessConfig;
}

/**
 * The declared targets: of `given` (a path), else of the nearest harness.config.* from `cwd` upwards; null when there is
 * none. Throws HarnessError (104) that lists every problem of the file at once.
 */
export async function readConfig(cwd: string, given?: string): Promise<FoundConfig | null> {
  const path = given === undefined ? nearest(cwd) : resolve(cwd, given);
  if (path === null) return null;
  if (!existsSync(path)) {
    throw new HarnessError(`there is no configuration at ${path}`, {
      code: 'ERR_CONFIG_NO_FILE',
      exit: 'invalidConfig',
      hint: "Correct --targets, or copy docs/targets.md's example to harness.config.ts.",
    });
  }
  const result = v.safeParse(configSchema, await exported(path));
  if (result.success) return { path, config: checkedTargets(path, result.output) };
  throw invalid(path, result.issues.map(problemOf));
}

function nearest(from: string): string | null {
  const found = FILE_NAMES.map((name) => join(from, name)).find((path) => existsSync(path));
  if (found !== undefined) return found;
  const above = dirname(from);
  return above === from ? null : nearest(above);
}

async function exported(path: string): Promise<unknown> {
  try {
    if (path.endsWith('.json')) return JSON.parse(readFileSync(path, 'utf8'));
    const { build } = await import('esbuild');
    const { outputFiles } = await build({
      entryPoints: [path],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      packages: 'external',
      logLevel: 'silent',
    });
    const code = outputFiles[0]?.text ?? '';
    // A data URL: nothing is written beside the user's files.
    const module = (await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`)) as {
      default?: unknown;
    };
    if (module.default === undefined) throw new Error('it has no default export');
    return module.default;
  } catch (cause) {
    const text = (cause instanceof Error ? cause.message : String(cause)).split('\n').slice(0, 3).join(' ');
    throw new HarnessError(`${path} cannot be read: ${redactText(text)}`, {
      code: 'ERR_CONFIG_UNREADABLE',
      exit: 'invalidConfig',
      hint: 'It exports its configuration as default: export default { targets: { ... } }.',
      cause,
    });
  }
}

// What one field alone cannot say.
function checkedTargets(path: string, config: HarnessConfig): HarnessConfig {
  const problems = Object.entries(config.targets).flatMap(([name, target]) => {
    const at = `targets.${name}`;
    const caps =
      target.environment === 'production'
        ? (['maxRatePerSecond', 'maxVus'] as const)
            .filter((key) => target[key] === undefined)
            .map((key) => `${at}.${key}: production must state it`)
        : [];
    const doubled = (target.waivers ?? [])
      .map(({ slo }) => slo)
      .filter((slo, index, all) => all.indexOf(slo) !== index)
      .map((slo) => `${at}.waivers: ${slo} is waived twice`);
    return [...caps, ...doubled];
  });
  if (problems.length > 0) throw invalid(path, problems);
  return config;
}

function invalid(path: string, problems: readonly string[]): HarnessError {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  return new HarnessError(`${path} has ${count}:\n${problems.map((text) => `  - ${text}`).join('\n')}`, {
    code: 'ERR_CONFIG_INVALID',
    exit: 'invalidConfig',
    hint: 'docs/targets.md lists every key.',
  });
}

type Issue = v.BaseIssue<unknown>;

function problemOf(issue: Issue): string {
  const path = (issue.path ?? []).map(({ key }) => String(key));
  if (issue.type === 'strict_object') return keyProblem(issue, path);
  const at = path.join('.') || 'the configuration';
  if (issue.type === 'object') return `${at}: must be an object`;
  return `${at}: ${/^Invalid /.test(issue.message) ? issue.message.toLowerCase() : issue.message}`;
}

// One type for a key too many, a key that is missing, and what is no object at all.
function keyProblem(issue: Issue, path: readonly string[]): string {
  const key = path.at(-1) ?? '';
  const owner = path.slice(0, -1).join('.') || 'the configuration';
  if (issue.expected === 'never') {
    const near = suggest(key, keysAt(configSchema, path.slice(0, -1)));
    return `${owner}: unknown key "${redactText(key)}"${near === undefined ? '' : `; did you mean "${near}"?`}`;
  }
  if (issue.expected === 'Object') return `${path.join('.') || 'the configuration'}: must be an object`;
  return `${owner}: ${key} is missing`;
}

// Only the kinds of schema that target-config.ts is made of.
function keysAt(schema: unknown, path: readonly string[]): string[] {
  const node = schema as {
    entries?: Record<string, unknown>;
    value?: unknown;
    item?: unknown;
    wrapped?: unknown;
    pipe?: unknown[];
    options?: unknown[];
  };
  if (node.wrapped !== undefined) return keysAt(node.wrapped, path);
  if (node.options !== undefined && node.entries === undefined) {
    return node.options.flatMap((option) =>
      typeof option === 'object' && option !== null ? keysAt(option, path) : [],
    );
  }
  const [key, ...rest] = path;
  if (key === undefined) return Object.keys(node.entries ?? {});
  const next = node.entries?.[key] ?? node.value ?? node.item;
  return next === undefined ? [] : keysAt(next, rest);
}
