import { type Block, CHAIN_ID, digest } from './ledger.ts';

/** A time as the chain prints it: RFC 3339 with nanoseconds. */
export function chainTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('Z', '000000Z');
}

/** Hash and header of a block; `bytes` says how the API prints hashes (RPC: hex, LCD: base64). */
export function blockJson(block: Block, bytes: (hex: string) => string) {
  const blockId = (hash: string) => ({
    hash: bytes(hash),
    [bytes === asHex ? 'parts' : 'part_set_header']: { total: 1, hash: bytes(digest(`parts ${hash}`)) },
  });
  const appHash = bytes(digest(`app ${block.height}`));
  const validators = bytes(digest('validators'));
  return {
    block_id: blockId(block.hash),
    block: {
      header: {
        version: { block: '11', app: '0' },
        chain_id: CHAIN_ID,
        height: String(block.height),
        time: chainTime(block.timeMs),
        last_block_id: blockId(block.previousHash),
        last_commit_hash: bytes(digest(`commit ${block.height}`)),
        data_hash: bytes(digest(`data ${block.height}`)),
        validators_hash: validators,
        next_validators_hash: validators,
        consensus_hash: bytes(digest('consensus')),
        app_hash: appHash,
        last_results_hash: bytes(digest(`results ${block.height}`)),
        evidence_hash: bytes(digest('evidence')),
        proposer_address: bytes(block.proposer),
      },
      data: { txs: Array.from({ length: block.txCount }, (_, index) => txOf(block.height, index)) },
      evidence: { evidence: [] },
      last_commit: {
        height: String(block.height - 1),
        round: 0,
        block_id: blockId(block.previousHash),
        signatures: [],
      },
    },
  };
}

/** Hashes as CometBFT's RPC prints them. */
export function asHex(hex: string): string {
  return hex;
}

/** Hashes as the LCD prints them. */
export function asBase64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}

function txOf(height: number, index: number): string {
  return asBase64(digest(`tx ${height} ${index}`));
}
