import type { DeclaredMetric, ModuleFactory, VuContext } from '../contract.ts';
import { GoError } from './go-error.ts';
import { readTags } from './tags.ts';

/** The module `k6/metrics`. */
export const metricsModule: ModuleFactory = (vu) => {
  const exports = {
    Counter: metricClass(vu, 'counter'),
    Gauge: metricClass(vu, 'gauge'),
    Rate: metricClass(vu, 'rate'),
    Trend: metricClass(vu, 'trend'),
  };
  return { ...exports, default: exports };
};

function metricClass(vu: VuContext, kind: DeclaredMetric['kind']) {
  const title = kind.charAt(0).toUpperCase() + kind.slice(1);
  return {
    [title]: function (this: unknown, ...args: unknown[]) {
      if (new.target === undefined)
        throw new TypeError(`Class constructor ${title} cannot be invoked without 'new'`);
      if (vu.bridge.state.phase !== 'init') throw new GoError('metrics must be declared in the init context');
      const [name, isTime] = args;
      const text = args.length === 0 ? '' : String(name);
      return declare(vu, { name: text, kind, contains: isTime ? 'time' : 'default' });
    },
  }[title];
}

// Like k6's, the object is no instance of its constructor: own keys `name` and `add` only.
function declare(vu: VuContext, metric: DeclaredMetric): object {
  const declared = vu.bridge.declareMetric(metric);
  if (!declared.ok) throw new GoError(declared.message);
  const add = (...args: unknown[]): boolean => addValue(vu, metric, args);
  const object = {};
  Object.defineProperty(object, 'name', { value: metric.name, enumerable: true, writable: false });
  return Object.assign(object, { add });
}

function addValue({ bridge, $ }: VuContext, metric: DeclaredMetric, args: readonly unknown[]): boolean {
  const given = { value: args[0], tags: args[1] };
  if (bridge.state.phase === 'init')
    throw new GoError('Adding to metrics in the init context is not supported');
  const number = toNumber(given.value);
  if (Number.isNaN(number)) {
    const what = args.length === 0 ? 'no value was provided' : `'${String(given.value)}' is an invalid value`;
    const problem = `${what} for metric '${metric.name}', a number or a boolean value is expected`;
    if (bridge.state.options.throw) throw new GoError(problem);
    bridge.log('warning', problem, {});
    return false;
  }
  const tags = readTags(given.tags, `cannot add tags for the '${metric.name}' custom metric: `);
  if ($.interrupted) return true;
  bridge.emit(metric.name, tags === null ? bridge.state.tags : { ...bridge.state.tags, ...tags }, number);
  return true;
}

function toNumber(value: unknown): number {
  if (value === null || value === undefined) return Number.NaN;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const number = Number(value);
  return number === 0 && value && typeof value !== 'number' ? 1 : number;
}
