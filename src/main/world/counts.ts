/** How many rows there are of each value: of a map, of a type. */
import { SEARCH_COUNTS_MAX } from '../../shared/desk.ts';

export class Counts {
  readonly #counts = new Map<string, number>();

  add(value: string): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
  }

  /** Those with the most rows, and of as many by name; no more than an answer should hold. */
  mostFirst(): { readonly value: string; readonly count: number }[] {
    return [...this.#counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, SEARCH_COUNTS_MAX);
  }
}
