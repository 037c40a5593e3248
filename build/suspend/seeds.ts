/** Exports of k6 modules that block: module -> names. Methods of what they return are in BLOCKING_METHODS. */
const BLOCKING_EXPORTS: Readonly<Record<string, readonly string[]>> = {
  k6: ['check', 'group', 'sleep'],
  'k6/http': ['batch', 'del', 'get', 'head', 'options', 'patch', 'post', 'put', 'request'],
  'k6/ws': ['connect'],
  'k6/net/grpc': [],
  'k6/execution': [],
};

/** Names of blocking methods of objects that a module's exports hold or return. */
const BLOCKING_METHODS: Readonly<Record<string, readonly string[]>> = {
  'k6/http': ['submitForm', 'clickLink'],
  // Close handlers run within the call.
  'k6/ws': ['close'],
  'k6/net/grpc': ['connect', 'invoke', 'healthCheck'],
  'k6/execution': ['abort'],
};

/** True when calling this export may block. */
export const blocks = (module: string, name: string): boolean =>
  BLOCKING_EXPORTS[module]?.includes(name) === true;

/** Every property name under which a blocking function of this module can be reached. */
export const blockingNames = (module: string): readonly string[] => [
  ...(BLOCKING_EXPORTS[module] ?? []),
  ...(BLOCKING_METHODS[module] ?? []),
];

/** Native methods that call functions given to them and have a twin that can wait. */
export const TWIN_METHODS: ReadonlySet<string> = new Set([
  // Of k6/html.
  'each',
  'is',
  'not',
  'every',
  'filter',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'flatMap',
  'forEach',
  'from',
  'map',
  'reduce',
  'reduceRight',
  'replace',
  'replaceAll',
  'some',
  'sort',
  'toSorted',
]);

/** Native methods that may run a script's function by converting a value; their callers do not know the receiver. */
export const CONVERTING_METHODS: ReadonlySet<string> = new Set([
  ...[
    'join',
    'concat',
    'toString',
    'toLocaleString',
    'split',
    'match',
    'matchAll',
    'search',
    'includes',
    'indexOf',
  ],
  ...[
    'lastIndexOf',
    'localeCompare',
    'padStart',
    'padEnd',
    'startsWith',
    'endsWith',
    'test',
    'exec',
    'at',
    'slice',
  ],
  ...[
    'substring',
    'stringify',
    'parse',
    'assign',
    'fromEntries',
    'next',
    'with',
    'fill',
    'set',
    'of',
    'splice',
  ],
]);

/** Methods of Promise that react to many promises. */
export const COMBINATORS: ReadonlySet<string> = new Set(['all', 'allSettled', 'any', 'race']);

/** Methods that natives call by name: their caller can never wait. */
export const NATIVE_CALLED: ReadonlySet<string> = new Set([
  'toJSON',
  'valueOf',
  'toString',
  'next',
  'return',
  'throw',
]);

/** Unshadowed globals whose methods never reach a script's function that blocks (or reach it as natives). */
export const INERT_RECEIVERS: ReadonlySet<string> = new Set([
  'Math',
  'JSON',
  'Object',
  'Number',
  'String',
  'Date',
  'Promise',
  'Reflect',
  'Symbol',
  'BigInt',
  'console',
  'crypto',
  '__ENV',
]);

/** The language's own globals: the same objects for all VUs of a thread. */
export const INTRINSICS: ReadonlySet<string> = new Set(
  `undefined NaN Infinity Object Function Array String Boolean Number BigInt Symbol Date RegExp Error EvalError RangeError
  ReferenceError SyntaxError TypeError URIError AggregateError Map Set WeakMap WeakSet Promise Proxy Reflect JSON ArrayBuffer
  DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array
  BigInt64Array BigUint64Array parseInt parseFloat isNaN isFinite encodeURI encodeURIComponent decodeURI decodeURIComponent
  escape unescape eval`.split(/\s+/),
);
