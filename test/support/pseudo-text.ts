/**
 * A catalogue in brackets: every string of it stands in ⟦…⟧, what its functions answer too. What a window
 * shows outside of brackets does not come from the catalogue.
 */
import type { Text } from '../../src/shared/text/en.ts';

export function pseudoOf(catalogue: Text): Text {
  return bracketed(catalogue) as Text;
}

function bracketed(value: unknown): unknown {
  if (typeof value === 'string') return `⟦${value}⟧`;
  if (typeof value === 'function') {
    return (...values: readonly unknown[]) => bracketed(value(...values));
  }
  // A sentence in pieces, some of which can be pressed.
  if (Array.isArray(value)) return [{ text: '⟦' }, ...value, { text: '⟧' }];
  return Object.fromEntries(
    Object.entries(value as object).map(([name, one]) => [name, bracketed(one)]),
  );
}
