import { SharedArray } from 'k6/data';
import { DEFAULT_WALLET_COUNT, parseWallets, walletAt } from './wallets.ts';

/** Where iterations draw their wallets from. */
export interface WalletPool {
  readonly size: number;
  at(index: number): string;
}

/**
 * The wallets that R3MES_WALLETS names: a comma list, or the path of a JSON array (absolute, or relative to the
 * script). Without it, those that the stand-in seeds. For init code only.
 */
export function walletPool(named: string | undefined): WalletPool {
  if (!named) return seededPool();
  if (named.startsWith('remes1')) return listPool(parseWallets(named));
  return listPool(new SharedArray('R3MES_WALLETS', () => parseWallets(open(named))));
}

function listPool(wallets: readonly string[]): WalletPool {
  return { size: wallets.length, at: (index) => wallets[index] ?? '' };
}

function seededPool(): WalletPool {
  const made = new Map<number, string>();
  return {
    size: DEFAULT_WALLET_COUNT,
    at(index) {
      const known = made.get(index);
      if (known !== undefined) return known;
      const wallet = walletAt(index);
      made.set(index, wallet);
      return wallet;
    },
  };
}
