/** What the realm's code for `k6/html` gives to the rest of the realm. Types only. */
import type { VuContext } from './contract.ts';

/** A jQuery-like list of nodes, as far as `k6/http` uses it. */
export interface HtmlSelection {
  find(selector: unknown): HtmlSelection;
  size(): number;
  attr(name: string): string | undefined;
  /** Value of the first form field: a list for a select that takes many. */
  val(): unknown;
  serializeObject(): Record<string, unknown>;
}

/** The part of the realm that holds the parser: some 200 kB, evaluated at its first use. */
export interface HtmlPart {
  /** The document as a selection of one VU; `url` is what relative links in it start from, or ''. */
  parseHtml(vu: VuContext, text: string, url: string): HtmlSelection;
}
