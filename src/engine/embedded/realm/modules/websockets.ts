import type { ModuleFactory } from '../contract.ts';
import { createBlob } from './ws/blob.ts';
import { openWebSocket } from './ws/web-socket.ts';

/** The module `k6/websockets`: connections beside the running function, as events. */
export const websocketsModule: ModuleFactory = (vu) => {
  const blobs = createBlob(vu);
  const exports = {
    WebSocket: function WebSocket(url?: unknown, protocols?: unknown, params?: unknown): object {
      return openWebSocket(vu, { url, protocols, params }, blobs.ofBytes);
    },
    Blob: blobs.Blob,
  };
  return { ...exports, default: exports };
};

// Per thread; the VU 0 that reads the options lives in one thread only.
let warned = false;

/** The old name of the module. */
export const experimentalWebsocketsModule: ModuleFactory = (vu) => {
  if (!warned && vu.bridge.state.id === 0) {
    warned = true;
    vu.bridge.log(
      'warning',
      'k6/experimental/websockets is deprecated and will be removed in a future release. Please use k6/websockets instead.',
      {},
    );
  }
  return websocketsModule(vu);
};
