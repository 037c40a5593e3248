import type { HtmlPart } from '../../html-contract.ts';
import { Selection } from './selection.ts';
import { parseDocument } from './tree.ts';

/** The entry of build/out/realm-html.js: what the realm calls once a script needs HTML. */
export const parseHtml: HtmlPart['parseHtml'] = ({ $ }, text, url) =>
  new Selection($, [parseDocument(text)], url);
