import type { WebSocket } from 'k6/websockets';

/** What k6 gives to the listeners of a WebSocket; @types/k6 leaves most of it out. */
export interface MessageEvent {
  readonly data: unknown;
}
export interface ErrorEvent {
  readonly error: string;
}
/** Without a code when the connection broke otherwise than by its end. */
export interface CloseEvent {
  readonly code?: number;
  readonly reason?: string;
}

interface Events {
  open: undefined;
  message: MessageEvent;
  error: ErrorEvent;
  close: CloseEvent;
}

/** Listens to an event of a WebSocket. */
export function on<N extends keyof Events>(
  socket: WebSocket,
  name: N,
  listener: (event: Events[N]) => void,
): void {
  socket.addEventListener(name as never, listener as never);
}
