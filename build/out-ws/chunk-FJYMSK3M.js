import { gateRun, probeNames, runCommand } from './chunk-XPYFKMHK.js';
import './chunk-YUDVTQL2.js';
import './chunk-OSEEOWIF.js';
import './chunk-OEZMWNQM.js';
import './chunk-2GQ3MPDR.js';
import './chunk-NPKOFR4P.js';
import './chunk-QKJOMRF6.js';
import './chunk-S3WPPWT3.js';
import './chunk-T7JPV3JC.js';

export { gateRun, probeNames, runCommand };
//# sourceMappingURL=chunk-FJYMSK3M.js.map
