/** What can be opened beside the list: an entry, a character, an item; each leads on to the others. Pure. */
import type { FoundEntry } from '../../../shared/activity.ts';

export type Opened =
  | { readonly kind: 'entry'; readonly entry: FoundEntry }
  | { readonly kind: 'character'; readonly character_id: number }
  | { readonly kind: 'item'; readonly item_id: string };

/** Ways back that are kept. */
const DEPTH_MAX = 20;

export function keyOf(opened: Opened): string {
  switch (opened.kind) {
    case 'entry':
      return `entry ${opened.entry.log_id}`;
    case 'character':
      return `character ${opened.character_id}`;
    case 'item':
      return `item ${opened.item_id}`;
  }
}

/** What is opened comes on top; what is on top already stays. */
export function withOpened(stack: readonly Opened[], opened: Opened): readonly Opened[] {
  const top = stack.at(-1);
  if (top !== undefined && keyOf(top) === keyOf(opened)) return stack;
  return [...stack, opened].slice(-DEPTH_MAX);
}
