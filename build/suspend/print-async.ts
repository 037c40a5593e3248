import { hasFrame, type Printing } from './print-sites.ts';
import { type Node, ownerOf } from './syntax.ts';

/** Text before what an async function waits or ends a wait with. Order: parents before children. */
export function openAsync(printing: Printing, node: Node): void {
  if (!ASYNC_NODES.has(node.type) || !hasFrame(printing, node)) return;
  const { out, names } = printing;
  const { runtime, frame } = names;
  if (node.type === 'AwaitExpression') {
    const open = `(${runtime}.g(${frame}, await ${runtime}.aw(${frame}, (`;
    out.overwrite(node.start, node.start + 'await'.length, open);
  } else if (yieldsToCaller(printing, node)) {
    out.appendLeft(node.start + 'yield'.length, ` ${runtime}.yi(${frame}${node.argument ? ', (' : ')'}`);
  } else if (node.type === 'TryStatement') {
    for (const block of [node.handler?.body, node.finalizer])
      if (block) out.appendLeft(block.start + 1, gateOf(printing));
  } else if (node.type === 'ForOfStatement' && node.await) openLoop(printing, node);
}

/** The other end of openAsync. Order: children before parents. */
export function closeAsync(printing: Printing, node: Node): void {
  if (!ASYNC_NODES.has(node.type) || !hasFrame(printing, node)) return;
  const { out, names } = printing;
  const { runtime, frame } = names;
  if (node.type === 'AwaitExpression') {
    out.appendLeft(node.end, `))) ? ${runtime}.gt(${frame}, await ${runtime}.gw()) : ${runtime}.gr())`);
  } else if (yieldsToCaller(printing, node) && node.argument) out.appendLeft(node.end, '))');
  else if (node.type === 'ForOfStatement' && node.await) {
    if (node.body.type !== 'BlockStatement') out.appendLeft(node.end, ' }');
    out.appendLeft(node.end, ` ${gateOf(printing)}}`);
  }
}

const ASYNC_NODES: ReadonlySet<string> = new Set([
  'AwaitExpression',
  'YieldExpression',
  'TryStatement',
  'ForOfStatement',
]);

/** Waits for the VU's turn where a rejected promise has led: into a catch or finally block or out of the function. */
export const gateOf = ({ names: { runtime, frame } }: Printing): string =>
  ` if (${runtime}.en(${frame})) ${runtime}.gt(${frame}, await ${runtime}.gate(${frame})); `;

function yieldsToCaller(
  { syntax }: Printing,
  node: Node,
): node is Extract<Node, { type: 'YieldExpression' }> {
  if (node.type !== 'YieldExpression' || node.delegate) return false;
  const owner = ownerOf(syntax, node);
  return owner.kind === 'body' && owner.fn.async;
}

// Each turn of the loop and what follows it begin a new job.
function openLoop(printing: Printing, node: Extract<Node, { type: 'ForOfStatement' }>): void {
  const { out, names, syntax } = printing;
  let outermost: Node = node;
  for (
    let parent = syntax.parents.get(node);
    parent?.type === 'LabeledStatement';
    parent = syntax.parents.get(parent)
  )
    outermost = parent;
  out.appendLeft(outermost.start, '{ ');
  out.appendLeft(node.right.start, `${names.runtime}.fa(${names.frame}, (`);
  out.prependRight(node.right.end, '))');
  if (node.body.type === 'BlockStatement') out.appendLeft(node.body.start + 1, gateOf(printing));
  else out.appendLeft(node.body.start, `{${gateOf(printing)}`);
}
