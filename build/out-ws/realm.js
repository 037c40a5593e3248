var realm = (() => {
  var __defProp = Object.defineProperty;
  var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
  var __getOwnPropNames = Object.getOwnPropertyNames;
  var __hasOwnProp = Object.prototype.hasOwnProperty;
  var __export = (target, all) => {
    for (var name in all) __defProp(target, name, { get: all[name], enumerable: true });
  };
  var __copyProps = (to, from, except, desc) => {
    if ((from && typeof from === 'object') || typeof from === 'function') {
      for (const key of __getOwnPropNames(from))
        if (!__hasOwnProp.call(to, key) && key !== except)
          __defProp(to, key, {
            get: () => from[key],
            enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable,
          });
    }
    return to;
  };
  var __toCommonJS = (mod) => __copyProps(__defProp({}, '__esModule', { value: true }), mod);

  // src/engine/embedded/realm/index.ts
  var index_exports = {};
  __export(index_exports, {
    instantiate: () => instantiate,
  });

  // src/engine/embedded/realm/frame.ts
  var newFrame = (prefix) => ({
    v: void 0,
    e: void 0,
    threw: false,
    done: false,
    callee: null,
    prefix,
    endPrefix: null,
    blocking: false,
  });
  function setValue(frame, value) {
    frame.v = value;
  }
  function setError(frame, error) {
    frame.threw = true;
    frame.e = error;
  }
  function setDone(frame) {
    frame.done = true;
  }

  // src/engine/embedded/realm/core.ts
  var MAX_DEPTH = 1500;
  var NONE = /* @__PURE__ */ Symbol('no suspension');
  var Core = class {
    /** The can-wait token: set by a site just before its callee gets control. */
    k = 0;
    /** The value of the last site that did not suspend. */
    V = void 0;
    jobs;
    #last = NONE;
    #lastFrame = null;
    #prefix = null;
    #blocking = 0;
    #depth = 0;
    #epoch = 0;
    onBlocking = () => {};
    constructor(jobs) {
      this.jobs = jobs;
    }
    /** Runs a wrapped body at once; gives its value, or a promise that only a site awaits. */
    go(body, hidden) {
      const wait = this.k;
      this.k = 0;
      const frame = newFrame(false);
      if (this.#depth >= MAX_DEPTH) throw new RangeError('Maximum call stack size exceeded');
      this.#depth++;
      if (wait === 0) this.#blocking++;
      const ended = body(frame, hidden);
      this.#depth--;
      if (wait === 0) this.#blocking--;
      if (frame.done) {
        if (frame.threw) throw frame.e;
        return frame.v;
      }
      this.#last = ended;
      this.#lastFrame = frame;
      return ended;
    }
    /** Sets the token after the last argument is evaluated. */
    a(value) {
      this.k = 1;
      return value;
    }
    /** Sets the token where there is no argument. */
    get K() {
      this.k = 1;
      return [];
    }
    /** Did the call that gave `value` suspend? */
    c(value) {
      this.k = 0;
      if (value === this.#last) return true;
      if (this.#prefix !== null) {
        this.#last = this.#prefix.ended;
        this.#prefix = null;
        this.#lastFrame = { ...newFrame(false), v: value };
        return true;
      }
      this.V = value;
      return false;
    }
    /** The suspension to await; the frame now waits for it. */
    w(frame) {
      const last = this.#last;
      frame.callee = this.#lastFrame;
      this.#last = NONE;
      this.#lastFrame = null;
      if (frame.prefix && frame.endPrefix === null) {
        this.#prefix = {
          ended: new Promise((resolve) => {
            frame.endPrefix = resolve;
          }),
        };
      }
      return last;
    }
    /** What the awaited callee gave. */
    u(frame) {
      const callee = frame.callee;
      frame.callee = null;
      if (callee.threw) throw callee.e;
      return callee.v;
    }
    r = setValue;
    th = setError;
    end = setDone;
    /** A call at a place that cannot wait. */
    S(call) {
      const token = this.k;
      this.k = 0;
      this.#blocking++;
      try {
        return call();
      } finally {
        this.#blocking--;
        this.k = token;
      }
    }
    /** Frame of a native async function; `1` for async generators, whose body belongs to no caller. */
    af(generator) {
      const wait = this.k;
      this.k = 0;
      const frame = newFrame(generator === 0);
      if (generator === 0 && wait === 0) {
        frame.blocking = true;
        this.#blocking++;
      }
      return frame;
    }
    /** A native async function ends. */
    ae(frame) {
      this.#endPart(frame);
    }
    /** The script's own `await`: the job's part ends here. */
    aw(frame, value) {
      this.#endPart(frame);
      return Promise.resolve(value).then(
        (settled) => ({ ok: true, value: settled }),
        (error) => ({ ok: false, error }),
      );
    }
    /** After `await`: true when another job holds the VU. */
    g(settled) {
      this.#settled = settled;
      return this.jobs.mustQueue;
    }
    /** Waits for the VU's turn, then gives what was awaited. */
    async gw() {
      const settled = this.#settled;
      await this.jobs.turn();
      if (!settled.ok) throw settled.error;
      return settled.value;
    }
    gr() {
      const settled = this.#settled;
      if (!settled.ok) throw settled.error;
      return settled.value;
    }
    /** A turn of `for await` begins: true when it must wait for the VU. */
    turn(frame) {
      this.#endPart(frame);
      return this.jobs.mustQueue;
    }
    gate() {
      return this.jobs.turn();
    }
    /** The one way for a module to wait; see Suspender.block. */
    block(operation) {
      const wait = this.k;
      this.k = 0;
      if (wait === 0 || this.#blocking > 0) {
        this.onBlocking();
        return operation.finish(operation.block());
      }
      const frame = newFrame(false);
      const epoch = this.#epoch;
      let outcome = null;
      let wake = null;
      operation.start((value) => {
        if (epoch !== this.#epoch) return;
        outcome = { value };
        wake?.();
      });
      if (outcome !== null) return operation.finish(outcome.value);
      const ended = new Promise((resolve) => {
        wake = () => {
          try {
            frame.v = operation.finish(outcome.value);
          } catch (error) {
            this.th(frame, error);
          }
          resolve();
        };
      });
      return this.#suspend(ended, frame);
    }
    /** Never comes back: neither catch nor finally of the script run. */
    vanish() {
      this.#epoch++;
      if (this.k === 0 || this.#blocking > 0) throw new Error('the iteration was ended');
      return this.#suspend(new Promise(() => {}), newFrame(false));
    }
    /** Runs module code that calls script functions; see Suspender.drive. */
    drive(steps) {
      const wait = this.k === 1 && this.#blocking === 0;
      this.k = 0;
      const generator = steps();
      let step = generator.next();
      while (step.done !== true) {
        const settled = this.call(step.value, wait);
        if (settled === null) return this.#suspend(...this.#driveOn(generator));
        step = generator.next(settled);
      }
      return step.value;
    }
    /** Calls a script's function; null when it suspended (its frame is then in the registers). */
    call({ fn, self, args }, wait) {
      try {
        this.k = wait ? 1 : 0;
        const value = Reflect.apply(fn, self, args);
        return this.c(value) ? null : { ok: true, value };
      } catch (error) {
        this.k = 0;
        return { ok: false, error };
      }
    }
    /** Resolves when the suspension in the registers has ended. */
    async settle() {
      const frame = newFrame(false);
      await this.w(frame);
      const callee = frame.callee;
      return callee.threw ? { ok: false, error: callee.e } : { ok: true, value: callee.v };
    }
    /** Forgets all suspensions: nothing of the interrupted iteration resumes. */
    reset() {
      this.#epoch++;
      this.k = 0;
      this.#last = NONE;
      this.#lastFrame = null;
      this.#prefix = null;
      this.#blocking = 0;
      this.#depth = 0;
    }
    #settled = null;
    #suspend(ended, frame) {
      this.jobs.lock();
      this.#last = ended;
      this.#lastFrame = frame;
      return ended;
    }
    #driveOn(generator) {
      const frame = newFrame(false);
      const rest = async (first) => {
        try {
          let step = generator.next(await first);
          while (step.done !== true) {
            const settled = this.call(step.value, true) ?? (await this.settle());
            step = generator.next(settled);
          }
          frame.v = step.value;
        } catch (error) {
          this.th(frame, error);
        }
      };
      return [rest(this.settle()), frame];
    }
    // What belongs to the caller is over, or (later) the job that the last `await` began.
    #endPart(frame) {
      if (!frame.prefix) {
        this.jobs.unlock();
        return;
      }
      frame.prefix = false;
      if (frame.blocking) this.#blocking--;
      frame.blocking = false;
      frame.endPrefix?.();
    }
  };

  // src/engine/embedded/realm/jobs.ts
  var Jobs = class {
    #locked = false;
    #queue = [];
    /** Called when a job has ended and none waits. */
    onIdle = () => {};
    /** True when a new job may not start now. */
    get mustQueue() {
      return this.#locked || this.#queue.length > 0;
    }
    /** The running job really suspended. */
    lock() {
      this.#locked = true;
    }
    /** The running job ended; the next one in line starts. */
    unlock() {
      this.#locked = false;
      this.#next();
      if (!this.mustQueue) this.onIdle();
    }
    /** Resolves when it is this caller's turn. */
    turn() {
      return new Promise((resolve) => this.enqueue(resolve));
    }
    /** Runs `start` now or when those before are done. */
    enqueue(start) {
      this.#queue.push(start);
      if (!this.#locked && this.#queue.length === 1) void Promise.resolve().then(() => this.#next());
    }
    /** As enqueue, but without waiting for a microtask when nobody is in line. */
    enqueueNow(start) {
      if (this.mustQueue) this.enqueue(start);
      else start();
    }
    reset() {
      this.#locked = false;
      this.#queue = [];
    }
    #next() {
      if (this.#locked) return;
      this.#queue.shift()?.();
      if (this.#queue.length > 0) void Promise.resolve().then(() => this.#next());
      else if (!this.#locked) this.onIdle();
    }
  };

  // src/engine/embedded/realm/modules/console.ts
  function createConsole({ bridge }) {
    const writer =
      (level) =>
      (...args) =>
        bridge.log(level, args.map((arg) => (typeof arg === 'string' ? arg : formatValue(arg))).join(' '), {
          source: 'console',
        });
    return {
      log: writer('info'),
      info: writer('info'),
      debug: writer('debug'),
      warn: writer('warning'),
      error: writer('error'),
    };
  }
  function formatValue(value, seen = []) {
    if (typeof value === 'string') return seen.length === 0 ? value : JSON.stringify(value);
    if (typeof value === 'function') return '[object Function]';
    if (typeof value === 'number') return String(value);
    if (value === void 0) return seen.length === 0 ? 'undefined' : 'null';
    if (typeof value !== 'object' || value === null) return String(value);
    if (seen.includes(value)) return '[Circular]';
    const inner = [...seen, value];
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    if (value instanceof Date)
      return `"${Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()}"`;
    if (value instanceof ArrayBuffer) return formatBuffer(value);
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
      return formatList(`${value.constructor.name}(${value.length}) `, [...value].map(String));
    }
    if (Array.isArray(value))
      return formatList(
        '',
        value.map((element) => formatValue(element, inner)),
      );
    const fields = Object.keys(value).map((key) => `${key}: ${formatValue(value[key], inner)}`);
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  }
  var formatList = (prefix, items) =>
    items.length === 0 ? `${prefix}[]` : `${prefix}[ ${items.join(', ')} ]`;
  function formatBuffer(buffer) {
    const bytes = [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    return `ArrayBuffer { [Uint8Contents]: <${bytes}>, byteLength: ${buffer.byteLength} }`;
  }

  // src/engine/embedded/realm/modules/go-error.ts
  var GoError = class extends Error {
    value;
    constructor(message) {
      super(message);
      Object.defineProperty(this, 'name', { value: 'GoError', enumerable: false });
      this.value = {};
    }
  };

  // src/engine/embedded/realm/modules/timers.ts
  function createTimers(vu) {
    const pending = /* @__PURE__ */ new Map();
    let lastId = 0;
    const arm = (timer, fire) => {
      const release = vu.$.hold();
      const host = vu.bridge.startTimer(timer.delayMs, fire);
      pending.set(timer.id, { kind: timer.kind, host, release });
    };
    const clear = (id) => {
      const timer = pending.get(Number(id));
      if (timer === void 0) return;
      pending.delete(Number(id));
      vu.bridge.stopTimer(timer.host);
      timer.release();
    };
    const callbackOf = (fn, name) => {
      if (fn === void 0 || fn === null) throw new GoError(`${name}'s callback isn't a callable function`);
      if (typeof fn !== 'function') {
        throw new TypeError(
          `could not convert function call parameter 0: could not convert ${String(fn)} to sobek.Callable`,
        );
      }
      return fn;
    };
    return {
      setTimeout(fn, delay, ...args) {
        const callback = callbackOf(fn, 'setTimeout');
        const id = ++lastId;
        arm({ id, kind: 'setTimeout', delayMs: delayOf(delay) }, () => {
          const timer = pending.get(id);
          if (timer === void 0) return;
          pending.delete(id);
          vu.$.enter({ fn: callback, args });
          timer.release();
        });
        return id;
      },
      setInterval(fn, delay, ...args) {
        const callback = callbackOf(fn, 'setInterval');
        const id = ++lastId;
        const again = () => {
          const timer = pending.get(id);
          if (timer === void 0) return;
          timer.host = vu.bridge.startTimer(Math.max(1, delayOf(delay)), again);
          vu.$.enter({ fn: callback, args });
        };
        arm({ id, kind: 'setInterval', delayMs: Math.max(1, delayOf(delay)) }, again);
        return id;
      },
      clearTimeout: clear,
      clearInterval: (id) => clear(id),
      /** For the host: forgets every timer, and tells which were stopped, e.g. `setTimeout 7`. */
      stopAll() {
        const stopped = [...pending].map(([id, { kind }]) => `${kind} ${id}`);
        for (const id of [...pending.keys()]) clear(id);
        return stopped;
      },
    };
  }
  var delayOf = (delay) => {
    const number = Number(delay);
    return Number.isNaN(number) ? 0 : Math.max(0, number);
  };
  var timersModule = (vu) => {
    const { stopAll: _, ...exports } = timersOf(vu);
    return { ...exports, default: exports };
  };
  var byVu = /* @__PURE__ */ new WeakMap();
  function timersOf(vu) {
    let timers = byVu.get(vu);
    if (timers === void 0) {
      timers = createTimers(vu);
      byVu.set(vu, timers);
    }
    return timers;
  }

  // src/engine/embedded/realm/modules/globals.ts
  function createGlobals(vu) {
    const { stopAll: _, ...timers } = timersOf(vu);
    return {
      ...timers,
      console: createConsole(vu),
      open: (...args) => openFile(vu, args),
      __ENV: createEnv(vu),
    };
  }
  function createEnv({ bridge }) {
    return new Proxy(
      { ...bridge.env },
      {
        set(target, name, value) {
          if (typeof name === 'string') target[name] = String(value);
          return true;
        },
      },
    );
  }
  function openFile({ bridge }, [path, mode]) {
    if (bridge.state.phase !== 'init') {
      throw new GoError(
        `the "open" function is only available in the init stage (i.e. the global scope), see https://grafana.com/docs/k6/latest/using-k6/test-lifecycle for more information`,
      );
    }
    if (typeof path !== 'string' || path === '')
      throw new GoError("open() can't be used with an empty filename");
    const file = bridge.readFile(path);
    if (!file.ok) throw new GoError(file.message);
    if (mode === 'b') {
      const copy2 = new Uint8Array(file.value.length);
      copy2.set(file.value);
      return copy2.buffer;
    }
    const text = bridge.decodeUtf8(file.value);
    return text;
  }

  // src/engine/embedded/realm/modules/deep-freeze.ts
  function deepFreeze(value) {
    if (typeof value === 'object' && value !== null) {
      for (const inner of Object.values(value)) deepFreeze(inner);
      Object.freeze(value);
    }
    return value;
  }

  // src/engine/embedded/realm/modules/data.ts
  var AsyncFunction = (async () => {}).constructor;
  var dataModule = (vu) => {
    const exports = { SharedArray: sharedArrayClass(vu) };
    return { ...exports, default: exports };
  };
  function sharedArrayClass(vu) {
    return function SharedArray(name, fn) {
      if (vu.bridge.state.phase !== 'init')
        throw new GoError('new SharedArray must be called in the init context');
      if (typeof name !== 'string' || name === '')
        throw new GoError("empty name provided to SharedArray's constructor");
      if (typeof fn !== 'function')
        throw new GoError("a function is expected as the second argument of SharedArray's constructor");
      if (fn instanceof AsyncFunction) {
        throw new GoError('SharedArray constructor does not support async functions as second argument');
      }
      return sharedView(elementsOf(vu, name, fn));
    };
  }
  function elementsOf({ bridge }, name, fn) {
    let failure;
    const elements = bridge.sharedArray(name, () => {
      try {
        const made = fn();
        if (!Array.isArray(made)) throw new GoError('only arrays can be made into SharedArray');
        return made.map((element) => JSON.stringify(element) ?? 'null');
      } catch (error) {
        failure = { error };
        return [];
      }
    });
    if (failure !== void 0) throw failure.error;
    return elements;
  }
  var refuse = () => {
    throw new TypeError('SharedArray is immutable');
  };
  function sharedView(elements) {
    const read = (name) => {
      if (typeof name === 'symbol' || !/^\d+$/.test(name)) return void 0;
      const json = elements[Number(name)];
      return json === void 0 ? void 0 : deepFreeze(JSON.parse(json));
    };
    const target = [];
    return new Proxy(target, {
      get(_target, name, receiver) {
        if (name === 'length') return elements.length;
        if (typeof name === 'string' && /^\d+$/.test(name)) return read(name);
        return Reflect.get(Array.prototype, name, receiver);
      },
      has: (_target, name) => read(name) !== void 0 || name in Array.prototype,
      ownKeys: () => [...elements.keys()].map(String).concat('length'),
      getOwnPropertyDescriptor(_target, name) {
        if (name === 'length') return Reflect.getOwnPropertyDescriptor(target, 'length');
        const value = read(name);
        return value === void 0 ? void 0 : { value, enumerable: true, configurable: true, writable: false };
      },
      set: refuse,
      deleteProperty: refuse,
      defineProperty: refuse,
      setPrototypeOf: refuse,
    });
  }

  // src/engine/embedded/realm/modules/tags.ts
  function readTags(given) {
    if (given === void 0 || given === null) return null;
    const entries = Object.entries(Object(given));
    if (entries.length === 0) return null;
    const tags = {};
    for (const [name, value] of entries) tags[name] = readTagValue(name, value);
    return tags;
  }
  function readTagValue(name, value) {
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw new GoError(
      `invalid value for metric tag '${name}': only String, Boolean and Number types are accepted as a metric tag values`,
    );
  }

  // src/engine/embedded/realm/modules/execution.ts
  var executionModule = (vu) => {
    const exports = {
      instance: readonlyObject(instanceFields(vu)),
      scenario: readonlyObject(scenarioFields(vu)),
      test: readonlyObject(testFields(vu)),
      vu: readonlyObject(vuFields(vu)),
    };
    return { ...exports, default: { ...exports } };
  };
  function readonlyObject(getters) {
    const object = {};
    for (const [name, get] of Object.entries(getters)) {
      Object.defineProperty(object, name, { get, enumerable: true, configurable: false });
    }
    return object;
  }
  function scenarioFields({ bridge }) {
    const { state, execution } = bridge;
    const inScenario = (read) => {
      return () => {
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
  function instanceFields({ bridge }) {
    const read = (name) => () => {
      if (bridge.state.phase === 'init' || bridge.state.phase === 'teardown') {
        throw new GoError(
          `getting instance information in the ${bridge.state.phase} context is not supported`,
        );
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
  function testFields({ $, bridge }) {
    let options;
    const abort = (reason) => {
      bridge.execution.abort(reason === void 0 ? 'test aborted' : `test aborted: ${String(reason)}`);
      return $.vanish();
    };
    const fail = (reason) => {
      if (bridge.state.phase !== 'vu') throw new GoError('test.fail() can be called in the VU context only');
      bridge.execution.fail(reason === void 0 ? '' : String(reason));
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
  function vuFields(vu) {
    const { state } = vu.bridge;
    const tags = tagsProxy(vu, 'tags');
    const metrics = { tags, metadata: tagsProxy(vu, 'metadata') };
    return {
      idInInstance: () => state.id,
      idInTest: () => state.idInTest,
      iterationInInstance: () => state.iteration,
      iterationInScenario: () => {
        if (state.scenario === null)
          throw new GoError('getting scenario information outside of the VU context is not supported');
        return state.iterationInScenario;
      },
      tags: () => tags,
      metrics: () => metrics,
    };
  }
  function tagsProxy({ bridge }, field) {
    const read = () => bridge.state[field];
    return new Proxy(
      {},
      {
        get: (_target, name) => (typeof name === 'string' ? read()[name] : void 0),
        has: (_target, name) => typeof name === 'string' && name in read(),
        ownKeys: () => Object.keys(read()),
        getOwnPropertyDescriptor(_target, name) {
          const value = typeof name === 'string' ? read()[name] : void 0;
          return value === void 0 ? void 0 : { value, writable: true, enumerable: true, configurable: true };
        },
        set(_target, name, value) {
          try {
            bridge.setTag(String(name), readTagValue(String(name), value));
          } catch (error) {
            if (bridge.state.options.throw) throw error;
            bridge.log('warning', error instanceof Error ? error.message : String(error), {});
          }
          return true;
        },
        deleteProperty(_target, name) {
          bridge.setTag(String(name), void 0);
          return true;
        },
      },
    );
  }

  // src/engine/embedded/realm/modules/http/cookie-jar.ts
  var stores = /* @__PURE__ */ new WeakMap();
  function take(result) {
    if (!result.ok) throw new GoError(result.message);
    return result.value;
  }
  var storeOfJar = (jar) => (typeof jar === 'object' && jar !== null ? (stores.get(jar) ?? null) : null);
  function createJarClass({ bridge }) {
    const storeFor = (jar) => stores.get(jar) ?? bridge.http.ownJar();
    class CookieJar {
      constructor() {
        stores.set(this, bridge.http.newJar());
      }
      cookiesForURL(url) {
        const flat = take(bridge.http.cookiesFor(storeFor(this), String(url)));
        const map = {};
        for (let i = 0; i < flat.length; i += 2) {
          const name = flat[i];
          map[name] = [...(map[name] ?? []), flat[i + 1]];
        }
        return map;
      }
      set(url, name, value, given) {
        const o = given ?? {};
        const expires = o['expires'] === void 0 ? null : Date.parse(String(o['expires']));
        if (Number.isNaN(expires))
          throw new GoError(`unable to parse "expires" date string "${String(o['expires'])}"`);
        const cookie = {
          name: String(name),
          value: String(value),
          domain: String(o['domain'] ?? ''),
          path: String(o['path'] ?? ''),
          expiresMs: expires,
          maxAge: Number(o['max_age'] ?? 0),
          secure: Boolean(o['secure']),
          httpOnly: Boolean(o['http_only']),
        };
        take(bridge.http.setCookie(storeFor(this), String(url), cookie));
        return true;
      }
      clear(url) {
        take(bridge.http.deleteCookie(storeFor(this), String(url), null));
      }
      delete(url, name) {
        take(bridge.http.deleteCookie(storeFor(this), String(url), String(name)));
      }
    }
    return {
      CookieJar,
      /** The VU's own jar, whichever it is when it is used. */
      own() {
        const jar = Object.create(CookieJar.prototype);
        stores.set(jar, null);
        return jar;
      },
      storeOf: (jar) => (jar instanceof CookieJar ? (stores.get(jar) ?? null) : null),
    };
  }

  // src/engine/embedded/realm/modules/http/request-params.ts
  var DEFAULT_TIMEOUT_MS = 6e4;
  var EXPECTED = [200, 399];
  var StatusMatcher = class {
    #ranges;
    constructor(ranges) {
      this.#ranges = ranges;
    }
    static rangesOf(matcher) {
      return matcher.#ranges;
    }
  };
  function readUrl(url) {
    if (typeof url === 'object' && url !== null && '__k6Url' in url) {
      const named = url;
      return { url: named.__k6Url, name: named.name };
    }
    return { url: String(url), name: null };
  }
  function buildRequest(vu, state, given) {
    const { options } = vu.bridge.state;
    const params = given.params ?? {};
    const { url, name } = readUrl(given.url);
    const problem = vu.bridge.http.checkUrl(url);
    if (problem !== null) throw new InvalidUrl(`invalid URL: parse "${url}": ${problem}`);
    const { body, contentType } = readBody(given.body);
    const { name: tagName, ...tags } = readTags(params['tags']) ?? {};
    const redirects = params['redirects'] === void 0 ? options.maxRedirects : Number(params['redirects']);
    const callback = 'responseCallback' in params ? params['responseCallback'] : state.callback;
    return {
      method: given.method,
      url,
      name: tagName ?? name,
      headers: readHeaders(params['headers']),
      body,
      contentType,
      compression: null,
      cookies: readCookies(params['cookies']),
      jar: state.storeOf(params['jar']),
      tags: Object.keys(tags).length > 0 ? tags : null,
      digest: params['auth'] === 'digest',
      timeoutMs: readTimeout(params['timeout']),
      redirects,
      warnOfRedirects: params['redirects'] === void 0 && !options.maxRedirectsSet,
      responseType: readResponseType(params, options.discardResponseBodies),
      expected: readExpected(callback),
    };
  }
  var InvalidUrl = class extends GoError {};
  function readExpected(callback) {
    if (callback === void 0) return EXPECTED;
    if (callback === null) return null;
    if (!(callback instanceof StatusMatcher)) throw new GoError('unsupported responseCallback');
    return StatusMatcher.rangesOf(callback);
  }
  function readHeaders(given) {
    if (given === void 0 || given === null) return null;
    return Object.entries(given).flatMap(([name, value]) => [name, String(value)]);
  }
  function readCookies(given) {
    if (given === void 0 || given === null) return null;
    return Object.entries(given).map(([name, value]) => {
      if (typeof value !== 'object' || value === null) return { name, value: String(value), replace: false };
      const cookie = value;
      return { name, value: String(cookie.value ?? ''), replace: Boolean(cookie.replace) };
    });
  }
  var UNITS = { ms: 1, s: 1e3, m: 6e4, h: 36e5 };
  function readTimeout(given) {
    if (given === void 0) return DEFAULT_TIMEOUT_MS;
    if (typeof given === 'number') return given;
    if (typeof given === 'string' && /^\d+(\.\d+)?$/.test(given)) return Number(given);
    const parts = typeof given === 'string' ? [...given.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)] : [];
    if (parts.length === 0) throw new GoError(`invalid timeout value '${String(given)}'`);
    return parts.reduce((total, [, amount, unit]) => total + Number(amount) * UNITS[unit], 0);
  }
  function readResponseType(params, discard) {
    if (!('responseType' in params)) return discard ? 'none' : 'text';
    const type = params['responseType'];
    if (type === 'text' || type === 'binary' || type === 'none') return type;
    throw new GoError(`unsupported response type '${String(type)}'`);
  }
  var FileData = class {
    data;
    filename;
    content_type;
    constructor(data, filename, contentType) {
      this.data = data;
      this.filename = filename;
      this.content_type = contentType;
    }
  };
  function readBody(given) {
    if (given === void 0 || given === null) return { body: null, contentType: null };
    if (typeof given === 'string') return { body: given, contentType: null };
    if (given instanceof ArrayBuffer) return { body: new Uint8Array(given), contentType: null };
    if (given instanceof Uint8Array) return { body: given, contentType: null };
    if (typeof given !== 'object' || Array.isArray(given) || ArrayBuffer.isView(given)) {
      throw new GoError(`unknown request body type ${Array.isArray(given) ? 'array' : typeof given}`);
    }
    const entries = Object.entries(given);
    if (!entries.some(([, value]) => value instanceof FileData)) {
      return { body: encodeForm(entries), contentType: 'application/x-www-form-urlencoded' };
    }
    const parts = entries.map(([name, value]) => {
      if (!(value instanceof FileData)) return { name, data: formText(value), file: null };
      return { name, data: value.data, file: { name: value.filename, contentType: value.content_type } };
    });
    return { body: { parts }, contentType: null };
  }
  var formText = (value) =>
    value === null || value === void 0 || typeof value === 'object' ? '' : String(value);
  var escapeText = (text) =>
    encodeURIComponent(text)
      .replace(/%20/g, '+')
      .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  function encodeForm(entries) {
    const sorted2 = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
    const pairs2 = sorted2.flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map(
        (item) => `${escapeText(name)}=${escapeText(formText(item))}`,
      ),
    );
    return pairs2.join('&');
  }

  // src/engine/embedded/realm/modules/http/select-json.ts
  function selectJson(value, path) {
    return select(value, split(path));
  }
  function split(path) {
    const parts = [];
    let part = '';
    let depth = 0;
    for (let i = 0; i < path.length; i++) {
      const c = path[i];
      if (c === '\\') part += path[++i] ?? '';
      else if (c === '.' && depth === 0) {
        parts.push(part);
        part = '';
      } else {
        if (c === '(') depth++;
        if (c === ')') depth--;
        part += c;
      }
    }
    return [...parts, part];
  }
  function select(value, [part, ...rest]) {
    if (part === void 0) return value;
    if (typeof value !== 'object' || value === null) return void 0;
    if (!Array.isArray(value)) {
      return Object.hasOwn(value, part) ? select(value[part], rest) : void 0;
    }
    if (part === '#') {
      if (rest.length === 0) return value.length;
      return value.map((item) => select(item, rest)).filter((item) => item !== void 0);
    }
    const query = /^#\((.*)\)(#?)$/.exec(part);
    if (query === null) return /^\d+$/.test(part) ? select(value[Number(part)], rest) : void 0;
    const matching = value.filter((item) => matches(item, query[1] ?? ''));
    if (query[2] === '#') return matching.map((item) => select(item, rest)).filter((item) => item !== void 0);
    return matching.length === 0 ? void 0 : select(matching[0], rest);
  }
  function matches(item, condition) {
    const [, path = '', operator, operand = ''] = /^(.*?)\s*(==|!=|<=|>=|<|>)\s*(.*)$/.exec(condition) ?? [];
    if (operator === void 0) return select(item, split(condition)) !== void 0;
    const left = path === '' ? item : select(item, split(path));
    const right = operand.startsWith('"')
      ? operand.slice(1, -1)
      : /^(true|false|null|-?\d)/.test(operand)
        ? JSON.parse(operand)
        : operand;
    switch (operator) {
      case '==':
        return left === right;
      case '!=':
        return left !== right;
      case '<':
        return left < right;
      case '<=':
        return left <= right;
      case '>':
        return left > right;
      default:
        return left >= right;
    }
  }

  // src/engine/embedded/realm/modules/http/response.ts
  var NO_DATE_MS = -6795364578871;
  var Response = class {
    status;
    status_text;
    proto;
    url;
    headers;
    cookies;
    body;
    timings;
    remote_ip;
    remote_port;
    error;
    error_code;
    tls_version;
    tls_cipher_suite;
    ocsp = {
      produced_at: 0,
      this_update: 0,
      next_update: 0,
      revocation_reason: '',
      revoked_at: 0,
      status: '',
    };
    request;
    #json = null;
    constructor(request, outcome) {
      const t = outcome.timings;
      this.status = outcome.status;
      this.status_text = outcome.statusText;
      this.proto = outcome.proto;
      this.url = outcome.url;
      this.headers = pairs(outcome.headers);
      this.cookies = cookieMap(outcome);
      this.body =
        typeof outcome.body === 'string' || outcome.body === null ? outcome.body : copy(outcome.body);
      this.timings = {
        duration: t.sending + t.waiting + t.receiving,
        blocked: t.blocked,
        looking_up: 0,
        connecting: t.connecting,
        tls_handshaking: t.tlsHandshaking,
        sending: t.sending,
        waiting: t.waiting,
        receiving: t.receiving,
      };
      this.remote_ip = outcome.remoteIp;
      this.remote_port = outcome.remotePort;
      this.error = outcome.error;
      this.error_code = outcome.errorCode;
      this.tls_version = outcome.tlsVersion;
      this.tls_cipher_suite = outcome.tlsCipherSuite;
      const sent = outcome.sent;
      this.request = {
        method: request.method,
        url: request.url,
        headers: lists(sent.headers),
        body: sent.body,
        cookies: Object.fromEntries(
          sent.cookies.map((c) => [c.name, [{ name: c.name, value: c.value, replace: c.replace }]]),
        ),
      };
      Object.preventExtensions(this);
    }
    /** The parsed body; with a GJSON path the part that it selects. */
    json(...args) {
      if (this.body === null || typeof this.body !== 'string') {
        if (this.body instanceof ArrayBuffer)
          throw new GoError('the body is binary: json() needs responseType text');
        throw new GoError(
          "the body is null so we can't transform it to JSON - this likely was because of a request error getting the response",
        );
      }
      try {
        this.#json ??= { value: JSON.parse(this.body) };
      } catch (error) {
        if (args.length > 0) return void 0;
        throw new GoError(
          `cannot parse json due to an error: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
      return args.length === 0 ? this.#json.value : selectJson(this.#json.value, String(args[0]));
    }
    html() {
      throw new GoError(
        'html() needs k6/html, which the embedded engine does not have yet; run with --engine k6',
      );
    }
    submitForm() {
      return this.html();
    }
    clickLink() {
      return this.html();
    }
  };
  function copy(bytes) {
    const own = new Uint8Array(bytes.length);
    own.set(bytes);
    return own.buffer;
  }
  function pairs(flat) {
    const map = {};
    for (let i = 0; i < flat.length; i += 2) map[flat[i]] = flat[i + 1];
    return map;
  }
  var lists = (flat) =>
    Object.fromEntries(Object.entries(pairs(flat)).map(([name, value]) => [name, [value]]));
  function cookieMap(outcome) {
    const map = {};
    for (const c of outcome.cookies) {
      map[c.name] ??= [];
      map[c.name]?.push({
        name: c.name,
        value: c.value,
        domain: c.domain,
        path: c.path,
        http_only: c.httpOnly,
        secure: c.secure,
        max_age: c.maxAge,
        expires: c.expiresMs ?? NO_DATE_MS,
      });
    }
    return map;
  }

  // src/engine/embedded/realm/modules/http.ts
  var httpModule = (vu) => {
    const jars = createJarClass(vu);
    const state = { callback: void 0, storeOf: (jar) => jars.storeOf(jar) };
    const client = new HttpCalls(vu, state);
    const withBody = (method) => (url, body, params) => client.send({ method, url, body, params });
    const bodiless = (method) => (url, params) => client.send({ method, url, body: null, params });
    const exports = {
      get: bodiless('GET'),
      head: bodiless('HEAD'),
      post: withBody('POST'),
      put: withBody('PUT'),
      patch: withBody('PATCH'),
      del: withBody('DELETE'),
      options: withBody('OPTIONS'),
      request: (method, url, body, params) => client.send({ method: String(method), url, body, params }),
      asyncRequest: (method, url, body, params) =>
        client.sendAsync({ method: String(method), url, body, params }),
      batch: (...args) => client.batch(args),
      file: (data, name, type) => makeFile(vu, data, { name, type }),
      url: (texts, ...values) => ({
        __k6Url: texts.reduce((url, text, i) => `${url}${String(values[i - 1])}${text}`),
        name: texts.join(PLACEHOLDER),
      }),
      expectedStatuses: (...args) => new StatusMatcher(readRanges(args)),
      setResponseCallback(callback) {
        if (callback !== null && !(callback instanceof StatusMatcher))
          throw new GoError('unsupported argument, expected http.expectedStatuses or null');
        state.callback = callback;
      },
      cookieJar: () => jars.own(),
      CookieJar: jars.CookieJar,
      ...CONSTANTS,
    };
    return { ...exports, default: exports };
  };
  var PLACEHOLDER = '$'.concat('{}');
  var CONSTANTS = {
    TLS_1_0: 'tls1.0',
    TLS_1_1: 'tls1.1',
    TLS_1_2: 'tls1.2',
    TLS_1_3: 'tls1.3',
    OCSP_STATUS_GOOD: 'good',
    OCSP_STATUS_REVOKED: 'revoked',
    OCSP_STATUS_UNKNOWN: 'unknown',
    OCSP_STATUS_SERVER_FAILED: 'server_failed',
  };
  var HttpCalls = class {
    #vu;
    #state;
    constructor(vu, state) {
      this.#vu = vu;
      this.#state = state;
    }
    send(given) {
      this.#refuseInInit();
      const built = this.#build(given);
      if (!built.ok) return built.response;
      const { request } = built;
      const { http } = this.#vu.bridge;
      return this.#vu.$.block({
        start: (done) => http.start(request, done),
        block: () => http.block(request),
        finish: (outcome) => this.#respond(request, outcome, given.params),
      });
    }
    sendAsync(given) {
      this.#refuseInInit();
      const { $, bridge } = this.#vu;
      return new Promise((resolve, reject) => {
        const built = this.#build(given);
        if (!built.ok) return resolve(built.response);
        const release = $.hold();
        bridge.http.start(built.request, (outcome) => {
          if ($.interrupted) return;
          const settle = () => {
            try {
              resolve(this.#respond(built.request, outcome, given.params));
            } catch (error) {
              reject(error);
            }
          };
          $.enter({ fn: settle, args: [] }, () => release());
        });
      });
    }
    batch(args) {
      this.#refuseInInit();
      const entries = args[0];
      if (args.length !== 1 || typeof entries !== 'object' || entries === null)
        throw new GoError('http.batch() accepts only an array or an object of requests');
      const keys = Object.keys(entries);
      const given = keys.map((key) => readBatchEntry(entries[key]));
      const built = given.map((entry) => this.#build(entry));
      const shape = (responses) =>
        Array.isArray(entries) ? responses : Object.fromEntries(keys.map((key, i) => [key, responses[i]]));
      const broken = built.findIndex((entry) => !entry.ok);
      if (broken >= 0)
        return shape(built.map((entry, i) => (i === broken && !entry.ok ? entry.response : null)));
      const requests = built.flatMap((entry) => (entry.ok ? [entry.request] : []));
      if (requests.length === 0) return shape([]);
      const { batch, batchPerHost } = this.#vu.bridge.state.options;
      const limits = { total: batch, perHost: batchPerHost };
      const { http } = this.#vu.bridge;
      return this.#vu.$.block({
        start: (done) => http.startBatch(requests, limits, done),
        block: () => http.blockBatch(requests, limits),
        finish: (outcomes) =>
          shape(requests.map((request, i) => this.#respond(request, outcomes[i], given[i]?.params))),
      });
    }
    #refuseInInit() {
      if (this.#vu.bridge.state.phase === 'init')
        throw new GoError('Making http requests in the init context is not supported');
    }
    // What cannot be built is no request: no samples, an error code of its own, and a warning unless `throw`.
    #build(given) {
      try {
        return { ok: true, request: buildRequest(this.#vu, this.#state, given) };
      } catch (error) {
        const { bridge } = this.#vu;
        const params = given.params;
        if (bridge.state.options.throw || params?.throw === true) throw error;
        const text = error instanceof Error ? error.message : String(error);
        bridge.log('warning', 'Request Failed', { error: text });
        return { ok: false, response: failedResponse(given, text, error instanceof InvalidUrl ? 1020 : 0) };
      }
    }
    #respond(request, outcome, params) {
      const { bridge } = this.#vu;
      for (const warning of outcome.warnings) bridge.log('warning', warning, {});
      const own = params?.throw;
      const throws = own === void 0 ? bridge.state.options.throw : Boolean(own);
      if (outcome.failure !== null) {
        if (throws) throw new GoError(outcome.failure);
        if (!this.#vu.$.interrupted) bridge.log('warning', 'Request Failed', { error: outcome.failure });
      }
      return new Response(request, outcome);
    }
  };
  function failedResponse(given, error, code) {
    const { url } = readUrl(given.url);
    const outcome = {
      ...{ status: 0, statusText: '', proto: '', url, headers: [], cookies: [], body: null },
      timings: { blocked: 0, connecting: 0, tlsHandshaking: 0, sending: 0, waiting: 0, receiving: 0 },
      ...{
        remoteIp: '',
        remotePort: 0,
        tlsVersion: '',
        tlsCipherSuite: '',
        error,
        errorCode: code,
        failure: error,
      },
      warnings: [],
      sent: { headers: [], cookies: [], body: '' },
    };
    const response = new Response({ method: given.method, url }, outcome);
    response.body = [];
    return response;
  }
  function readBatchEntry(entry) {
    if (Array.isArray(entry))
      return { method: String(entry[0]), url: entry[1], body: entry[2] ?? null, params: entry[3] };
    if (typeof entry === 'object' && entry !== null && !('__k6Url' in entry)) {
      const { method = 'GET', url, body = null, params } = entry;
      const upper = String(method).toUpperCase();
      return { method: upper, url, body: upper === 'GET' || upper === 'HEAD' ? null : body, params };
    }
    return { method: 'GET', url: entry, body: null, params: void 0 };
  }
  function readRanges(args) {
    if (args.length === 0) throw new GoError('no arguments');
    return args.flatMap((arg, i) => {
      if (typeof arg === 'number' && Number.isInteger(arg)) return [arg, arg];
      const { min, max } = arg ?? {};
      if (typeof min === 'number' && typeof max === 'number') return [min, max];
      throw new GoError(
        `argument number ${i + 1} to expectedStatuses was neither an integer nor an object like {min:100, max:329}`,
      );
    });
  }
  function makeFile(vu, data, { name, type }) {
    const bytes =
      data instanceof ArrayBuffer ? new Uint8Array(data) : data instanceof Uint8Array ? data : String(data);
    const fileName = name === void 0 ? String(Math.round(vu.bridge.now() * 1e6)) : String(name);
    return new FileData(bytes, fileName, type === void 0 ? 'application/octet-stream' : String(type));
  }

  // src/engine/embedded/realm/modules/seeded-random.ts
  function seededRandom(seed) {
    let state = Math.trunc(seed) >>> 0 || 2654435769;
    const next = () => {
      state = (state + 2654435769) >>> 0;
      let mixed = state ^ (state >>> 16);
      mixed = Math.imul(mixed, 569420461);
      mixed ^= mixed >>> 15;
      mixed = Math.imul(mixed, 1935289751);
      return (mixed ^ (mixed >>> 15)) >>> 0;
    };
    return () => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
  }

  // src/engine/embedded/realm/modules/k6.ts
  var AsyncFunction2 = (async () => {}).constructor;
  var NAMES_WITHOUT_COLONS = "group and check names may not contain '::'";
  var isAsync = (fn) => fn instanceof AsyncFunction2;
  var k6Module = (vu) => {
    const exports = {
      check: (...args) => check(vu, args),
      fail(reason) {
        throw new GoError(reason === void 0 ? '' : String(reason));
      },
      group: (name, fn) => group(vu, String(name), fn),
      randomSeed(seed) {
        vu.$.setRandom(seededRandom(Number(seed)));
      },
      sleep: (seconds) => sleep(vu, Number(seconds) * 1e3),
    };
    return { ...exports, default: exports };
  };
  function refuseInInit({ bridge }, what) {
    if (bridge.state.phase === 'init')
      throw new GoError(`using ${what} in the init context is not supported`);
  }
  function sleep({ $, bridge }, durationMs) {
    if (!(durationMs > 0)) return void 0;
    return $.block({
      start: (done) => void bridge.startTimer(durationMs, () => done(void 0)),
      block: () => void bridge.sleepBlocking(durationMs),
      finish: () => void 0,
    });
  }
  function group(vu, name, fn) {
    const { $, bridge } = vu;
    refuseInInit(vu, 'group()');
    if (typeof fn !== 'function') throw new GoError('group() requires a callback as a second argument');
    if (isAsync(fn))
      throw new GoError(
        'group() does not support async functions as arguments, please see the documentation',
      );
    if (name.includes('::')) throw new GoError(NAMES_WITHOUT_COLONS);
    return $.drive(function* () {
      const outer = bridge.state.group;
      const startMs = bridge.now();
      bridge.setGroup(name === '' ? outer : `${outer}::${name}`);
      const settled = yield { fn, args: [] };
      bridge.emit('group_duration', bridge.state.tags, bridge.now() - startMs);
      bridge.setGroup(outer);
      if (!settled.ok) throw settled.error;
      return settled.value;
    });
  }
  function check(vu, args) {
    refuseInInit(vu, 'check()');
    if (args.length < 2) throw new GoError('no checks provided to `check`');
    const [value, sets, givenTags] = args;
    const tags = readTags(givenTags);
    const names = Object.keys(sets);
    return vu.$.drive(function* () {
      let all = true;
      for (const name of names) {
        if (name.includes('::')) throw new GoError(NAMES_WITHOUT_COLONS);
        const entry = sets[name];
        if (isAsync(entry)) {
          throw new GoError(`check() does not support async functions as arguments (check '${name}')`);
        }
        const settled =
          typeof entry === 'function' ? yield { fn: entry, args: [value] } : { ok: true, value: entry };
        const passed = settled.ok && Boolean(settled.value);
        vu.bridge.check(name, passed, tags);
        if (!settled.ok) throw settled.error;
        all &&= passed;
      }
      return all;
    });
  }

  // src/engine/embedded/realm/modules/metrics.ts
  var metricsModule = (vu) => {
    const exports = {
      Counter: metricClass(vu, 'counter'),
      Gauge: metricClass(vu, 'gauge'),
      Rate: metricClass(vu, 'rate'),
      Trend: metricClass(vu, 'trend'),
    };
    return { ...exports, default: exports };
  };
  function metricClass(vu, kind) {
    const title = kind.charAt(0).toUpperCase() + kind.slice(1);
    return {
      [title]: function (name, isTime) {
        if (new.target === void 0)
          throw new TypeError(`Class constructor ${title} cannot be invoked without 'new'`);
        if (vu.bridge.state.phase !== 'init')
          throw new GoError('metrics must be declared in the init context');
        return declare(vu, { name: String(name ?? ''), kind, contains: isTime ? 'time' : 'default' });
      },
    }[title];
  }
  function declare(vu, metric) {
    const declared = vu.bridge.declareMetric(metric);
    if (!declared.ok) throw new GoError(declared.message);
    const add = (value, tags) => addValue(vu, metric, { value, tags });
    const object = { add };
    Object.defineProperty(object, 'name', { value: metric.name, enumerable: true, writable: false });
    return object;
  }
  function addValue({ bridge, $ }, metric, given) {
    if (bridge.state.phase === 'init') throw new GoError('metrics cannot be added to in the init context');
    const number = toNumber(given.value);
    if (Number.isNaN(number)) {
      const problem = `${describe(given.value)} is an invalid value for metric '${metric.name}', a number or a boolean value is expected`;
      if (bridge.state.options.throw) throw new GoError(problem);
      bridge.log('warning', problem, {});
      return false;
    }
    const tags = readTags(given.tags);
    if ($.interrupted) return true;
    bridge.emit(metric.name, tags === null ? bridge.state.tags : { ...bridge.state.tags, ...tags }, number);
    return true;
  }
  function toNumber(value) {
    if (value === null || value === void 0) return Number.NaN;
    if (typeof value === 'boolean') return value ? 1 : 0;
    const number = Number(value);
    return number === 0 && value && typeof value !== 'number' ? 1 : number;
  }
  function describe(value) {
    if (value === void 0 || value === null) return String(value);
    return typeof value === 'object' ? Object.prototype.toString.call(value) : `'${String(value)}'`;
  }

  // src/engine/embedded/realm/modules/ws/bytes.ts
  function copyIn(bytes) {
    const copy2 = new Uint8Array(bytes.length);
    copy2.set(bytes);
    return copy2.buffer;
  }
  function bytesOf(data) {
    if (data instanceof ArrayBuffer) return new Uint8Array(data);
    if (ArrayBuffer.isView(data) && !(data instanceof DataView))
      return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return null;
  }
  function encodeUtf8(text) {
    const bytes = [];
    for (const char of text) {
      const point = char.codePointAt(0);
      const code = point >= 55296 && point <= 57343 ? 65533 : point;
      if (code < 128) bytes.push(code);
      else if (code < 2048) bytes.push(192 | (code >> 6), tail(code));
      else if (code < 65536) bytes.push(224 | (code >> 12), tail(code >> 6), tail(code));
      else bytes.push(240 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code));
    }
    return new Uint8Array(bytes);
  }
  var tail = (bits) => 128 | (bits & 63);

  // src/engine/embedded/realm/modules/ws/blob.ts
  var contents = /* @__PURE__ */ new WeakMap();
  function createBlob({ bridge }) {
    const make = (bytes, type) => {
      const blob = {
        arrayBuffer: async () => copyIn(bytes),
        bytes: async () => new Uint8Array(copyIn(bytes)),
        text: async () => bridge.decodeUtf8(bytes),
        slice: (start, end, sliceType) =>
          make(bytes.slice(indexOf(start, 0), indexOf(end, bytes.length)), String(sliceType ?? '')),
      };
      const fixed = { enumerable: true };
      Object.defineProperties(blob, {
        size: { ...fixed, get: () => bytes.length },
        type: { ...fixed, get: () => type },
        toString: { value: () => '[object Blob]' },
      });
      contents.set(blob, bytes);
      return blob;
    };
    return {
      /** A message's bytes, already in the realm. */
      ofBytes: (buffer) => make(new Uint8Array(buffer), ''),
      Blob: function Blob(parts, options) {
        if (options !== void 0 && (typeof options !== 'object' || options === null))
          throw new GoError('[options] must be an object');
        const type = options?.type;
        return make(joined(parts), type === void 0 ? '' : String(type));
      },
    };
  }
  var indexOf = (given, absent) => (given === void 0 ? absent : Math.trunc(Number(given)) || 0);
  function joined(parts) {
    if (parts === void 0) return new Uint8Array(0);
    if (typeof parts !== 'object' || parts === null || !(Symbol.iterator in parts))
      throw new GoError('failed to process [blobParts]: not an array');
    const pieces = Array.from(parts, bytesOfPart);
    const all = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  }
  function bytesOfPart(part) {
    if (typeof part === 'string') return encodeUtf8(part);
    if (part instanceof DataView) return new Uint8Array(part.buffer);
    const bytes = bytesOf(part) ?? contents.get(Object(part));
    if (bytes === void 0)
      throw new GoError(`failed to process [blobParts]: unsupported type: ${typeof part}`);
    return bytes;
  }

  // src/engine/embedded/realm/modules/ws/ask.ts
  function* ask(fn, args) {
    const settled = yield { fn, args };
    if (!settled.ok) throw settled.error;
    return settled.value;
  }

  // src/engine/embedded/realm/modules/ws/listeners.ts
  var EVENTS = ['message', 'error', 'open', 'close', 'ping', 'pong'];
  var Listeners = class {
    #on = /* @__PURE__ */ new Map();
    #added = /* @__PURE__ */ new Map();
    on(name) {
      return this.#on.get(name) ?? null;
    }
    setOn(name, handler) {
      if (handler === null) this.#on.delete(name);
      else this.#on.set(name, handler);
    }
    add(name, handler) {
      this.#added.set(name, [...(this.#added.get(name) ?? []), handler]);
    }
    all(name) {
      const on = this.#on.get(name);
      return [...(on === void 0 ? [] : [on]), ...(this.#added.get(name) ?? [])];
    }
  };

  // src/engine/embedded/realm/modules/ws/params.ts
  function refuseInInit2({ bridge }) {
    if (bridge.state.phase === 'init')
      throw new GoError('using websockets in the init context is not supported');
  }
  function readWsParams({ bridge }, given, rules) {
    const params = { headers: [], tags: bridge.state.tags, jar: null };
    let compression = false;
    for (const [name, value] of Object.entries(Object(given ?? {}))) {
      if (name === 'headers') params.headers = readHeaders2(value);
      else if (name === 'tags') params.tags = { ...params.tags, ...readOwnTags(value, rules) };
      else if (name === 'jar') params.jar = storeOfJar(value);
      else if (name === 'compression') compression = readCompression(String(value).trim(), rules);
      else if (rules.unknown === 'refused') throw new GoError(`unknown WebSocket's option ${name}`);
    }
    return { ...params, compression };
  }
  function readHeaders2(given) {
    if (given === void 0 || given === null) return [];
    return Object.entries(Object(given)).flatMap(([name, value]) => [name, String(value)]);
  }
  function readOwnTags(given, { tagProblem }) {
    try {
      return readTags(given);
    } catch (error) {
      throw error instanceof GoError ? new GoError(`${tagProblem}: ${error.message}`) : error;
    }
  }
  function readCompression(algorithm, { emptyCompression }) {
    if (algorithm === 'deflate') return true;
    if (algorithm === '' && emptyCompression === 'none') return false;
    throw new GoError(`unsupported compression algorithm '${algorithm}', supported algorithm is 'deflate'`);
  }

  // src/engine/embedded/realm/modules/ws/web-socket.ts
  var RULES = {
    tagProblem: 'invalid WebSocket tags option',
    emptyCompression: 'refused',
    unknown: 'refused',
  };
  var [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3];
  var MAX_REASON_BYTES = 123;
  function openWebSocket(vu, given, makeBlob) {
    refuseInInit2(vu);
    const url = readUrl2(vu, given.url);
    const params = readWsParams(vu, given.params, RULES);
    const request = { ...params, url, protocols: readProtocols(given.protocols), api: 'websockets' };
    const socket = new EventSocket(vu, request, makeBlob);
    return socket.object;
  }
  var EventSocket = class {
    object;
    #vu;
    #url;
    #makeBlob;
    #session;
    #listeners = new Listeners();
    #release;
    #readyState = CONNECTING;
    #connected = false;
    #binaryType = 'blob';
    #protocol = '';
    #extensions = [];
    #closeCode = null;
    #closeReason = '';
    /** Of a close() before the connection was open. */
    #earlyReason = '';
    constructor(vu, request, makeBlob) {
      this.#vu = vu;
      this.#url = request.url;
      this.#makeBlob = makeBlob;
      this.object = this.#createObject();
      this.#release = vu.$.hold();
      this.#session = vu.bridge.ws.open(request, (event) => this.#enter(event));
    }
    #enter(event) {
      const { $ } = this.#vu;
      const last = event.kind === 'closed' || event.kind === 'refused';
      $.enter({ fn: () => $.drive(() => this.#handle(event)), args: [] }, (settled) => {
        if (!settled.ok) {
          const { error } = settled;
          $.enter({
            fn: () => {
              throw error;
            },
            args: [],
          });
        } else if (last) this.#release();
      });
    }
    *#handle(event) {
      switch (event.kind) {
        case 'opened':
          return yield* this.#opened(event);
        case 'message':
          return yield* this.#message(event);
        case 'ping':
        case 'pong':
          return yield* this.#call(event.kind, this.#event(event.kind, {}));
        case 'refused':
          return yield* this.#closed(event.error);
        case 'closed':
          if (event.code !== null) {
            this.#closeCode = event.code;
            this.#closeReason = event.reason;
          }
          return yield* this.#closed(event.error);
      }
    }
    *#opened({ response }) {
      this.#connected = true;
      this.#protocol = response.protocol;
      const at = response.headers.indexOf('Sec-Websocket-Extensions');
      if (at >= 0) this.#extensions = [response.headers[at + 1]];
      if (this.#readyState === CLOSING) return this.#sendClose(this.#earlyReason);
      this.#readyState = OPEN;
      yield* this.#callOrEnd('open', this.#event('open', {}));
    }
    *#message({ data, timeMs }) {
      if (this.#readyState !== OPEN) return;
      this.#session.count('ws_msgs_received');
      const event = this.#event('message', { data: this.#dataOf(data), origin: this.#url }, timeMs);
      yield* this.#callOrEnd('message', event);
    }
    #dataOf(data) {
      if (typeof data === 'string') return data;
      return this.#binaryType === 'blob' ? this.#makeBlob(copyIn(data)) : copyIn(data);
    }
    *#closed(error) {
      if (this.#readyState === CLOSED) return;
      this.#readyState = CLOSED;
      if (this.#connected) this.#session.emitDuration('now');
      if (error !== null) yield* this.#call('error', this.#event('error', { error }));
      const code = this.#closeCode === null ? {} : { code: this.#closeCode };
      yield* this.#call('close', this.#event('close', { ...code, reason: this.#closeReason }));
    }
    *#call(name, event) {
      for (const handler of this.#listeners.all(name)) yield* ask(handler, [event]);
    }
    // A handler that throws ends the connection, and then the iteration.
    *#callOrEnd(name, event) {
      try {
        yield* this.#call(name, event);
      } catch (error) {
        this.#session.cut(null);
        yield* this.#closed(String(error));
        throw error;
      }
    }
    #event(type, more, timestamp = this.#vu.bridge.now()) {
      return { type, target: this.object, timestamp, ...more };
    }
    #createObject() {
      const object = {};
      const show = (name, get, set) => {
        Object.defineProperty(object, name, { enumerable: true, get, ...(set === void 0 ? {} : { set }) });
      };
      const give = (name, value) => {
        Object.defineProperty(object, name, { enumerable: true, value });
      };
      give('addEventListener', (name, handler) => this.#addListener(String(name), handler));
      give('send', (data) => this.#send(data));
      give('ping', () => {
        this.#assertOpen();
        if (this.#session.ping()) this.#session.count('ws_msgs_sent');
      });
      give('close', (code, reason) => this.#close(code, reason));
      give('url', this.#url);
      show('readyState', () => this.#readyState);
      show('bufferedAmount', () => (this.#readyState === CONNECTING ? 0 : this.#session.bufferedBytes));
      show('extensions', () => this.#extensions);
      show('protocol', () => this.#protocol);
      show(
        'binaryType',
        () => this.#binaryType,
        (type) => this.#setBinaryType(String(type)),
      );
      for (const name of EVENTS) {
        show(
          `on${name}`,
          () => this.#listeners.on(name),
          (handler) => this.#setOn(name, handler),
        );
      }
      return object;
    }
    #addListener(name, handler) {
      if (typeof handler !== 'function')
        throw new GoError(`handler for event type ${JSON.stringify(name)} isn't a callable function`);
      const known = EVENTS.find((event) => event === name);
      if (known !== void 0) this.#listeners.add(known, handler);
      else this.#vu.bridge.log('warning', `can't add event handler: unsupported event type '${name}'`, {});
    }
    #setOn(name, handler) {
      if (handler !== null && handler !== void 0 && typeof handler !== 'function')
        throw new GoError(`a value for 'on${name}' should be callable`);
      this.#listeners.setOn(name, handler ?? null);
    }
    #setBinaryType(type) {
      if (type !== 'blob' && type !== 'arraybuffer')
        throw new GoError(`unknown binaryType ${type}, the supported ones are "blob" and "arraybuffer"`);
      this.#binaryType = type;
    }
    #assertOpen() {
      if (this.#readyState !== OPEN) throw new GoError('InvalidStateError');
    }
    #send(data) {
      this.#assertOpen();
      const sendable = typeof data === 'string' ? data : bytesOf(data);
      if (sendable === null) throw new GoError(`unsupported send type ${goType(data)}`);
      if (this.#session.send(sendable)) this.#session.count('ws_msgs_sent');
    }
    #close(givenCode, givenReason) {
      if (this.#readyState === CLOSING || this.#readyState === CLOSED) return;
      const code = Math.trunc(Number(givenCode)) || 0;
      const reason = givenReason === void 0 ? '' : String(givenReason);
      if (code !== 0 && code !== 1e3 && !(code >= 3e3 && code <= 4999)) {
        throw new GoError(
          `InvalidAccessError: Failed to execute 'close' on 'WebSocket': The close code must be either 1000, or between 3000 and 4999. ${code} is neither`,
        );
      }
      if (encodeUtf8(reason).length > MAX_REASON_BYTES) {
        throw new GoError(
          "SyntaxError: Failed to execute 'close' on 'WebSocket': The message must not be greater than 123 bytes",
        );
      }
      const wasOpen = this.#readyState === OPEN;
      this.#readyState = CLOSING;
      this.#closeCode = code === 0 ? 1e3 : code;
      if (wasOpen) this.#sendClose(reason);
      else this.#earlyReason = reason;
    }
    #sendClose(reason) {
      this.#session.close(this.#closeCode, reason);
      this.#session.count('ws_msgs_sent');
    }
  };
  function readUrl2({ bridge }, given) {
    if (given === void 0 || given === null) throw new GoError('WebSocket requires a url');
    const written = JSON.stringify(String(given));
    const parsed = bridge.ws.parseUrl(String(given));
    if (!parsed.ok) {
      throw new GoError(
        `WebSocket requires valid url, but got ${written} which resulted in parse ${written}: ${parsed.message}`,
      );
    }
    const { text, scheme, fragment } = parsed.value;
    if (scheme !== 'ws' && scheme !== 'wss')
      throw new GoError(`WebSocket requires url with scheme ws or wss, but got ${JSON.stringify(scheme)}`);
    if (fragment !== '')
      throw new GoError(`WebSocket requires no url fragment, but got ${JSON.stringify(fragment)}`);
    return text;
  }
  function readProtocols(given) {
    if (typeof given === 'string') return [given];
    return Array.isArray(given) ? given.map(String) : [];
  }
  function goType(value) {
    if (value === void 0 || value === null) return '<nil>';
    if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
    if (typeof value === 'boolean') return 'bool';
    if (typeof value === 'function') return 'func(sobek.FunctionCall) sobek.Value';
    return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
  }

  // src/engine/embedded/realm/modules/websockets.ts
  var websocketsModule = (vu) => {
    const blobs = createBlob(vu);
    const exports = {
      WebSocket: function WebSocket(url, protocols, params) {
        return openWebSocket(vu, { url, protocols, params }, blobs.ofBytes);
      },
      Blob: blobs.Blob,
    };
    return { ...exports, default: exports };
  };
  var experimentalWebsocketsModule = (vu) => {
    const { id, phase } = vu.bridge.state;
    if (id === 0 && phase === 'init') {
      vu.bridge.log(
        'warning',
        'k6/experimental/websockets is deprecated and will be removed in a future release. Please use k6/websockets instead.',
        {},
      );
    }
    return websocketsModule(vu);
  };

  // src/engine/embedded/realm/modules/ws/socket-error.ts
  var SocketError = class {
    #text;
    constructor(text) {
      this.#text = text;
    }
    error() {
      return this.#text;
    }
    toString() {
      return this.#text;
    }
  };

  // src/engine/embedded/realm/modules/ws/socket.ts
  var GOING_AWAY = 1001;
  var CANNOT_WAIT =
    'ws.connect() cannot wait here, because its caller is not a function of the script that can be suspended (a getter, a constructor, a generator, a callback of a native function such as a JSON reviver); call it from a plain function, or use k6/websockets';
  var BlockingSocket = class {
    #vu;
    #handlers = /* @__PURE__ */ new Map();
    #timers = /* @__PURE__ */ new Set();
    #session = null;
    #events = [];
    #wake = null;
    #done = false;
    constructor(vu) {
      this.#vu = vu;
    }
    /** Waits for the end of the handshake. */
    *connect(request) {
      yield* this.#wait(() => {
        this.#session = this.#vu.bridge.ws.open(request, (event) => this.#push(event));
      });
      return this.#events.shift();
    }
    /** Hands events to the script until the socket is closed. */
    *follow(setup) {
      try {
        yield* ask(setup, [this.#forScript()]);
        yield* this.#call('open');
        while (!this.#done) {
          if (this.#events.length === 0) yield* this.#wait(() => {});
          yield* this.#handle(this.#events.shift());
        }
      } finally {
        yield* this.#close(GOING_AWAY);
      }
    }
    /** Emits what counts the whole call. */
    end() {
      this.#session?.emitDuration('start');
    }
    *#wait(begin) {
      const { $ } = this.#vu;
      const wait = () =>
        $.block({
          start: (done) => {
            this.#wake = () => done('woken');
            begin();
          },
          block: () => 'refused',
          finish(outcome) {
            if (outcome === 'refused') throw new GoError(CANNOT_WAIT);
            return void 0;
          },
        });
      yield* ask(wait, []);
    }
    #push(event) {
      this.#events.push(event);
      const wake = this.#wake;
      this.#wake = null;
      wake?.();
    }
    *#handle(event) {
      switch (event.kind) {
        case 'message':
          this.#session?.count('ws_msgs_received');
          if (typeof event.data === 'string') yield* this.#call('message', event.data);
          else yield* this.#call('binaryMessage', copyIn(event.data));
          return;
        case 'ping':
        case 'pong':
          yield* this.#call(event.kind);
          return;
        case 'timer':
          yield* ask(event.fn, []);
          return;
        case 'closed':
          if (event.error !== null) yield* this.#call('error', new SocketError(event.error));
          yield* this.#close(event.code ?? GOING_AWAY);
          return;
        default:
          return;
      }
    }
    *#call(name, ...args) {
      for (const handler of this.#handlers.get(name) ?? []) yield* ask(handler, args);
    }
    // Runs once, and calls the close handlers within the script's own call of close().
    *#close(code) {
      if (this.#done) return;
      this.#done = true;
      for (const timer of this.#timers) this.#vu.bridge.stopTimer(timer);
      this.#timers.clear();
      this.#session?.cut(code);
      yield* this.#call('close', code);
    }
    #forScript() {
      const { $ } = this.#vu;
      return {
        on: (name, handler) => {
          if (typeof handler !== 'function') return;
          const known = this.#handlers.get(String(name)) ?? [];
          this.#handlers.set(String(name), [...known, handler]);
        },
        send: (message) => this.#send(textOf(message)),
        sendBinary: (message) => {
          if (!(message instanceof ArrayBuffer))
            throw new GoError(`expected ArrayBuffer as argument, received: ${typeName(message)}`);
          this.#send(bytesOf(message));
        },
        ping: () => {
          if (!this.#session?.ping()) this.#notOpen();
        },
        setTimeout: (fn, delay) => {
          this.#arm(readDelay('setTimeout', fn, delay), () => this.#push({ kind: 'timer', fn }));
        },
        setInterval: (fn, delay) => this.#repeat(readDelay('setInterval', fn, delay), { kind: 'timer', fn }),
        close: (code) =>
          $.drive(() => this.#close(code === void 0 ? GOING_AWAY : Math.trunc(Number(code)) || 0)),
      };
    }
    #send(data) {
      const sent = this.#session?.send(data);
      this.#session?.count('ws_msgs_sent');
      if (!sent) this.#notOpen();
    }
    #notOpen() {
      this.#vu.$.drive(() => this.#call('error', new SocketError('websocket: close sent')));
    }
    #arm(delayMs, fire) {
      if (this.#done || this.#session?.over) return;
      const timer = this.#vu.bridge.startTimer(delayMs, () => {
        this.#timers.delete(timer);
        fire();
      });
      this.#timers.add(timer);
    }
    // A tick that comes while the one before still waits is left out.
    #repeat(delayMs, tick) {
      this.#arm(delayMs, () => {
        if (!this.#events.includes(tick)) this.#push(tick);
        this.#repeat(delayMs, tick);
      });
    }
  };
  var textOf = (message) => (message === void 0 || message === null ? '' : String(message));
  var typeName = (value) =>
    value === void 0 || value === null ? String(value) : (Object(value).constructor?.name ?? 'Object');
  function readDelay(name, fn, delay) {
    const delayMs = Number(delay ?? 0);
    if (!(delayMs > 0))
      throw new GoError(`${name} requires a >0 timeout parameter, received ${delayMs.toFixed(2)}`);
    if (typeof fn !== 'function')
      throw new TypeError(
        `could not convert function call parameter 0: could not convert ${String(fn)} to a function`,
      );
    return delayMs;
  }

  // src/engine/embedded/realm/modules/ws.ts
  var RULES2 = {
    tagProblem: 'invalid ws.connect() metric tags',
    emptyCompression: 'none',
    unknown: 'ignored',
  };
  var wsModule = (vu) => {
    const exports = { connect: (url, ...args) => connect(vu, String(url), args) };
    return { ...exports, default: exports };
  };
  function connect(vu, url, args) {
    refuseInInit2(vu);
    if (args.length !== 1 && args.length !== 2)
      throw new GoError('invalid number of arguments to ws.connect');
    const setup = args.at(-1);
    if (typeof setup !== 'function') throw new GoError('last argument to ws.connect must be a function');
    const params = readWsParams(vu, args.length === 2 ? args[0] : void 0, RULES2);
    const socket = new BlockingSocket(vu);
    return vu.$.drive(function* () {
      const opened = yield* socket.connect({ ...params, url, protocols: [], api: 'ws' });
      try {
        if (opened.kind === 'refused') return refusal(vu, opened);
        yield* socket.follow(setup);
        return shown(opened.response, { url, error: '' });
      } finally {
        socket.end();
      }
    });
  }
  function refusal({ bridge }, { response, error }) {
    if (bridge.state.options.throw) throw new GoError(error);
    return response === null ? shown(null, { url: '', error }) : shown(response, { url: '', error: '' });
  }
  function shown(response, { url, error }) {
    const headers = {};
    const flat = response?.headers ?? [];
    for (let i = 0; i < flat.length; i += 2) headers[flat[i]] = flat[i + 1];
    return { url, status: response?.status ?? 0, headers, body: response?.body ?? '', error };
  }

  // src/engine/embedded/realm/modules/index.ts
  var MODULES = {
    k6: k6Module,
    'k6/data': dataModule,
    'k6/execution': executionModule,
    'k6/http': httpModule,
    'k6/metrics': metricsModule,
    'k6/timers': timersModule,
    'k6/experimental/websockets': experimentalWebsocketsModule,
    'k6/websockets': websocketsModule,
    'k6/ws': wsModule,
  };

  // src/engine/embedded/realm/twins.ts
  var proto = Array.prototype;
  var nativeReplace = String.prototype.replace;
  var nativeReplaceAll = String.prototype.replaceAll;
  var nativeFrom = Array.from;
  function* ask2(fn, self, args) {
    const settled = yield { fn, self, args };
    if (!settled.ok) throw settled.error;
    return settled.value;
  }
  function* forEachIndex(list, [fn, self], use) {
    for (let i = 0; i < list.length; i++) {
      if (!(i in list)) continue;
      const value = yield* ask2(fn, self, [list[i], i, list]);
      if (use(value, i)) return void 0;
    }
    return void 0;
  }
  function* reduceSteps(list, args, fromRight) {
    const [fn] = args;
    const order = [...list.keys()].filter((i) => i in list);
    if (fromRight) order.reverse();
    let total = args[1];
    if (args.length < 2) {
      if (order.length === 0) throw new TypeError('Reduce of empty array with no initial value');
      total = list[order.shift()];
    }
    for (const i of order) total = yield* ask2(fn, void 0, [total, list[i], i, list]);
    return total;
  }
  function* sorted(items, compare) {
    if (items.length < 2) return items;
    const middle = items.length >> 1;
    const left = yield* sorted(items.slice(0, middle), compare);
    const right = yield* sorted(items.slice(middle), compare);
    const out = [];
    let r = 0;
    for (const item of left) {
      while (r < right.length && Number(yield* ask2(compare, void 0, [item, right[r]])) > 0)
        out.push(right[r++]);
      out.push(item);
    }
    return out.concat(right.slice(r));
  }
  function* sortSteps(list, [fn], inPlace) {
    const defined = list.filter((value) => value !== void 0);
    const rest = new Array(list.length - defined.length).fill(void 0);
    const result = [...(yield* sorted(defined, fn)), ...rest];
    if (!inPlace) return result;
    for (const [i, value] of result.entries()) list[i] = value;
    return list;
  }
  function* findSteps(list, [fn, self], options) {
    const order = [...list.keys()];
    if (options.last) order.reverse();
    for (const i of order) {
      if (yield* ask2(fn, self, [list[i], i, list])) return options.index ? i : list[i];
    }
    return options.index ? -1 : void 0;
  }
  var ARRAY_TWINS = {
    *every(list, args) {
      let all = true;
      yield* forEachIndex(list, args, (value) => {
        all = Boolean(value);
        return !all;
      });
      return all;
    },
    *some(list, args) {
      let any = false;
      yield* forEachIndex(list, args, (value) => {
        any = Boolean(value);
        return any;
      });
      return any;
    },
    *filter(list, args) {
      const out = [];
      yield* forEachIndex([...list], args, (value, i) => {
        if (value) out.push(list[i]);
        return false;
      });
      return out;
    },
    *forEach(list, args) {
      return yield* forEachIndex(list, args, () => false);
    },
    *map(list, args) {
      const out = new Array(list.length);
      yield* forEachIndex(list, args, (value, i) => {
        out[i] = value;
        return false;
      });
      return out;
    },
    *flatMap(list, args) {
      const out = [];
      yield* forEachIndex(list, args, (value) => {
        if (Array.isArray(value)) out.push(...value);
        else out.push(value);
        return false;
      });
      return out;
    },
    find: (list, args) => findSteps(list, args, { last: false, index: false }),
    findIndex: (list, args) => findSteps(list, args, { last: false, index: true }),
    findLast: (list, args) => findSteps(list, args, { last: true, index: false }),
    findLastIndex: (list, args) => findSteps(list, args, { last: true, index: true }),
    reduce: (list, args) => reduceSteps(list, args, false),
    reduceRight: (list, args) => reduceSteps(list, args, true),
    sort: (list, args) => sortSteps(list, args, true),
    toSorted: (list, args) => sortSteps(list, args, false),
  };
  function* replaceSteps(text, pattern, { fn, all }) {
    const calls = [];
    Reflect.apply(all ? nativeReplaceAll : nativeReplace, text, [
      pattern,
      (...args) => {
        calls.push(args);
        return '';
      },
    ]);
    const texts = [];
    for (const args of calls) texts.push(String(yield* ask2(fn, void 0, args)));
    return Reflect.apply(all ? nativeReplaceAll : nativeReplace, text, [pattern, () => texts.shift() ?? '']);
  }
  function* keyedForEach(target, [fn, self]) {
    for (const [key, value] of target.entries()) yield* ask2(fn, self, [value, key, target]);
    return void 0;
  }
  function* fromSteps(items, [fn, self]) {
    const out = [];
    for (const [i, item] of Array.from(items).entries()) out.push(yield* ask2(fn, self, [item, i]));
    return out;
  }
  function stepsOf(target, name, args) {
    const method = target?.[name];
    const twin = ARRAY_TWINS[name];
    if (Array.isArray(target) && method === proto[name] && twin !== void 0 && typeof args[0] === 'function') {
      return () => twin(target, args);
    }
    if (method === nativeFrom && target === Array && typeof args[1] === 'function')
      return () => fromSteps(args[0], args.slice(1));
    const replaces = method === nativeReplace || method === nativeReplaceAll;
    if (typeof target === 'string' && replaces && typeof args[1] === 'function') {
      return () => replaceSteps(target, args[0], { fn: args[1], all: method === nativeReplaceAll });
    }
    const keyed = target instanceof Map || target instanceof Set;
    if (
      keyed &&
      name === 'forEach' &&
      (method === Map.prototype.forEach || method === Set.prototype.forEach)
    ) {
      return () => keyedForEach(target, args);
    }
    return null;
  }
  function callTwin(core, target, [name, ...args]) {
    const steps = stepsOf(target, name, args);
    if (steps !== null) return core.drive(steps);
    return target[name]?.(...args) ?? missing(target, name);
  }
  function missing(target, name) {
    if (typeof target[name] === 'function') return void 0;
    throw new TypeError(`${name} is not a function`);
  }
  function callThen(core, target, [name, ...args]) {
    const method = target[name];
    if (!(target instanceof Promise)) return Reflect.apply(method, target, args);
    return Reflect.apply(
      method,
      target,
      args.map((arg) => (typeof arg === 'function' ? asJob(core, arg) : arg)),
    );
  }
  function asJob(core, fn) {
    return (...args) => {
      const run = () => {
        const settled = core.call({ fn, args }, true);
        if (settled === null) {
          return core.settle().then((late) => {
            core.jobs.unlock();
            if (!late.ok) throw late.error;
            return late.value;
          });
        }
        if (!settled.ok) throw settled.error;
        return settled.value;
      };
      return core.jobs.mustQueue ? core.jobs.turn().then(run) : run();
    };
  }

  // src/engine/embedded/realm/vu-instance.ts
  var AsyncError = 'Uncaught (in promise) ';
  var RealmVu = class {
    #core = new Core(new Jobs());
    #bridge;
    /** Whether the script has anything to do with promises. */
    #mayPromise;
    #context;
    #globals;
    #exports = {};
    #holds = 0;
    #running = null;
    #interrupted = false;
    constructor(bridge, script) {
      this.#bridge = bridge;
      this.#mayPromise = script.mayPromise;
      this.#core.jobs.onIdle = () => this.#drained();
      this.#context = { $: this.#suspender(), bridge };
      this.#globals = createGlobals(this.#context);
      this.#globals['Math'] = Object.create(Math, {
        random: { value: Math.random, writable: true, configurable: true },
      });
      this.#globals['__VU'] = bridge.state.id;
      this.#globals['require'] = (name) => this.#module(name)['default'];
      Object.defineProperty(this.#globals, '__ITER', {
        get: () => (bridge.state.iteration < 0 ? void 0 : bridge.state.iteration),
        enumerable: true,
      });
      Object.setPrototypeOf(this.#globals, globalThis);
    }
    /** Runs the script's init code; what it throws comes through. */
    load(factory, modules) {
      const exports = factory(
        this.#runtime(),
        this.#globals,
        modules.map((name) => this.#module(name)),
      );
      const only = exports['default'];
      this.#exports = typeof only === 'object' && only !== null ? only : exports;
    }
    get functions() {
      return Object.keys(this.#exports).filter((name) => typeof this.#exports[name] === 'function');
    }
    exportJson(name) {
      return this.#exports[name] === void 0 ? void 0 : JSON.stringify(this.#exports[name]);
    }
    setEnv(env) {
      const target = this.#globals['__ENV'];
      for (const name of Object.keys(target)) if (!(name in env)) delete target[name];
      Object.assign(target, env);
    }
    run(name, args, done) {
      const job = { done, settled: false };
      this.#running = job;
      this.#interrupted = false;
      const fn = this.#exports[name];
      const values = args.map((json) => (json === void 0 ? void 0 : JSON.parse(json)));
      let result;
      this.#start({ fn, args: values }, (settled) => {
        if (!settled.ok) return this.#fail(settled.error, false);
        result = settled.value;
        if (!(result instanceof Promise)) return this.#settle(job, result);
        void result.then(
          (value) => this.#settle(job, value),
          (error) => this.#fail(error, true),
        );
      });
    }
    interrupt() {
      for (const timer of this.#stopTimers()) {
        this.#bridge.log('warning', `${timer} was stopped because the VU iteration was interrupted`, {});
      }
      this.#end({ kind: 'interrupted' });
    }
    /** An unhandled rejection that the host saw while this VU ran. */
    rejected(error) {
      this.#fail(error, true);
    }
    #module(name) {
      const factory = MODULES[name];
      if (factory === void 0) throw new Error(`unknown module: ${name}`);
      return factory(this.#context);
    }
    #start(call, settled) {
      const core = this.#core;
      core.jobs.enqueueNow(() => {
        const now = core.call(call, true);
        if (now !== null) return settled(now);
        const running = this.#running;
        void core.settle().then((late) => {
          if (running !== this.#running) return;
          settled(late);
          core.jobs.unlock();
        });
      });
    }
    #settle(job, value) {
      if (job !== this.#running) return;
      job.settled = true;
      this.#value = value;
      this.#drained();
    }
    #value;
    // Promise reactions that are due belong to the iteration: they run before it is over.
    #drained() {
      const job = this.#running;
      if (job === null || !this.#isDrained(job)) return;
      if (!this.#mayPromise) {
        this.#end({ kind: 'done', value: this.#value });
        return;
      }
      this.#bridge.nextTurn(() => {
        if (job === this.#running && this.#isDrained(job)) this.#end({ kind: 'done', value: this.#value });
      });
    }
    #isDrained(job) {
      return job.settled && this.#holds === 0 && !this.#core.jobs.mustQueue;
    }
    #fail(error, asynchronous) {
      const text = `${asynchronous ? AsyncError : ''}${describeError(error)}`;
      this.#stopTimers();
      this.#end({ kind: 'threw', text, hint: 'script exception', asynchronous });
    }
    #end(outcome) {
      const job = this.#running;
      if (job === null) return;
      this.#running = null;
      this.#interrupted = outcome.kind !== 'done';
      this.#holds = 0;
      this.#value = void 0;
      this.#core.reset();
      this.#core.jobs.reset();
      job.done(outcome);
    }
    #stopTimers() {
      return timersOf(this.#context).stopAll();
    }
    #suspender() {
      const core = this.#core;
      const self = this;
      return {
        block: (operation) => core.block(operation),
        drive: (steps) => core.drive(steps),
        enter: (call, settled) =>
          this.#start(call, settled ?? ((outcome) => !outcome.ok && this.#fail(outcome.error, false))),
        hold: () => this.#hold(),
        vanish: () => {
          const reason = this.#bridge.execution.abortReason();
          void Promise.resolve().then(() => this.#end({ kind: 'aborted', reason }));
          return core.vanish();
        },
        setRandom: (next) => {
          this.#globals['Math'].random = next;
        },
        get interrupted() {
          return self.#interrupted;
        },
      };
    }
    #hold() {
      const running = this.#running;
      this.#holds++;
      return () => {
        if (running === null || running !== this.#running) return;
        this.#holds--;
        this.#drained();
      };
    }
    #runtime() {
      const core = this.#core;
      const globals = this.#globals;
      return Object.assign(core, {
        hof: (target, ...call) => callTwin(core, target, call),
        // biome-ignore lint/suspicious/noThenProperty: generated code calls the runtime's `then` by this name.
        then: (target, ...call) => callThen(core, target, call),
        gx(name) {
          if (!(name in globals)) throw new ReferenceError(`${name} is not defined`);
          return globals;
        },
      });
    }
  };
  function describeError(error) {
    if (!(error instanceof Error)) return String(error);
    return error.stack ?? `${error.name}: ${error.message}`;
  }

  // src/engine/embedded/realm/index.ts
  for (const absent of [
    'SharedArrayBuffer',
    'Atomics',
    'WebAssembly',
    'Intl',
    'WeakRef',
    'FinalizationRegistry',
    'console',
  ]) {
    Reflect.deleteProperty(globalThis, absent);
  }
  Object.assign(Error, { stackTraceLimit: 60 });
  function instantiate(bridge, factory, modules) {
    const vu = new RealmVu(bridge);
    try {
      vu.load(factory, modules);
      return { ok: true, instance: vu };
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? String(error)) : String(error);
      return { ok: false, outcome: { kind: 'threw', text, hint: 'script exception', asynchronous: false } };
    }
  }
  return __toCommonJS(index_exports);
})();
