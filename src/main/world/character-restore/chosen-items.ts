/** The items that were chosen to come back, each held against the preview and the world as it is. */
import type { CharacterChoices, CharacterComparison } from '../../../shared/character-restore.ts';
import { type ErrorDetails, invalid, ShardError } from '../../../shared/errors.ts';
import type { Tables } from '../transaction.ts';
import { nowOf } from './compare.ts';
import type { CharacterState, HeldItem } from './state.ts';

type Choices = NonNullable<CharacterChoices['items']>;

export interface ChosenItem {
  readonly choice: 'take_back' | 'make_anew';
  readonly past: HeldItem;
}

/**
 * Throws `InvalidData` for a choice that the preview did not offer, and `PreviewOutdated` for an item
 * that changed hands, or its quantity, or came or ceased to be since.
 */
export function chosenItems(
  tables: Tables,
  past: CharacterState,
  seen: CharacterComparison,
  choices: Choices,
): ChosenItem[] {
  const shown = new Map(seen.items.map((item) => [item.item_id, item]));
  const had = new Map(past.items.map((one) => [one.item.item_id, one]));
  const named = new Set<string>();
  const chosen: ChosenItem[] = [];
  for (const [i, { item_id, choice }] of choices.entries()) {
    const item = shown.get(item_id);
    if (item === undefined) throw invalid(`items.${i}.item_id`, 'is no item of the preview');
    if (named.has(item_id)) throw invalid(`items.${i}.item_id`, 'is named twice');
    named.add(item_id);
    if (!item.choices.includes(choice)) {
      throw invalid(`items.${i}.choice`, `must be one of ${item.choices.join(', ')}`);
    }
    const was = had.get(item_id);
    if (choice === 'leave' || was === undefined) continue;
    if (whereabouts(item.now) !== whereabouts(nowOf(item_id, tables))) {
      throw outdated(`Item ${item_id} is not any more where it was.`, { item_id });
    }
    chosen.push({ choice, past: was });
  }
  return chosen;
}

/** What matters of where an item is: in whose hands or on the ground, and how many there are. */
function whereabouts(now: CharacterComparison['items'][number]['now']): string {
  if (now === null) return 'gone';
  const where = now.place.kind === 'ground' ? 'ground' : 'held';
  return `${where} ${now.holder.character_id} ${now.quantity}`;
}

/** What was chosen by a preview is not any more as that showed it. */
export function outdated(what: string, details: ErrorDetails): ShardError {
  return new ShardError('PreviewOutdated', `${what} The preview showed something else.`, {
    hint: 'Preview again, and choose by what it shows.',
    details,
  });
}
