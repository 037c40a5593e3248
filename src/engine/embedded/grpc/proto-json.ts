import protobuf from 'protobufjs';
import protojson from 'protobufjs/ext/protojson.js';

/** A message that was decoded: its fields by their names in the file. */
type Fields = Readonly<Record<string, unknown>>;

const WELL_KNOWN = new Set(
  `Duration Timestamp FieldMask Struct Value ListValue Empty DoubleValue FloatValue Int64Value UInt64Value Int32Value
  UInt32Value BoolValue StringValue BytesValue`
    .split(/\s+/)
    .map((name) => `.google.protobuf.${name}`),
);
const ANY = '.google.protobuf.Any';
const FLOAT_DIGITS = [6, 7, 8, 9] as const;

/** JSON text to wire bytes by the rules of ProtoJSON; throws with Go's wording where it is one that scripts meet. */
export function encodeJson(type: protobuf.Type, json: string): Buffer {
  try {
    const message = protojson.fromJson(type, JSON.parse(json));
    return Buffer.from(type.encode(message).finish());
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const unknown = /: unknown field: (".*")$/s.exec(text)?.[1];
    if (unknown === undefined) throw new Error(`proto: ${text}`);
    const column = json.indexOf(`${unknown}:`) + 1;
    throw new Error(`proto: (line 1:${Math.max(1, column)}): unknown field ${unknown}`);
  }
}

/** Wire bytes to a JSON value with every field in it, as k6 shows messages; throws for malformed bytes. */
export function decodeJson(type: protobuf.Type, bytes: Uint8Array): unknown {
  return messageJson(type, type.decode(bytes) as unknown as Fields);
}

function messageJson(type: protobuf.Type, message: Fields): unknown {
  if (type.fullName === ANY) return anyJson(type, message);
  if (WELL_KNOWN.has(type.fullName)) return protojson.toJson(type, message);
  const json: Record<string, unknown> = {};
  for (const field of type.fieldsArray) {
    const { resolved, jsonName } = named(field);
    const present = Object.hasOwn(message, resolved.name) && message[resolved.name] !== null;
    if (present) json[jsonName] = fieldJson(resolved, message[resolved.name]);
    else if (resolved.partOf === null) json[jsonName] = unsetJson(resolved);
  }
  return json;
}

// protobufjs has `jsonName` but does not declare it.
function named(field: protobuf.Field): { resolved: protobuf.Field; jsonName: string } {
  const resolved = field.resolve();
  return { resolved, jsonName: (resolved as protobuf.Field & { jsonName: string }).jsonName };
}

// What ProtoJSON shows of a field that is not on the wire.
function unsetJson(field: protobuf.Field): unknown {
  if (field.map) return {};
  if (field.repeated) return [];
  if (field.resolvedType instanceof protobuf.Type || field.hasPresence) return null;
  return singleJson(field, field.typeDefault);
}

function fieldJson(field: protobuf.Field, value: unknown): unknown {
  if (field instanceof protobuf.MapField) {
    return Object.fromEntries(
      Object.entries(value as Fields).map(([key, item]) => [keyText(field, key), singleJson(field, item)]),
    );
  }
  if (field.repeated) return (value as readonly unknown[]).map((item) => singleJson(field, item));
  return singleJson(field, value);
}

// 64-bit keys are kept as eight bytes in a string.
function keyText({ keyType }: protobuf.MapField, key: string): string {
  if (!(keyType in protobuf.types.long)) return key;
  return String(protobuf.util.longFromHash(key, keyType === 'uint64' || keyType === 'fixed64'));
}

function singleJson({ type, resolvedType }: protobuf.Field, value: unknown): unknown {
  if (resolvedType instanceof protobuf.Type) return messageJson(resolvedType, value as Fields);
  if (resolvedType instanceof protobuf.Enum) {
    if (resolvedType.fullName === '.google.protobuf.NullValue') return null;
    return resolvedType.valuesById[value as number] ?? value;
  }
  if (type in protobuf.types.long) return String(value);
  if (type === 'bytes') return Buffer.from(value as Uint8Array).toString('base64');
  if (type === 'float' || type === 'double') return floatJson(type, value as number);
  return value;
}

// A 32-bit float in the fewest digits that give it back.
function floatJson(type: 'float' | 'double', value: number): unknown {
  if (!Number.isFinite(value)) return String(value);
  if (type === 'double') return value;
  const short = FLOAT_DIGITS.map((digits) => Number(value.toPrecision(digits)));
  return short.find((candidate) => Math.fround(candidate) === value) ?? value;
}

function anyJson(type: protobuf.Type, message: Fields): unknown {
  const url = String(message['type_url'] ?? message['typeUrl'] ?? '');
  if (url === '') return {};
  const name = url.slice(url.lastIndexOf('/') + 1);
  const inner = type.root.lookupType(name);
  const json = decodeJson(inner, (message['value'] as Uint8Array | undefined) ?? new Uint8Array(0));
  if (inner.fullName === ANY || WELL_KNOWN.has(inner.fullName)) return { '@type': url, value: json };
  return { '@type': url, ...(json as object) };
}
