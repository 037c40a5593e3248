import type { HtmlSelection } from '../../html-contract.ts';
import { GoError } from '../go-error.ts';
import { encodeForm } from './form-encoding.ts';
import { joinUrl, resolveUrl, splitUrl } from './resolve-url.ts';

/** A request that an action on a page leads to, for the function that sends requests. */
export interface PageRequest {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  readonly params: unknown;
}

/** What a response needs of its VU to be read as a page and to be acted on. */
export interface PageCalls<Answer> {
  parse(body: string | ArrayBuffer, url: string): HtmlSelection;
  /** May suspend: the last thing that an action does. */
  send(request: PageRequest): Answer;
}

/** A response, as far as actions on it need it. */
export interface Page {
  readonly url: string;
  html(selector: string): HtmlSelection;
}

/** The request that a click on the first link leads to. Throws GoError where there is none. */
export function linkRequest(page: Page, given: unknown): PageRequest {
  const args = readArguments(given);
  const selector = args['selector'] === undefined ? 'a[href]' : String(args['selector']);
  const found = page.html(selector);
  if (found.size() === 0)
    throw new GoError(`no element found for selector '${selector}' in response '${page.url}'`);
  const href = found.attr('href');
  if (href === undefined) {
    throw new GoError(
      `no valid href attribute value found on element '${selector}' in response '${page.url}'`,
    );
  }
  return { method: 'GET', url: resolveUrl(page.url, href), body: null, params: args['params'] };
}

/** The request that sends a form, with the fields' values that the page and then the script give. */
export function formRequest(page: Page, given: unknown): PageRequest {
  const args = readArguments(given);
  const selector = args['formSelector'] === undefined ? 'form' : String(args['formSelector']);
  const form = page.html(selector);
  if (form.size() === 0)
    throw new GoError(`no form found for selector '${selector}' in response '${page.url}'`);
  const method = (form.attr('method') ?? 'GET').toUpperCase();
  const action = form.attr('action');
  const url = action === undefined ? page.url : resolveUrl(page.url, action);
  const own = { ...form.serializeObject(), ...submitValue(form, args['submitSelector']) };
  const fields = typeof args['fields'] === 'object' ? args['fields'] : null;
  const { params } = args;
  if (method === 'GET') {
    const values = Object.entries({ ...own, ...fields }).map(
      ([name, value]) => [name, String(value)] as const,
    );
    return { method, url: joinUrl({ ...splitUrl(url), query: encodeForm(values) }), body: null, params };
  }
  const printed = Object.entries(own).map(([name, value]) => [name, goList(value)]);
  return { method, url, body: { ...Object.fromEntries(printed), ...fields }, params };
}

function readArguments(given: unknown): Record<string, unknown> {
  if (given === undefined) return {};
  if (given === null) throw new TypeError('Cannot convert undefined or null to object');
  return Object(given) as Record<string, unknown>;
}

// The button counts as pressed.
function submitValue(form: HtmlSelection, selector: unknown): Record<string, unknown> {
  const button = form.find(selector === undefined ? '[type="submit"]' : String(selector));
  const name = button.attr('name');
  const value = button.val();
  return name === undefined || value === undefined ? {} : { [name]: value };
}

// k6 sends the choices of a select that takes many as one text, the way that Go prints a list.
const goList = (value: unknown): unknown => (Array.isArray(value) ? `[${value.join(' ')}]` : value);
