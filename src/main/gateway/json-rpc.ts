/** JSON-RPC 2.0: what a request must look like, and replies in either encoding. No I/O. */
import { type ErrorCode, invalid, type ShardError } from '../../shared/errors.ts';
import { arrayHeader, decodeMessagePack, encodeMessagePack } from './message-pack.ts';

/** Text frames carry JSON; binary frames carry the same objects in MessagePack. */
export type Encoding = 'json' | 'msgpack';

export type RequestId = number | string | null;

export interface Request {
  /** Undefined for a notification, which gets no reply. */
  readonly id: RequestId | undefined;
  readonly method: string;
  readonly params: unknown;
}

/** The standard's own numbers; everything of ours is told apart by `data.code`. */
const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
export const METHOD_NOT_FOUND = -32601;
const NUMBERS: Partial<Record<ErrorCode, number>> = { InvalidData: -32602, Internal: -32603 };
const SERVER_ERROR = -32000;

/** A reply, encoded for its connection: text of JSON, or bytes of MessagePack. */
export type Encoded = string | Buffer;

export function decodeFrame(data: Buffer | string, isBinary: boolean): unknown {
  if (isBinary) return decodeMessagePack(data as Buffer);
  try {
    return JSON.parse(data.toString('utf8'));
  } catch (cause) {
    const error = invalid('', `The frame is not valid JSON: ${(cause as Error).message}`);
    throw error;
  }
}

/** The request in `value`, or why it is none, with its id as far as it can be read. */
export function readRequest(
  value: unknown,
): Request | { readonly id: RequestId; readonly why: string } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { id: null, why: 'A request is an object.' };
  }
  const { jsonrpc, id, method, params } = value as Record<string, unknown>;
  const isId =
    id === undefined ||
    id === null ||
    typeof id === 'string' ||
    (typeof id === 'number' && Number.isFinite(id));
  if (!isId) return { id: null, why: 'id must be a number or a string.' };
  if (jsonrpc !== '2.0') return { id: id ?? null, why: 'jsonrpc must be "2.0".' };
  if (typeof method !== 'string') return { id: id ?? null, why: 'method must be a string.' };
  return { id: id as RequestId | undefined, method, params };
}

export function encodeResult(encoding: Encoding, id: RequestId, result: unknown): Encoded {
  return encode(encoding, { jsonrpc: '2.0', id, result });
}

/** A result that is JSON text already: the outcome of a session's request. */
export function encodeJsonResult(encoding: Encoding, id: RequestId, json: string): Encoded {
  if (encoding === 'json') return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${json}}`;
  return encodeResult(encoding, id, JSON.parse(json));
}

export function encodeError(
  encoding: Encoding,
  id: RequestId,
  error: ShardError,
  number = NUMBERS[error.code] ?? SERVER_ERROR,
): Encoded {
  const { code, message, hint, details } = error.toPlain();
  return encode(encoding, {
    jsonrpc: '2.0',
    id,
    error: {
      code: number,
      message,
      data: { ...details, code, ...(hint === undefined ? {} : { hint }) },
    },
  });
}

export function encodeParseError(encoding: Encoding, error: ShardError): Encoded {
  return encodeError(encoding, null, error, PARSE_ERROR);
}

export function encodeInvalidRequest(encoding: Encoding, id: RequestId, why: string): Encoded {
  return encodeError(encoding, id, invalid('', why), INVALID_REQUEST);
}

export function encodeNotification(encoding: Encoding, method: string, params: unknown): Encoded {
  return encode(encoding, { jsonrpc: '2.0', method, params });
}

/** Replies of a batch as the one array that answers it. */
export function joinBatch(encoding: Encoding, replies: readonly Encoded[]): Encoded {
  if (encoding === 'json') return `[${replies.join(',')}]`;
  return Buffer.concat([arrayHeader(replies.length), ...(replies as readonly Buffer[])]);
}

function encode(encoding: Encoding, message: object): Encoded {
  return encoding === 'json' ? JSON.stringify(message) : encodeMessagePack(message);
}
