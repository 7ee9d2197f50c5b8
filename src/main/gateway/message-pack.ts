/**
 * MessagePack as the network speaks it: JSON's data model and nothing more. What comes in is walked
 * before it is decoded, since a few bytes can claim arrays of billions or nest a million deep, and
 * extension types would run code of the decoder's that no client of ours needs.
 */
import { Packr, Unpackr } from 'msgpackr';
import { invalid } from '../../shared/errors.ts';

/** Levels of a frame: a batch, its request, its params, and what these may nest (`JSON_DEPTH_MAX`). */
const DEPTH_MAX = 48;

const packr = new Packr({ useRecords: false, variableMapSize: true });
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' });

export function encodeMessagePack(value: unknown): Buffer {
  return packr.pack(value);
}

/** One value from all of `bytes`. Throws `InvalidData`. */
export function decodeMessagePack(bytes: Buffer): unknown {
  const end = skipValue(bytes, 0, 0);
  if (end !== bytes.length) throw malformed('there are bytes after its end');
  return unpackr.unpack(bytes);
}

/** The header of an array whose `length` elements follow, encoded one by one. */
export function arrayHeader(length: number): Buffer {
  if (length < 16) return Buffer.of(0x90 | length);
  const header = Buffer.allocUnsafe(3);
  header[0] = 0xdc;
  header.writeUInt16BE(length, 1);
  return header;
}

function malformed(why: string) {
  return invalid('', `The frame is not valid MessagePack: ${why}.`);
}

/** The offset behind the value at `at`. */
function skipValue(bytes: Buffer, at: number, depth: number): number {
  const type = bytes[at];
  if (type === undefined) throw malformed('it ends within a value');
  if (type <= 0x7f || type >= 0xe0) return at + 1;
  if (type <= 0x8f) return skipMap(bytes, at + 1, type & 0x0f, depth);
  if (type <= 0x9f) return skipArray(bytes, at + 1, type & 0x0f, depth);
  if (type <= 0xbf) return within(bytes, at + 1 + (type & 0x1f));
  switch (type) {
    case 0xc0: // nil
    case 0xc2: // false
    case 0xc3: // true
      return at + 1;
    case 0xcc: // uint 8
    case 0xd0: // int 8
      return within(bytes, at + 2);
    case 0xcd: // uint 16
    case 0xd1: // int 16
      return within(bytes, at + 3);
    case 0xca: // float 32
    case 0xce: // uint 32
    case 0xd2: // int 32
      return within(bytes, at + 5);
    case 0xcb: // float 64
    case 0xcf: // uint 64
    case 0xd3: // int 64
      return within(bytes, at + 9);
    case 0xd9: // str 8
      return within(bytes, at + 2 + length(bytes, at + 1, 1));
    case 0xda: // str 16
      return within(bytes, at + 3 + length(bytes, at + 1, 2));
    case 0xdb: // str 32
      return within(bytes, at + 5 + length(bytes, at + 1, 4));
    case 0xdc: // array 16
      return skipArray(bytes, at + 3, length(bytes, at + 1, 2), depth);
    case 0xdd: // array 32
      return skipArray(bytes, at + 5, length(bytes, at + 1, 4), depth);
    case 0xde: // map 16
      return skipMap(bytes, at + 3, length(bytes, at + 1, 2), depth);
    case 0xdf: // map 32
      return skipMap(bytes, at + 5, length(bytes, at + 1, 4), depth);
    default:
      throw malformed(`type 0x${type.toString(16)} has no counterpart in JSON`);
  }
}

function skipArray(bytes: Buffer, at: number, count: number, depth: number): number {
  let next = enter(bytes, at, count, depth);
  for (let i = 0; i < count; i++) next = skipValue(bytes, next, depth + 1);
  return next;
}

function skipMap(bytes: Buffer, at: number, count: number, depth: number): number {
  let next = enter(bytes, at, count * 2, depth);
  for (let i = 0; i < count; i++) {
    const type = bytes[next];
    const isString =
      type !== undefined && ((type >= 0xa0 && type <= 0xbf) || (type >= 0xd9 && type <= 0xdb));
    if (!isString) throw malformed('a key is no string');
    next = skipValue(bytes, skipValue(bytes, next, depth + 1), depth + 1);
  }
  return next;
}

/** Every element takes a byte at least, so a larger count is a lie. */
function enter(bytes: Buffer, at: number, count: number, depth: number): number {
  if (depth >= DEPTH_MAX) throw malformed(`it is nested deeper than ${DEPTH_MAX}`);
  if (count > bytes.length - at) throw malformed('it claims more elements than it has bytes');
  return at;
}

function length(bytes: Buffer, at: number, size: 1 | 2 | 4): number {
  within(bytes, at + size);
  return bytes.readUIntBE(at, size);
}

function within(bytes: Buffer, end: number): number {
  if (end > bytes.length) throw malformed('it ends within a value');
  return end;
}
