import type { ModuleFactory, VuContext } from '../contract.ts';
import { deepFreeze } from './deep-freeze.ts';
import { GoError } from './go-error.ts';
import { readTagValue } from './tags.ts';

/** The module `k6/execution`. */
export const executionModule: ModuleFactory = (vu) => {
  const exports = {
    instance: readonlyObject(instanceFields(vu)),
    scenario: readonlyObject(scenarioFields(vu)),
    test: readonlyObject(testFields(vu)),
    vu: readonlyObject(vuFields(vu)),
  };
  return { ...exports, default: rereadObject(exports) };
};

// In k6 each read of the default export's members gives a new object.
function rereadObject(members: Readonly<Record<string, object>>): object {
  const object = {};
  for (const [name, member] of Object.entries(members)) {
    Object.defineProperty(object, name, { get: () => new Proxy(member, {}), enumerable: true });
  }
  return object;
}

type Getters = Record<string, () => unknown>;

// Getters without setters: writing throws TypeError in strict code, as k6's do.
function readonlyObject(getters: Getters): object {
  const object = {};
  for (const [name, get] of Object.entries(getters)) {
    Object.defineProperty(object, name, { get, enumerable: true, configurable: false });
  }
  return object;
}

function refuseInInit({ phase }: VuContext['bridge']['state'], what: string): void {
  if (phase === 'init') throw new GoError(`getting ${what} information in the init context is not supported`);
}

function scenarioFields({ bridge }: VuContext): Getters {
  const { state, execution } = bridge;
  const inScenario = <T>(read: (scenario: NonNullable<typeof state.scenario>) => T) => {
    return () => {
      refuseInInit(state, 'scenario');
      if (state.scenario === null)
        throw new GoError('getting scenario information outside of the VU context is not supported');
      return read(state.scenario);
    };
  };
  return {
    name: inScenario((scenario) => scenario.name),
    executor: inScenario((scenario) => scenario.executor),
    startTime: inScenario((scenario) => Math.floor(scenario.startTimeMs)),
    progress: inScenario(() => execution.scenarioProgress()),
    iterationInInstance: inScenario(() => state.iterationInInstance),
    iterationInTest: inScenario(() => state.iterationInTest),
  };
}

function instanceFields({ bridge }: VuContext): Getters {
  const read = (name: keyof ReturnType<typeof bridge.execution.instance>) => () => {
    if (bridge.state.phase === 'init' || bridge.state.phase === 'teardown') {
      throw new GoError('getting instance information in the init context is not supported');
    }
    return bridge.execution.instance()[name];
  };
  return {
    iterationsCompleted: read('iterationsCompleted'),
    iterationsInterrupted: read('iterationsInterrupted'),
    vusActive: read('vusActive'),
    vusInitialized: read('vusInitialized'),
    currentTestRunDuration: read('currentTestRunDurationMs'),
  };
}

function testFields({ $, bridge }: VuContext): Getters {
  let options: unknown;
  const abort = (reason?: unknown): never => {
    bridge.execution.abort(reason === undefined ? 'test aborted' : `test aborted: ${String(reason)}`);
    return $.vanish();
  };
  const fail = (reason?: unknown): void => {
    if (bridge.state.phase !== 'vu') throw new GoError('test.fail() can be called in the VU context only');
    bridge.execution.fail(reason === undefined ? '' : String(reason));
  };
  return {
    abort: () => abort,
    fail: () => fail,
    options: () => {
      if (bridge.state.phase === 'init')
        throw new GoError('getting test options in the init context is not supported');
      options ??= deepFreeze(JSON.parse(bridge.execution.optionsJson()));
      return options;
    },
  };
}

function vuFields(vu: VuContext): Getters {
  const { state } = vu.bridge;
  const tags = tagsProxy(vu, 'tags');
  const metadata = tagsProxy(vu, 'metadata');
  const later =
    <T>(read: () => T) =>
    (): T => {
      refuseInInit(state, 'VU');
      return read();
    };
  return {
    idInInstance: later(() => state.id),
    idInTest: later(() => state.idInTest),
    iterationInInstance: later(() => Math.max(0, state.iteration)),
    iterationInScenario: later(() => {
      if (state.scenario === null)
        throw new GoError('getting scenario information outside of the VU context is not supported');
      return state.iterationInScenario;
    }),
    tags: later(() => tags),
    // What a script puts in place of its members is lost at the next read, as in k6.
    metrics: later(() => ({ tags, metadata })),
  };
}

function tagsProxy({ bridge }: VuContext, field: 'tags' | 'metadata'): object {
  const read = (): Readonly<Record<string, string>> => bridge.state[field];
  const write = (name: string, value: string | undefined): void =>
    field === 'tags' ? bridge.setTag(name, value) : bridge.setMetadata(name, value);
  // What the host's map inherits would hand out the host's constructors.
  const own = (name: string | symbol): name is string =>
    typeof name === 'string' && Object.hasOwn(read(), name);
  return new Proxy(
    {},
    {
      get: (target, name) => (own(name) ? read()[name] : Reflect.get(target, name)),
      has: (target, name) => own(name) || name in target,
      ownKeys: () => Object.keys(read()),
      getOwnPropertyDescriptor(_target, name) {
        const value = own(name) ? read()[name] : undefined;
        return value === undefined
          ? undefined
          : { value, writable: true, enumerable: true, configurable: true };
      },
      set(_target, name, value: unknown) {
        try {
          write(String(name), readTagValue(String(name), value));
        } catch (error) {
          if (bridge.state.options.throw) throw error;
          bridge.log('warning', error instanceof Error ? error.message : String(error), {});
        }
        return true;
      },
      deleteProperty(_target, name) {
        write(String(name), undefined);
        return true;
      },
    },
  );
}
