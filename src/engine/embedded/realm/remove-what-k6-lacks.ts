const GLOBALS = [
  ...['SharedArrayBuffer', 'Atomics', 'WebAssembly', 'Intl', 'WeakRef', 'FinalizationRegistry', 'console'],
  ...['Iterator', 'Float16Array', 'SuppressedError', 'DisposableStack', 'AsyncDisposableStack', 'Temporal'],
];

/** Members of the language that came after k6's engine, by the global that holds them. */
const MEMBERS: readonly [holder: object, names: readonly string[]][] = [
  [Object, ['groupBy']],
  [Map, ['groupBy']],
  [Promise, ['withResolvers', 'try']],
  [Array, ['fromAsync']],
  [RegExp, ['escape']],
  [Math, ['f16round', 'sumPrecise']],
  [String.prototype, ['isWellFormed', 'toWellFormed']],
  [
    Set.prototype,
    [
      'union',
      'intersection',
      'difference',
      'symmetricDifference',
      'isSubsetOf',
      'isSupersetOf',
      'isDisjointFrom',
    ],
  ],
  [
    ArrayBuffer.prototype,
    ['resize', 'resizable', 'maxByteLength', 'transfer', 'transferToFixedLength', 'detached'],
  ],
  [
    Object.getPrototypeOf(Object.getPrototypeOf([].values())) as object,
    ['map', 'filter', 'take', 'drop', 'flatMap', 'reduce', 'toArray', 'forEach', 'some', 'every', 'find'],
  ],
];

/** A script that runs here must run in k6 as well: what its engine has not is taken away. */
export function removeWhatK6Lacks(): void {
  for (const name of GLOBALS) Reflect.deleteProperty(globalThis, name);
  for (const [holder, names] of MEMBERS) for (const name of names) Reflect.deleteProperty(holder, name);
}
