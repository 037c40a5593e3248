// src/targets/standin-note.ts
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

function standinNote() {
  return join(tmpdir(), `r3mes-standin-${userInfo().uid}.json`);
}

export { standinNote };
//# sourceMappingURL=chunk-QKJOMRF6.js.map
