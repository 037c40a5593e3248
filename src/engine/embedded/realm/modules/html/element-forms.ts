import {
  above,
  below,
  flag,
  form,
  formOf,
  inDocument,
  integer,
  labels,
  link,
  type Methods,
  oneOf,
  positionIn,
  quoted,
  type Read,
  type Subject,
  text,
} from './element-access.ts';
import { valueOrHtml } from './form-values.ts';
import { findAll, matcherOf } from './matcher.ts';
import { attributeOf, textOf } from './tree.ts';

const content: Read = ({ node }) => textOf(node);
const constant =
  (value: string): Read =>
  () =>
    value;
const autocomplete = oneOf('autocomplete', ['on', 'off']);

// A field's own `form...` attribute, else that of its form.
const ofForm = ({ node }: Subject, name: string): string | undefined => {
  const owner = formOf(node);
  return attributeOf(node, `form${name}`) ?? attributeOf(owner, name);
};

const FIELD: Methods = {
  form,
  formAction: (subject) => ofForm(subject, 'action') ?? '',
  formEnctype: (subject) => ofForm(subject, 'enctype') ?? '',
  formMethod: (subject) => (ofForm(subject, 'method')?.toLowerCase() === 'post' ? 'post' : 'get'),
  formNoValidate: (subject) => ofForm(subject, 'novalidate') !== undefined,
  formTarget: (subject) => ofForm(subject, 'target') ?? '',
  labels,
  name: text('name'),
};

const common = {
  accessKey: text('accesskey'),
  autofocus: flag('autofocus'),
  disabled: flag('disabled'),
  tabIndex: integer('tabindex', 0),
};

const INPUT_TYPES =
  `text button checkbox color date datetime-local email file hidden image month number password radio range reset search
  submit tel time url week`.split(/\s+/);
const WITHOUT_LIST = new Set(['hidden', 'checkbox', 'radio', 'file', 'button']);

const INPUT: Methods = {
  ...FIELD,
  ...common,
  accept: text('accept'),
  alt: text('alt'),
  autocomplete,
  checked: flag('checked'),
  defaultChecked: flag('checked'),
  defaultValue: text('value'),
  dirName: text('dirname'),
  height: text('height'),
  list: ({ node, one }) => {
    const id = attributeOf(node, 'list') ?? '';
    if (id === '' || WITHOUT_LIST.has(attributeOf(node, 'type') ?? '')) return undefined;
    return one(inDocument(node, `datalist[id=${quoted(id)}]`)[0]);
  },
  max: text('max'),
  maxLength: integer('maxlength', -1),
  min: text('min'),
  multiple: flag('multiple'),
  pattern: text('pattern'),
  placeholder: text('placeholder'),
  readonly: flag('readonly'),
  required: flag('required'),
  size: integer('size', 0),
  src: link('src'),
  step: text('step'),
  type: oneOf('type', INPUT_TYPES),
  value: text('value'),
  width: text('width'),
};

const selected = ({ node }: Subject) => findAll([node], matcherOf('option[selected]'));

const SELECT: Methods = {
  ...common,
  form,
  labels,
  length: ({ node }) => findAll([node], matcherOf('option')).length,
  multiple: flag('multiple'),
  name: text('name'),
  options: below('option'),
  required: flag('required'),
  selectedIndex: (subject) => {
    const [first] = selected(subject);
    return first === undefined ? -1 : findAll([subject.node], matcherOf('option')).indexOf(first);
  },
  selectedOptions: below('option[selected]'),
  size: ({ node }) => (attributeOf(node, 'multiple') === undefined ? 1 : 4),
  type: ({ node }) => (attributeOf(node, 'multiple') === undefined ? 'select' : 'select-multiple'),
  value: (subject) => valueOrHtml(selected(subject)[0]),
};

const TEXTAREA: Methods = {
  ...common,
  autocapitalize: oneOf('autocapitalize', ['sentences', 'none', 'off', 'characters', 'words']),
  autocomplete,
  cols: integer('cols', 0),
  defaultValue: text('value'),
  form,
  labels,
  length: ({ node }) => (attributeOf(node, 'value') ?? '').length,
  maxLength: integer('maxlength', 0),
  name: text('name'),
  placeholder: text('placeholder'),
  readOnly: flag('readonly'),
  required: flag('required'),
  rows: integer('rows', 0),
  type: constant('textarea'),
  value: text('value'),
  wrap: oneOf('wrap', ['soft', 'hard', 'off']),
};

const OPTION: Methods = {
  defaultSelected: flag('selected'),
  disabled: ({ node }) =>
    [node, above(node, 'optgroup')].some((each) => attributeOf(each, 'disabled') !== undefined),
  form: ({ node, one }) => {
    const holder = above(node, 'select');
    return one(above(node, 'form') ?? (holder && formOf(holder)));
  },
  index: positionIn('select,datalist', 'option', 0),
  label: ({ node }) => attributeOf(node, 'label') ?? textOf(node),
  selected: flag('selected'),
  text: content,
  value: ({ node }) => valueOrHtml(node),
};

const encoding = oneOf('enctype', ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);
const FORM_FIELDS = 'input,select,button,textarea,fieldset';

const FORM: Methods = {
  acceptCharset: text('accept-charset'),
  action: link('action'),
  autocomplete,
  elements: below(FORM_FIELDS),
  encoding,
  enctype: encoding,
  length: ({ node }) => findAll([node], matcherOf(FORM_FIELDS)).length,
  method: ({ node }) => (attributeOf(node, 'method') === 'post' ? 'post' : 'get'),
  name: text('name'),
  noValidate: flag('novalidate'),
  target: text('target'),
};

const maximum = ({ node }: Subject): number => {
  const max = Number.parseFloat(attributeOf(node, 'max') ?? '');
  return max >= 0 ? max : 1;
};
const progress =
  (otherwise: number): Read =>
  (subject) => {
    const value = Number.parseFloat(attributeOf(subject.node, 'value') ?? '');
    return value >= 0 ? value / maximum(subject) : otherwise;
  };

/** Methods of what a form is made of, by tag. */
export const FORM_KINDS: Readonly<Record<string, Methods>> = {
  button: {
    ...FIELD,
    ...common,
    type: oneOf('type', ['submit', 'button', 'menu', 'reset']),
    value: ({ node }) => valueOrHtml(node),
  },
  datalist: { options: below('option') },
  fieldset: {
    disabled: flag('disabled'),
    elements: below('input,select,button,textarea'),
    form,
    name: text('name'),
    type: constant('fieldset'),
    validity: () => undefined,
  },
  form: FORM,
  input: INPUT,
  keygen: {
    autofocus: flag('autofocus'),
    challenge: text('challenge'),
    disabled: flag('disabled'),
    form,
    keytype: oneOf('keytype', ['RSA', 'DSA', 'EC']),
    labels,
    name: text('name'),
    type: constant('keygen'),
  },
  label: {
    control: ({ node, one }) => {
      const id = attributeOf(node, 'for');
      return id === undefined ? undefined : one(inDocument(node, `[id=${quoted(id)}]`)[0]);
    },
    form,
    htmlFor: text('for'),
  },
  legend: { accessKey: text('accesskey'), form },
  meter: {
    high: integer('high', 0),
    labels,
    low: integer('low', 0),
    max: integer('max', 0),
    min: integer('min', 0),
    optimum: integer('optimum', 0),
  },
  optgroup: { disabled: flag('disabled'), label: text('label') },
  option: OPTION,
  output: {
    defaultValue: content,
    form,
    htmlFor: text('for'),
    labels,
    name: text('name'),
    type: constant('output'),
    value: content,
  },
  progress: { labels, max: maximum, position: progress(-1), value: progress(0) },
  select: SELECT,
  textarea: TEXTAREA,
};
