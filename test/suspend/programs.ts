import fc from 'fast-check';
import { EXPRESSIONS } from './expressions.ts';
import { AWAITING, AWAITING_STATEMENTS, PRELUDE, STATEMENTS } from './positions.ts';

const LEAVES = {
  E: ['1', 'a', 'b', '0', '"s"', 'w(2)', 'w(a)'],
  S: ['t(w(1));', 't(a);'],
  X: ['(await 1)', 'w(3)'],
  A: ['t(await w(1));', 't(w(2));'],
};
const TEMPLATES = { E: EXPRESSIONS, S: STATEMENTS, X: AWAITING, A: AWAITING_STATEMENTS };
type Kind = keyof typeof TEMPLATES;

// Each template's places are filled by generated texts, so that a failing program shrinks to the positions that matter.
function filled(template: string, tie: (kind: Kind) => fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const kinds = [...template.matchAll(/@([ESXA])/g)].map((match) => match[1] as Kind);
  if (kinds.length === 0) return fc.constant(template);
  return fc.tuple(...kinds.map((kind) => tie(kind))).map((texts) => {
    let next = 0;
    const label = `l${texts.join().match(/\bl\d*:/g)?.length ?? ''}`;
    return template.replaceAll('@L', label).replace(/@([ESXA])/g, (_, kind) => {
      const text = String(texts[next++]);
      return kind === 'S' || kind === 'A' ? `{ ${text} }` : text;
    });
  });
}

const { A, S } = fc.letrec((tie) => {
  const kind = (name: Kind) =>
    fc.oneof(
      { depthSize: 'small', maxDepth: 5, withCrossShrink: true },
      fc.constantFrom(...LEAVES[name]),
      ...TEMPLATES[name].map((template) => filled(template, tie)),
    );
  return { E: kind('E'), S: kind('S'), X: kind('X'), A: kind('A') };
});

/** The body of a program's `main`. */
export interface Program {
  readonly isAsync: boolean;
  readonly body: string;
}

const statements = (one: fc.Arbitrary<unknown>) =>
  fc
    .array(one, { minLength: 1, maxLength: 3 })
    .map((texts) => texts.map((text) => `{ ${text} }`).join('\n  '));

export const programs: fc.Arbitrary<Program> = fc.oneof(
  statements(S as fc.Arbitrary<unknown>).map((body) => ({ isAsync: false, body })),
  statements(A as fc.Arbitrary<unknown>).map((body) => ({ isAsync: true, body })),
);

/** The program's text without what it takes from k6; `run()` gives JSON of its result and of its effects in order. */
export function textOf({ isAsync, body }: Program): string {
  const [prefix, wait] = isAsync ? ['async ', 'await '] : ['', ''];
  return `${PRELUDE}
${prefix}function main() {
  ${body}
}
const told = (result) => JSON.stringify({ result: short(result), log: log.slice(0, 5000), a: short(a), b: short(b), p: short(o.p) });
${prefix}function run() {
  try { const value = ${wait}main(); return told(value); } catch (e) { return told(e instanceof TypeError || e instanceof ReferenceError ? e.name : String(e)); }
}
`;
}
