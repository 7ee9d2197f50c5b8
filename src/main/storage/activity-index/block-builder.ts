/** Gathers entries into a block, and the parts of it that spare searches the rest. Pure. */
import { BLOCK_ENTRIES, BLOCK_TERMS_MAX, type Block } from './block.ts';
import { TERM_FIELDS } from './entry-terms.ts';

/** One in so many entries is in the sample. */
const SAMPLED = 16;
/** Milliseconds that the times of a block's entries may lie apart: they are kept in four bytes. */
const SPAN_MAX = 0xffff_ffff;

/** An entry as the index keeps it. */
export interface IndexedEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Ids of its terms, each once, and the field that each is of as its place in `TERM_FIELDS`. */
  readonly terms: readonly number[];
  readonly fields: readonly number[];
  readonly amount: number | null;
}

export class BlockBuilder {
  /** `log_id` of the first entry; the others follow without a gap. */
  readonly first: number;
  readonly #at: number[] = [];
  readonly #amounts: number[] = [];
  /** As in a block, but the terms are numbered as they came. */
  readonly #starts: number[] = [0];
  readonly #list: number[] = [];
  readonly #terms: number[] = [];
  readonly #fields: number[] = [];
  readonly #numbers = new Map<number, number>();
  #minAt = Number.POSITIVE_INFINITY;
  #maxAt = Number.NEGATIVE_INFINITY;

  constructor(first: number) {
    this.first = first;
  }

  get entries(): number {
    return this.#at.length;
  }

  get minAt(): number {
    return this.#minAt;
  }

  get maxAt(): number {
    return this.#maxAt;
  }

  /** Adds an entry, or answers false where it must begin the next block. */
  add({ at, terms, fields, amount }: IndexedEntry): boolean {
    const minAt = Math.min(this.#minAt, at);
    const maxAt = Math.max(this.#maxAt, at);
    const fits =
      this.entries < BLOCK_ENTRIES &&
      maxAt - minAt <= SPAN_MAX &&
      this.#terms.length + terms.length <= BLOCK_TERMS_MAX;
    if (!fits && this.entries > 0) return false;
    this.#minAt = minAt;
    this.#maxAt = maxAt;
    this.#at.push(at);
    this.#amounts.push(amount ?? Number.NaN);
    for (let i = 0; i < terms.length; i++) {
      const term = terms[i] as number;
      let number = this.#numbers.get(term);
      if (number === undefined) {
        number = this.#terms.length;
        this.#numbers.set(term, number);
        this.#terms.push(term);
        this.#fields.push(fields[i] as number);
      }
      this.#list.push(number);
    }
    this.#starts.push(this.#list.length);
    return true;
  }

  block(): Block {
    return this.#make(null);
  }

  /**
   * What large counts are estimated from: one in 16 of the entries, chosen as if by dice, since what happens
   * again and again in the same order would fool a sample of every sixteenth. The same are chosen every time.
   */
  sample(): Block {
    const positions: number[] = [];
    for (let i = 0; i < this.entries; i++) {
      if (mix(this.first + i) % SAMPLED === 0) positions.push(i);
    }
    return this.#make(Uint16Array.from(positions));
  }

  /** The entries that have an amount. */
  amounts(): Block {
    const positions: number[] = [];
    for (let i = 0; i < this.entries; i++) {
      if (!Number.isNaN(this.#amounts[i])) positions.push(i);
    }
    return this.#make(Uint16Array.from(positions));
  }

  #make(positions: Uint16Array | null): Block {
    const entries = positions?.length ?? this.entries;
    const position = (i: number) => (positions === null ? i : (positions[i] as number));
    const base = this.#minAt;
    const at = new Uint32Array(entries);
    const amountAt: number[] = [];
    const starts = new Uint32Array(entries + 1);
    const list: number[] = [];
    for (let i = 0; i < entries; i++) {
      const from = position(i);
      at[i] = (this.#at[from] as number) - base;
      if (!Number.isNaN(this.#amounts[from])) amountAt.push(i);
      const end = this.#starts[from + 1] as number;
      for (let j = this.#starts[from] as number; j < end; j++) list.push(this.#list[j] as number);
      starts[i + 1] = list.length;
    }
    const { numbers, terms, fieldStarts } = this.#inOrder(list);
    const renumbered = Uint16Array.from(list, (number) => numbers[number] as number);
    return {
      entries,
      terms,
      fieldStarts,
      base,
      at,
      starts,
      list: renumbered,
      amountAt: Uint16Array.from(amountAt),
      amounts: Float64Array.from(amountAt, (i) => this.#amounts[position(i)] as number),
      positions,
    };
  }

  /** The terms in `list` in the order of a block, and what each number becomes. */
  #inOrder(list: readonly number[]) {
    const isThere = new Uint8Array(this.#terms.length);
    for (const number of list) isThere[number] = 1;
    const byField: number[][] = TERM_FIELDS.map(() => []);
    for (let number = 0; number < isThere.length; number++) {
      if (isThere[number] === 1) byField[this.#fields[number] as number]?.push(number);
    }
    const fieldStarts = [0];
    const numbers = new Uint16Array(this.#terms.length);
    const terms: number[] = [];
    for (const ofField of byField) {
      ofField.sort((a, b) => (this.#terms[a] as number) - (this.#terms[b] as number));
      for (const number of ofField) {
        numbers[number] = terms.length;
        terms.push(this.#terms[number] as number);
      }
      fieldStarts.push(terms.length);
    }
    return { numbers, terms: Uint32Array.from(terms), fieldStarts };
  }
}

/** Spreads the numbers of entries, which follow each other, over all of 32 bits. */
function mix(number: number): number {
  let mixed = number >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
