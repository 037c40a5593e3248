import { inertText } from '../inert-text.ts';

/** HTML that is ready: made by `html` only, so that any other text is escaped when it gets in. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: text is escaped, lists are joined, false and null vanish. */
export type Part = Markup | string | number | null | false | readonly Part[];

/** Builds HTML in which every inserted text is inert, in content and in quoted attributes alike. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(strings.map((text, index) => text + render(parts[index] ?? null)).join(''));
}

/** Text of somebody else with its own writing direction. */
export const name = (text: string): Markup => html`<bdi>${text}</bdi>`;

/** JSON for a script element: `<` is escaped, so that no text of it can end the element; reads as plain JSON. */
export function jsonForScript(value: unknown): Markup {
  const text = JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
  return new Markup(text);
}

function render(part: Part): string {
  if (part === null || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (Array.isArray(part)) return part.map(render).join('');
  return escapeHtml(String(part));
}

function escapeHtml(text: string): string {
  return inertText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
