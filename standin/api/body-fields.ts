import { type InvalidInput, unprocessable } from './api-error.ts';

/** What a field of a JSON body must be; `text` may be bounded in length, and may have to look like a wallet. */
export type BodyField =
  | { kind: 'text'; required: boolean; max?: number; wallet?: boolean }
  | { kind: 'integer'; required: boolean; min?: number }
  | { kind: 'texts'; required: boolean };

/** A check of a JSON body: throws FastAPI's 422 at the first field that is wrong. */
export function bodyCheck(fields: Readonly<Record<string, BodyField>>): (body: unknown) => void {
  return (body) => {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw unprocessable(problem('body', 'missing', 'Field required', body));
    }
    for (const [name, field] of Object.entries(fields)) {
      const value = (body as Record<string, unknown>)[name];
      if (value === undefined || value === null) {
        if (field.required) throw unprocessable(problem(name, 'missing', 'Field required', body));
      } else checkField(name, field, value);
    }
  };
}

/** A text field of a body that was checked, or null. */
export function textOf(body: unknown, name: string): string | null {
  const value = (body as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : null;
}

function checkField(name: string, field: BodyField, value: unknown): void {
  const refuse = (type: string, msg: string) => unprocessable(problem(name, type, msg, value));
  if (field.kind === 'integer') {
    if (!Number.isInteger(value)) throw refuse('int_type', 'Input should be a valid integer');
    if (field.min !== undefined && (value as number) < field.min)
      throw refuse('greater_than_equal', `Input should be greater than or equal to ${field.min}`);
    return;
  }
  if (field.kind === 'texts') {
    if (!Array.isArray(value) || value.some((one) => typeof one !== 'string'))
      throw refuse('list_type', 'Input should be a valid list');
    return;
  }
  if (typeof value !== 'string') throw refuse('string_type', 'Input should be a valid string');
  if (value === '') throw refuse('string_too_short', 'String should have at least 1 character');
  if (field.max !== undefined && value.length > field.max)
    throw refuse('string_too_long', `String should have at most ${field.max} characters`);
  if (field.wallet === true && !/^remes.{15,55}$/.test(value))
    throw refuse('value_error', 'Value error, Invalid wallet address format');
}

function problem(name: string, type: string, msg: string, input: unknown): InvalidInput {
  return { type, loc: ['body', name], msg, input };
}
