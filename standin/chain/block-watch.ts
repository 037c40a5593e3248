import type { Block, Ledger } from './ledger.ts';

/** Tells every new block of a chain once, in order, also those of a moment in which the event loop stood still. */
export function watchBlocks(ledger: Ledger, onBlock: (block: Block) => void): { stop(): void } {
  let told = ledger.latestHeight();
  const look = (): void => {
    for (const latest = ledger.latestHeight(); told < latest; ) onBlock(ledger.blockAt(++told));
  };
  const timer = setInterval(look, Math.max(5, Math.min(250, ledger.blockTimeMs / 4)));
  return { stop: () => clearInterval(timer) };
}
