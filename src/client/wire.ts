/**
 * Requests and replies as bytes. Parameters are encoded once, when they are asked; a frame is put
 * together from them by hand, since that costs less than encoding the whole of it, and lets a
 * request be sent again, under a new id even, without being encoded again.
 */
import { Packr, Unpackr } from 'msgpackr';
import { assertPlain } from './plain.ts';

/** Text frames carry JSON; binary frames carry the same objects in MessagePack. */
export type Encoding = 'msgpack' | 'json';

/** A frame, or a part of one: text of JSON, or bytes of MessagePack. */
export type Encoded = string | Buffer;

export interface EncodedRequest {
  readonly id: number;
  readonly method: string;
  /** Encoded by `encodeParams` of the same wire. */
  readonly params: Encoded;
}

export interface Wire {
  /** Throws `InvalidData` where `params` are not plain JSON. Fields that are undefined are left out. */
  encodeParams(params: unknown): Encoded;
  /** The most bytes that a request can take in a frame, whatever its id. */
  sizeOf(method: string, params: Encoded): number;
  /** One request as it is; several as a batch. */
  frame(requests: readonly EncodedRequest[]): Encoded;
}

/** Bytes that a batch adds: the header of a MessagePack array, or brackets. Commas count as one each. */
export const BATCH_BYTES = 3;

const ID_BYTES = 8;

// `skipValues` is missing in the package's own types.
const packing = { useRecords: false, variableMapSize: true, skipValues: [undefined] };
const packr = new Packr(packing);
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' });

const PARAMS_KEY: Buffer = packr.pack('params');
const UINT_64 = 0xcf;

/** All of a request that comes before its id. The id comes as 64 bits, so that sizes are known. */
function messagePackHead(method: string): Buffer {
  const fields = ['jsonrpc', '2.0', 'method', method, 'id'].map((text) =>
    Buffer.from(packr.pack(text)),
  );
  return Buffer.concat([Buffer.of(0x84), ...fields, Buffer.of(UINT_64)]);
}

class MessagePackWire implements Wire {
  readonly #heads = new Map<string, Buffer>();

  encodeParams(params: unknown): Buffer {
    assertPlain(params);
    return packr.pack(params);
  }

  sizeOf(method: string, params: Encoded): number {
    return this.#headOf(method).length + ID_BYTES + PARAMS_KEY.length + params.length;
  }

  frame(requests: readonly EncodedRequest[]): Buffer {
    const count = requests.length;
    let size = count === 1 ? 0 : BATCH_BYTES;
    for (const { method, params } of requests) size += this.sizeOf(method, params);
    const frame = Buffer.allocUnsafe(size);
    let at = 0;
    if (count > 1) {
      frame[0] = 0xdc;
      at = frame.writeUInt16BE(count, 1);
    }
    for (const { id, method, params } of requests) {
      const head = this.#headOf(method);
      frame.set(head, at);
      at = frame.writeUInt32BE(Math.floor(id / 2 ** 32), at + head.length);
      at = frame.writeUInt32BE(id >>> 0, at);
      frame.set(PARAMS_KEY, at);
      at += PARAMS_KEY.length;
      frame.set(params as Buffer, at);
      at += params.length;
    }
    return frame;
  }

  #headOf(method: string): Buffer {
    let head = this.#heads.get(method);
    if (head === undefined) {
      head = messagePackHead(method);
      this.#heads.set(method, head);
    }
    return head;
  }
}

class JsonWire implements Wire {
  encodeParams(params: unknown): string {
    assertPlain(params);
    return JSON.stringify(params);
  }

  sizeOf(method: string, params: Encoded): number {
    return JSON_ENVELOPE_BYTES + Buffer.byteLength(method) + Buffer.byteLength(params);
  }

  frame(requests: readonly EncodedRequest[]): string {
    const texts = requests.map(encodeJson);
    return texts.length === 1 ? (texts[0] as string) : `[${texts.join(',')}]`;
  }
}

function encodeJson({ id, method, params }: EncodedRequest): string {
  return `{"jsonrpc":"2.0","method":${JSON.stringify(method)},"params":${params},"id":${id}}`;
}

/** All of a request but its method and parameters, with the longest id, and the comma of a batch. */
const JSON_ENVELOPE_BYTES =
  encodeJson({ id: Number.MAX_SAFE_INTEGER, method: '', params: '' }).length + 1;

export function createWire(encoding: Encoding): Wire {
  return encoding === 'json' ? new JsonWire() : new MessagePackWire();
}

/** What the host sent: a reply, a notification, or an array of replies. Throws where it is neither. */
export function decodeFrame(data: Buffer, isBinary: boolean): unknown {
  return isBinary ? unpackr.unpack(data) : JSON.parse(data.toString('utf8'));
}
