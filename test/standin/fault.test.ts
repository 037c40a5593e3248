import { describe, expect, it } from 'vitest';
import { HarnessError } from '../../src/errors.ts';
import { type Fault, formatFault, parseFault } from '../../standin/fault.ts';

describe('parseFault', () => {
  it.each<[string, Fault]>([
    ['latency=300ms', { name: 'latency', addedMs: 300, share: 1 }],
    ['latency=0.5s:10%', { name: 'latency', addedMs: 500, share: 0.1 }],
    ['errors=3%', { name: 'errors', share: 0.03 }],
    ['slow-query=2s', { name: 'slow-query', sleepMs: 2000 }],
    ['pool', { name: 'pool' }],
    ['chain-down', { name: 'chain-down' }],
  ])('reads %s, and formatFault writes what it reads again', (text, fault) => {
    expect(parseFault(text)).toEqual(fault);
    expect(parseFault(formatFault(fault))).toEqual(fault);
  });

  it.each([
    ['latncy=3ms', 'did you mean "latency"?'],
    ['toString', 'did you mean'],
    ['latency', 'latency=300ms'],
    ['latency=', 'latency=300ms'],
    ['latency=300', 'latency=300ms'],
    ['latency=300ms:10%:20%', 'latency=300ms'],
    ['latency=11m', 'latency=300ms'],
    ['latency=601s', 'latency=300ms'],
    ['errors=0%', 'errors=3%'],
    ['errors=101%', 'errors=3%'],
    ['errors=3', 'errors=3%'],
    ['pool=3', 'write just "pool"'],
  ])('refuses %s with what to write instead', (text, hint) => {
    const refused = caught(() => parseFault(text));
    expect(refused).toBeInstanceOf(HarnessError);
    expect((refused as HarnessError).hint).toContain(hint);
  });
});

function caught(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
