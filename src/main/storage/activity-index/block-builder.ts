/** Gathers entries into a block, and the sample of it that large counts are estimated from. Pure. */
import {
  BLOCK_ENTRIES,
  BLOCK_TERMS_MAX,
  type Block,
} from './block.ts';
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
  readonly #entries: IndexedEntry[] = [];
  /** The field of each term. */
  readonly #fields = new Map<number, number>();
  #minAt = Number.POSITIVE_INFINITY;
  #maxAt = Number.NEGATIVE_INFINITY;

  constructor(first: number) {
    this.first = first;
  }

  get entries(): number {
    return this.#entries.length;
  }

  get minAt(): number {
    return this.#minAt;
  }

  get maxAt(): number {
    return this.#maxAt;
  }

  /** Adds an entry, or answers false where it must begin the next block. */
  add(entry: IndexedEntry): boolean {
    const minAt = Math.min(this.#minAt, entry.at);
    const maxAt = Math.max(this.#maxAt, entry.at);
    const terms = this.#fields.size + entry.terms.length;
    const fits =
      this.entries < BLOCK_ENTRIES && maxAt - minAt <= SPAN_MAX && terms <= BLOCK_TERMS_MAX;
    if (!fits && this.entries > 0) return false;
    this.#minAt = minAt;
    this.#maxAt = maxAt;
    entry.terms.forEach((term, i) => this.#fields.set(term, entry.fields[i] as number));
    this.#entries.push(entry);
    return true;
  }

  block(): Block {
    return this.#make(this.#entries, null);
  }

  /**
   * One in 16 of the entries, chosen as if by dice: what happens again and again in the same order would
   * fool a sample of every sixteenth. The same entries are chosen every time.
   */
  sample(): Block {
    const positions = this.#entries
      .map((_, i) => i)
      .filter((i) => mix(this.first + i) % SAMPLED === 0);
    const entries = positions.map((i) => this.#entries[i] as IndexedEntry);
    return this.#make(entries, Uint16Array.from(positions));
  }

  #make(entries: readonly IndexedEntry[], positions: Uint16Array | null): Block {
    const { numbers, terms, fieldStarts } = this.#termsOf(entries);
    const starts = new Uint32Array(entries.length + 1);
    const list: number[] = [];
    entries.forEach((entry, i) => {
      for (const term of entry.terms) list.push(numbers.get(term) as number);
      starts[i + 1] = list.length;
    });
    const base = this.#minAt;
    return {
      entries: entries.length,
      terms,
      fieldStarts,
      base,
      at: Uint32Array.from(entries, ({ at }) => at - base),
      starts,
      list: Uint16Array.from(list),
      amounts: Float64Array.from(entries, ({ amount }) => amount ?? Number.NaN),
      positions,
    };
  }

  /** The terms of these entries in the order of a block, and the number of each in it. */
  #termsOf(entries: readonly IndexedEntry[]) {
    const byField: number[][] = TERM_FIELDS.map(() => []);
    const numbers = new Map<number, number>();
    for (const entry of entries) {
      for (const term of entry.terms) {
        if (numbers.has(term)) continue;
        numbers.set(term, 0);
        byField[this.#fields.get(term) as number]?.push(term);
      }
    }
    const fieldStarts = [0];
    for (const ids of byField) fieldStarts.push((fieldStarts.at(-1) as number) + ids.length);
    const terms = Uint32Array.from(byField.flatMap((ids) => ids.sort((a, b) => a - b)));
    terms.forEach((term, number) => numbers.set(term, number));
    return { numbers, terms, fieldStarts };
  }
}

/** Spreads the numbers of entries, which follow each other, over all of 32 bits. */
function mix(number: number): number {
  let mixed = number >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
