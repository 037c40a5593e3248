/** A JSON value in short: string, integer, float, boolean, each maybe null; lists; objects; `map` has free keys. */
export type Shape =
  | 's'
  | 'i'
  | 'f'
  | 'b'
  | 's?'
  | readonly [Shape]
  | { readonly map: Shape }
  | { readonly [key: string]: Shape };

const SCALARS = {
  s: { type: 'string' },
  i: { type: 'integer' },
  f: { type: 'number' },
  b: { type: 'boolean' },
  's?': { type: ['string', 'null'] },
} as const;

/** The JSON schema of a shape: it makes fastify's serializer, and refuses an answer that lacks a field. */
export function jsonSchema(shape: Shape): object {
  if (typeof shape === 'string') return SCALARS[shape];
  if (isList(shape)) return { type: 'array', items: jsonSchema(shape[0]) };
  const { map, ...fields } = shape as Record<string, Shape>;
  if (map !== undefined) return { type: 'object', additionalProperties: jsonSchema(map) };
  const properties = Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [key, jsonSchema(field)]),
  );
  return { type: 'object', properties, required: Object.keys(fields) };
}

function isList(shape: Exclude<Shape, string>): shape is readonly [Shape] {
  return Array.isArray(shape);
}
