import { parseDurationMs, parseGoDurationMs } from '../duration.ts';
import { OPTION_NAMES, type OptionKind, type OptionName, optionEntry } from './option-table.ts';

type Options = Record<string, unknown>;

/** What was read, and what could not be. */
export interface ReadOptions {
  options: Options;
  problems: string[];
}

/** Options that the environment sets: `K6_VUS`, ... An empty variable is as none. */
export function optionsOfEnvironment(env: Readonly<Record<string, string | undefined>>): ReadOptions {
  const given = OPTION_NAMES.flatMap((name) => {
    const variable = optionEntry(name).env;
    const text = variable === undefined ? undefined : env[variable];
    return variable === undefined || text === undefined || text === ''
      ? []
      : [{ name, source: variable, text }];
  });
  return readTexts(given, 'environment');
}

/** Flags want times with units, and the environment may write pairs as name:value. */
type Tier = 'environment' | 'flags';

/** Options that are given as text, with the word to name in a problem. */
export function readTexts(
  given: readonly { name: OptionName; source: string; text: string | readonly string[] }[],
  tier: Tier,
): ReadOptions {
  const options: Options = {};
  const problems: string[] = [];
  for (const { name, source, text } of given) {
    const read = readText(optionEntry(name).kind, text, tier);
    if (read.ok) options[name] = read.value;
    else problems.push(`invalid value for ${source}: ${read.problem}`);
  }
  return { options, problems };
}

type Read = { ok: true; value: unknown } | { ok: false; problem: string };

function readText(kind: OptionKind, given: string | readonly string[], tier: Tier): Read {
  const text = typeof given === 'string' ? given : given.join(',');
  const list = typeof given === 'string' ? given.split(',') : given.flatMap((each) => each.split(','));
  switch (kind) {
    case 'boolean':
      if (/^(1|t|true)$/i.test(text)) return { ok: true, value: true };
      return /^(0|f|false)$/i.test(text)
        ? { ok: true, value: false }
        : { ok: false, problem: `"${text}" is neither true nor false` };
    case 'integer':
      return /^-?\d+$/.test(text)
        ? { ok: true, value: Number(text) }
        : { ok: false, problem: `"${text}" is no whole number` };
    case 'duration':
      return durationMs(text, tier) === undefined
        ? { ok: false, problem: `"${text}" is no duration with a unit, such as 30s` }
        : { ok: true, value: text };
    case 'list':
      return { ok: true, value: list.map((each) => each.trim()).filter(Boolean) };
    case 'stages':
      return readStages(list, tier);
    case 'tags':
      return readPairs(typeof given === 'string' ? list : given, tier);
    case 'dns':
      return readPairs(list, 'flags');
    default:
      return { ok: true, value: text };
  }
}

function readStages(list: readonly string[], tier: Tier): Read {
  const stages = list.map((each) => {
    const [duration = '', target = ''] = each.split(':');
    return { duration: duration.trim(), target: /^\d+$/.test(target.trim()) ? Number(target) : Number.NaN };
  });
  const wrong = stages.findIndex(
    ({ duration, target }) => durationMs(duration, tier) === undefined || !Number.isInteger(target),
  );
  if (wrong < 0) return { ok: true, value: stages };
  return { ok: false, problem: `"${list[wrong]}" is no stage, such as 30s:10` };
}

const durationMs = (text: string, tier: Tier): number | undefined =>
  tier === 'flags' ? parseGoDurationMs(text) : parseDurationMs(text);

function readPairs(list: readonly string[], tier: Tier): Read {
  const pairs = list.map((each) => {
    const equals = tier === 'environment' && !each.includes('=') ? each.indexOf(':') : each.indexOf('=');
    return equals < 1 || equals === each.length - 1
      ? null
      : ([each.slice(0, equals), each.slice(equals + 1)] as const);
  });
  const wrong = pairs.indexOf(null);
  if (wrong >= 0) return { ok: false, problem: `"${list[wrong]}" is not name=value` };
  return { ok: true, value: Object.fromEntries(pairs.filter((pair) => pair !== null)) };
}
