import { type AnyNode, isTag } from 'domhandler';
import { encodeForm } from '../http/form-encoding.ts';
import { findAll, matcherOf } from './matcher.ts';
import { innerHtml } from './render.ts';
import { attributeOf } from './tree.ts';

/** A form field as `serializeArray` gives it. */
export interface FormValue {
  readonly name: string;
  readonly value: unknown;
}

const FIELDS = 'input,select,textarea,keygen';
const UNSENT_TYPES = new Set(['submit', 'button', 'reset', 'image', 'file']);

/** The `value` attribute of an option or a button, else what is inside. */
export const valueOrHtml = (node: AnyNode | undefined): string =>
  attributeOf(node, 'value') ?? (node === undefined ? '' : innerHtml(node));

/** The value of a form field: a list for a select that takes many; undefined for what is no field. */
export function fieldValue(node: AnyNode | undefined): unknown {
  if (node === undefined || !isTag(node)) return undefined;
  switch (node.name) {
    case 'input': {
      const type = attributeOf(node, 'type');
      return attributeOf(node, 'value') ?? (type === 'radio' || type === 'checkbox' ? 'on' : '');
    }
    case 'button':
      return attributeOf(node, 'value') ?? '';
    case 'textarea':
      return innerHtml(node);
    case 'option':
      return valueOrHtml(node);
    case 'select': {
      const selected = findAll([node], matcherOf('option[selected]'));
      return attributeOf(node, 'multiple') === undefined
        ? valueOrHtml(selected[0])
        : selected.map(valueOrHtml);
    }
    default:
      return undefined;
  }
}

/** The fields of a form that would be sent, or those among the nodes themselves. */
export function formValues(nodes: readonly AnyNode[]): FormValue[] {
  const isField = matcherOf(FIELDS);
  const fields = nodes.some(matcherOf('form')) ? findAll(nodes, isField) : nodes.filter(isField);
  return fields
    .filter(isSent)
    .map((node) => ({ name: attributeOf(node, 'name') as string, value: fieldValue(node) }));
}

// As k6 has it: only `checked="checked"` is checked, and only `disabled="disabled"` disabled.
function isSent(node: AnyNode): boolean {
  const type = attributeOf(node, 'type') ?? '';
  if ((attributeOf(node, 'name') ?? '') === '' || attributeOf(node, 'disabled') === 'disabled') return false;
  if (UNSENT_TYPES.has(type)) return false;
  return attributeOf(node, 'checked') === 'checked' || (type !== 'checkbox' && type !== 'radio');
}

/** The fields by name; the last one of a name stays. */
export const valuesByName = (nodes: readonly AnyNode[]): Record<string, unknown> =>
  Object.fromEntries(formValues(nodes).map(({ name, value }) => [name, value]));

/** The fields as a form is sent. */
export const encodedValues = (nodes: readonly AnyNode[]): string =>
  encodeForm(Object.entries(valuesByName(nodes)));
