const TYPED_ARRAYS: Readonly<Record<string, string>> = {
  Uint8Array: '[]uint8',
  Uint8ClampedArray: '[]uint8',
  Int8Array: '[]int8',
  Int16Array: '[]int16',
  Uint16Array: '[]uint16',
  Int32Array: '[]int32',
  Uint32Array: '[]uint32',
  Float32Array: '[]float32',
  Float64Array: '[]float64',
  BigInt64Array: '[]int64',
  BigUint64Array: '[]uint64',
};

/** The Go type that k6 names in its errors for a value of a script. */
export function goType(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return '<nil>';
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isInteger(value) && !Object.is(value, -0) ? 'int64' : 'float64';
    case 'bigint':
      return '*big.Int';
    case 'symbol':
      return '*sobek.Symbol';
    case 'function':
      return 'func(sobek.FunctionCall) sobek.Value';
    default:
      return value === null ? '<nil>' : objectType(value as object);
  }
}

function objectType(value: object): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (value instanceof Date) return 'time.Time';
  if (value instanceof Map) return '[][2]interface {}';
  if (value instanceof Set) return '[]interface {}';
  if (value instanceof Number || value instanceof Boolean) return goType(value.valueOf());
  const view = ArrayBuffer.isView(value) ? TYPED_ARRAYS[value.constructor.name] : undefined;
  return view ?? 'map[string]interface {}';
}
