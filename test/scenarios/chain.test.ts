import { describe, expect, it } from 'vitest';
import {
  type ChainAnswer,
  heightIn,
  heightRises,
  hexOf,
  lcdHashIs,
  pinnedHeightIs,
} from '../../scenarios/lib/chain-checks.ts';
import { chainMix } from '../../scenarios/lib/chain-mix.ts';
import { chainRoutes } from '../../scenarios/lib/chain-routes.ts';

const answer = (body: unknown): ChainAnswer => ({
  status: 200,
  body,
  error: '',
  wallet: '',
  pinned: { height: 12, hash: '00FF10' },
});

describe('checks of a node’s answers', () => {
  it('take heights as text only', () => {
    expect(heightIn({ a: { height: '12' } }, 'a', 'height')).toBe(12);
    for (const wrong of [12, '12.0', '', null, undefined])
      expect(heightIn({ height: wrong }, 'height')).toBeNaN();
    expect(pinnedHeightIs(answer({ block: { header: { height: '12' } } }))).toBe(true);
    expect(pinnedHeightIs(answer({ block: { header: { height: 12 } } }))).toBe(false);
  });

  it('know a height that falls, and a missing one', () => {
    const rises = heightRises('height');
    expect(['5', '5', '6', '4', undefined].map((height) => rises(answer({ height })))).toEqual([
      ...[true, true, true, false, false],
    ]);
  });

  it('compare the LCD’s base64 with the RPC’s hex', () => {
    expect(hexOf(Buffer.from('00ff10', 'hex').toString('base64'))).toBe('00FF10');
    expect(lcdHashIs(answer({ block_id: { hash: 'AP8Q' } }))).toBe(true);
    expect(lcdHashIs(answer({ block_id: { hash: 'AP8R' } }))).toBe(false);
  });
});

describe('the chain’s mix', () => {
  it('adds up to 100, and asks nothing that broadcasts', () => {
    const shares = chainMix(chainRoutes(''));
    expect(shares.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
    const names = shares.flatMap(({ inTurn }) => inTurn.map(({ name }) => name));
    expect(names.filter((name) => /broadcast|unsafe|dial/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(Object.keys(chainRoutes('')).length);
  });
});
