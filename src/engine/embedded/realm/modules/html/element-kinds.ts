import {
  below,
  flag,
  form,
  inDocument,
  integer,
  integerOf,
  link,
  type Methods,
  oneOf,
  positionIn,
  quoted,
  type Read,
  text,
} from './element-access.ts';
import { FORM_KINDS } from './element-forms.ts';
import { crossOrigin, LINK_METHODS, referrerPolicy, relList } from './element-links.ts';
import { attributeOf, elementsIn, siblings, textOf } from './tree.ts';

const content: Read = ({ node }) => textOf(node);
const child =
  (name: string): Read =>
  ({ node, one }) =>
    one(elementsIn(node).find((element) => element.name === name));

const MEDIA: Methods = {
  autoplay: flag('autoplay'),
  controls: flag('controls'),
  crossOrigin,
  currentSrc: text('src'),
  defaultMuted: flag('muted'),
  loop: flag('loop'),
  mediaGroup: text('mediagroup'),
  muted: flag('muted'),
  preload: oneOf('preload', ['auto', 'metadata', 'none']),
  src: link('src'),
  textTracks: below('track'),
};

const CHANGE: Methods = { cite: text('cite'), datetime: text('datetime') };
const QUOTE: Methods = { cite: text('cite') };
const SECTION: Methods = { rows: below('tr') };
const CELL: Methods = {
  cellIndex: positionIn('tr', 'th,td', -1),
  colSpan: integer('colspan', 1),
  headers: text('headers'),
  rowSpan: integer('rowspan', 1),
};
const COLUMN: Methods = { span: ({ node }) => Math.max(1, integerOf(node, 'span') ?? 1) };

const EMBEDDED: Readonly<Record<string, Methods>> = {
  audio: MEDIA,
  canvas: { height: integer('height', 150), width: integer('width', 150) },
  embed: { height: text('height'), src: text('src'), type: text('type'), width: text('width') },
  iframe: {
    allowfullscreen: flag('allowfullscreen'),
    height: text('height'),
    name: text('name'),
    referrerPolicy,
    src: link('src'),
    width: text('width'),
  },
  img: {
    alt: text('alt'),
    crossOrigin,
    currentSrc: link('src'),
    height: integer('height', 0),
    isMap: flag('ismap'),
    name: text('name'),
    referrerPolicy,
    sizes: text('sizes'),
    src: link('src'),
    srcset: text('srcset'),
    useMap: text('usemap'),
    width: integer('width', 0),
  },
  map: {
    areas: below('area'),
    images: ({ node, many }) => {
      const name = attributeOf(node, 'id') ?? attributeOf(node, 'name');
      if (name === undefined) return [];
      const use = quoted(`#${name}`);
      return many(inDocument(node, `img[usemap=${use}],object[usemap=${use}]`));
    },
    name: text('name'),
  },
  object: {
    data: link('data'),
    form,
    height: text('height'),
    name: text('name'),
    tabIndex: integer('tabindex', 0),
    type: text('type'),
    typeMustMatch: flag('typemustmatch'),
    useMap: text('usemap'),
    width: text('width'),
  },
  param: { name: text('name'), value: text('value') },
  source: {
    keySystem: text('keysystem'),
    media: text('media'),
    sizes: text('sizes'),
    src: link('src'),
    srcset: text('srcset'),
    type: text('type'),
  },
  track: {
    default: flag('default'),
    kind: oneOf('kind', ['subtitle', 'captions', 'descriptions', 'chapters', 'metadata']),
    label: text('label'),
    src: link('src'),
    srclang: text('srclang'),
  },
  video: MEDIA,
};

const HEAD: Readonly<Record<string, Methods>> = {
  base: { href: link('href', ({ url }) => url), target: text('target') },
  link: {
    crossOrigin,
    href: link('href'),
    hreflang: text('hreflang'),
    media: text('media'),
    referrerPolicy,
    rel: text('rel'),
    relList,
    target: text('target'),
    type: text('type'),
  },
  meta: {
    content: text('content'),
    httpEquiv: oneOf('http-equiv', ['content-type', 'default-style', 'refresh']),
    name: text('name'),
  },
  script: {
    async: flag('async'),
    charset: text('charset'),
    crossOrigin: text('crossorigin'),
    defer: flag('defer'),
    noModule: flag('nomodule'),
    src: link('src'),
    text: content,
    type: text('type'),
  },
  style: {
    media: text('media'),
    type: ({ node }) => attributeOf(node, 'type') || 'text/css',
  },
  title: { text: content },
};

// Counted on from the nearest item above that says its number.
const itemNumber: Read = ({ node }) => {
  const { parent } = node;
  if (parent === null || !('name' in parent) || parent.name !== 'ol') return undefined;
  const before = [...siblings(node, 'prev')].filter(({ name }) => name === 'li');
  const counted = before.findIndex((item) => integerOf(item, 'value') !== undefined);
  const from = counted < 0 ? undefined : before[counted];
  return from === undefined ? before.length + 1 : Number(integerOf(from, 'value')) + counted + 1;
};

const TEXTS: Readonly<Record<string, Methods>> = {
  a: LINK_METHODS,
  area: LINK_METHODS,
  blockquote: QUOTE,
  data: { value: text('value') },
  del: CHANGE,
  ins: CHANGE,
  li: {
    type: oneOf('type', ['', '1', 'a', 'A', 'i', 'I', 'disc', 'square', 'circle']),
    value: itemNumber,
  },
  ol: {
    reversed: flag('reversed'),
    start: integer('start', 0),
    type: oneOf('type', ['1', 'a', 'A', 'i', 'I']),
  },
  pre: { name: text('name'), value: text('value') },
  q: QUOTE,
  time: { datetime: text('datetime') },
  ul: { type: text('type') },
};

const TABLES: Readonly<Record<string, Methods>> = {
  col: COLUMN,
  colgroup: COLUMN,
  table: {
    caption: child('caption'),
    rows: below('tr'),
    sortable: flag('sortable'),
    tBodies: below('tbody'),
    tFoot: child('tfoot'),
    tHead: child('thead'),
  },
  tbody: SECTION,
  td: CELL,
  tfoot: SECTION,
  th: {
    ...CELL,
    abbr: text('abbr'),
    scope: oneOf('scope', ['', 'row', 'col', 'colgroup', 'rowgroup']),
    sorted: flag('sorted'),
  },
  thead: SECTION,
  tr: {
    cells: below('th,td'),
    rowIndex: positionIn('table', 'tr', -1),
    sectionRowIndex: positionIn('thead,tbody,tfoot', 'tr', -1),
  },
};

/** Methods that elements have beyond those of every element, by tag. */
export const KINDS: ReadonlyMap<string, Methods> = new Map(
  Object.entries({ ...EMBEDDED, ...HEAD, ...TEXTS, ...TABLES, ...FORM_KINDS }),
);
