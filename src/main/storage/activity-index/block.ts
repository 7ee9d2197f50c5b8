/**
 * A block of the index: some thousand entries that follow each other, as columns. What an entry is found
 * by is a list of numbers into the block's own list of terms, so that looking through a block is a walk
 * over small integers, whatever is asked. Pure; blocks are written once they are full and their bytes
 * are the same on every machine that we run on (little-endian).
 *
 *   numbers of 4 bytes: entries, terms, list, 1 where there are positions, amounts, where each field's
 *   terms begin (see `fieldStarts`) ─ base (8 bytes) ─ amounts ─ terms ─ at ─ starts ─ list ─ amountAt ─
 *   positions
 */
import { assert } from '../../../shared/errors.ts';
import { TERM_FIELDS } from './entry-terms.ts';

/** Entries of a full block: few enough to be written anew with every second of play. */
export const BLOCK_ENTRIES = 4_096;
/** Terms of a block at most: their numbers in it have two bytes. */
export const BLOCK_TERMS_MAX = 0xffff;

const FIELDS = TERM_FIELDS.length;
const HEAD_NUMBERS = 5 + FIELDS;
const HEAD_BYTES = Math.ceil((HEAD_NUMBERS * 4) / 8) * 8 + 8;

export interface Block {
  readonly entries: number;
  /** Ids of the terms, grouped by field in the order of `TERM_FIELDS`, rising within a field. */
  readonly terms: Uint32Array;
  /** Where the terms of each field begin, and at the end their number. */
  readonly fieldStarts: readonly number[];
  /** Milliseconds since 1970 of each entry, less `base`. */
  readonly base: number;
  readonly at: Uint32Array;
  /** The terms of entry `i` are `list[starts[i]]` up to `list[starts[i + 1]]`, numbers into `terms`. */
  readonly starts: Uint32Array;
  readonly list: Uint16Array;
  /** The entries that have an amount, most have none, and what it is. */
  readonly amountAt: Uint16Array;
  readonly amounts: Float64Array;
  /** Of a part of a block: where its entries stand in the block. Null for a block itself. */
  readonly positions: Uint16Array | null;
}

export function encodeBlock(block: Block): Buffer {
  const { entries, terms, fieldStarts, base, at, starts, list, positions } = block;
  const { amountAt, amounts } = block;
  const isPart = positions !== null;
  const size = sizeOf(entries, terms.length, list.length, amounts.length, isPart);
  const bytes = Buffer.alloc(size);
  const head = [
    entries,
    terms.length,
    list.length,
    isPart ? 1 : 0,
    amounts.length,
    ...fieldStarts.slice(0, FIELDS),
  ];
  for (const [i, number] of head.entries()) bytes.writeUInt32LE(number, i * 4);
  bytes.writeDoubleLE(base, HEAD_BYTES - 8);
  let offset = HEAD_BYTES;
  for (const column of [amounts, terms, at, starts, list, amountAt, positions]) {
    if (column === null) continue;
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), offset);
    offset += column.byteLength;
  }
  return bytes;
}

/** Reads a block without a copy. Throws where the bytes are none. */
export function decodeBlock(stored: Buffer): Block {
  // Columns must begin at a multiple of their width.
  const bytes = stored.byteOffset % 8 === 0 ? stored : Buffer.from(new Uint8Array(stored).buffer);
  assert(bytes.length >= HEAD_BYTES, 'a block has a head');
  const [entries = 0, termCount = 0, listLength = 0, isPart, amountCount = 0, ...firsts] =
    Array.from({ length: HEAD_NUMBERS }, (_, i) => bytes.readUInt32LE(i * 4));
  assert(
    bytes.length === sizeOf(entries, termCount, listLength, amountCount, isPart === 1),
    'a block has its columns',
  );
  const { buffer } = bytes;
  let offset = bytes.byteOffset + HEAD_BYTES;
  const next = (length: number) => {
    const begin = offset;
    offset += length;
    return begin;
  };
  return {
    entries,
    fieldStarts: [...firsts, termCount],
    base: bytes.readDoubleLE(HEAD_BYTES - 8),
    amounts: new Float64Array(buffer, next(amountCount * 8), amountCount),
    terms: new Uint32Array(buffer, next(termCount * 4), termCount),
    at: new Uint32Array(buffer, next(entries * 4), entries),
    starts: new Uint32Array(buffer, next((entries + 1) * 4), entries + 1),
    list: new Uint16Array(buffer, next(listLength * 2), listLength),
    amountAt: new Uint16Array(buffer, next(amountCount * 2), amountCount),
    positions: isPart === 1 ? new Uint16Array(buffer, next(entries * 2), entries) : null,
  };
}

function sizeOf(
  entries: number,
  terms: number,
  list: number,
  amounts: number,
  isPart: boolean,
): number {
  const columns = amounts * 10 + terms * 4 + entries * 4 + (entries + 1) * 4 + list * 2;
  return HEAD_BYTES + columns + (isPart ? entries * 2 : 0);
}

/** Writes the amount of each entry of a block into `into`, NaN where it has none. */
export function spreadAmounts({ entries, amountAt, amounts }: Block, into: Float64Array): void {
  into.fill(Number.NaN, 0, entries);
  for (let i = 0; i < amounts.length; i++) into[amountAt[i] as number] = amounts[i] as number;
}

/** The field of the term with this number in a block, as its place in `TERM_FIELDS`. */
export function fieldOf(fieldStarts: readonly number[], number: number): number {
  let field = 0;
  while ((fieldStarts[field + 1] as number) <= number) field++;
  return field;
}
