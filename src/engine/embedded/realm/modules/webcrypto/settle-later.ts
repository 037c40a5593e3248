import type { HostResult, VuContext } from '../../contract.ts';
import { copyIn } from '../ws/bytes.ts';
import { WebCryptoError } from './web-crypto-error.ts';

/** Gives the promise's value, or throws what it is rejected with; runs in the script's turn. */
export type Result<T> = () => T;

/**
 * A promise that settles in a later turn of the VU, and keeps the iteration alive until then. What `begin` throws
 * rejects at once; its callback may be called at once or later.
 */
export function settleLater<T>(
  { $, bridge }: VuContext,
  begin: (done: (result: Result<T>) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const { iteration, phase } = bridge.state;
    // Init code has no iteration to keep alive.
    const release = phase === 'init' ? () => {} : $.hold();
    // What an interrupted iteration left behind is dropped; what init code began is for the first iteration.
    const isStale = (): boolean =>
      phase !== 'init' && ($.interrupted || iteration !== bridge.state.iteration);
    const finish = (result: Result<T>): void => {
      if (isStale()) return;
      const settle = (): void => {
        try {
          resolve(result());
        } catch (error) {
          reject(error);
        }
      };
      $.enter({ fn: settle, args: [] }, () => release());
    };
    try {
      begin((result) => bridge.nextTurn(() => finish(result)));
    } catch (error) {
      reject(error);
      release();
    }
  });
}

/** The host's value, or the error that its failure means. */
export function valueIn<T>(result: HostResult<T>, failure: (message: string) => object): T {
  if (!result.ok) throw failure(result.message);
  return result.value;
}

/** As `valueIn`, for bytes: copied into the realm. */
export const bytesIn = (result: HostResult<Uint8Array>, failure: (message: string) => object): ArrayBuffer =>
  copyIn(valueIn(result, failure));

/** Makes the errors of one name, with the host's message after this text. */
export const failing =
  (name: string, text: string) =>
  (message: string): WebCryptoError =>
    new WebCryptoError(name, text.endsWith(': ') ? text + message : text);
