/**
 * Calls between the host and a utility process. Both ends are typed by one declaration each; errors
 * cross as plain objects, since a thrown error loses its code on the way.
 */
import { type BirpcReturn, createBirpc } from 'birpc';
import type { Port } from './port.ts';

/** What an error keeps when it crosses a process boundary. */
interface WireError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly data?: unknown;
}

/** An error that happened in another process. */
export class RemoteError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly data: unknown;

  constructor(wire: WireError) {
    super(wire.message);
    this.name = 'RemoteError';
    this.code = wire.code;
    this.hint = wire.hint;
    this.data = wire.data;
  }
}

/** An interface of functions: what one side of a port offers the other. */
// biome-ignore lint/suspicious/noExplicitAny: only `any` accepts every function's parameters.
export type Functions<T> = { [K in keyof T]: (...args: any[]) => unknown };

export type Rpc<Remote extends Functions<Remote>, Local extends Functions<Local>> = BirpcReturn<
  Remote,
  Local
>;

/** Connects both ends of a port. Calls wait as long as it takes: whoever closes the port ends them. */
export function createRpc<Remote extends Functions<Remote>, Local extends Functions<Local>>(
  port: Port,
  functions: Local,
): Rpc<Remote, Local> {
  return createBirpc<Remote, Local>(functions, {
    post: (message) => port.post(message),
    on: (listener) => port.onMessage(listener),
    timeout: -1,
    bind: 'functions',
    serialize: (message) =>
      message.e === undefined ? message : { ...message, e: toWire(message.e) },
    deserialize: (message) =>
      message.e === undefined ? message : { ...message, e: new RemoteError(message.e) },
  });
}

function toWire(thrown: unknown): WireError {
  const error = thrown as Partial<WireError> & { details?: unknown };
  return {
    code: typeof error.code === 'string' ? error.code : 'Internal',
    message: typeof error.message === 'string' ? error.message : String(thrown),
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.details === undefined ? {} : { data: JSON.parse(JSON.stringify(error.details)) }),
  };
}
