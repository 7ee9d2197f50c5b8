/** What is chosen of a comparison, before it is done: where it begins, what it lacks, what is sent. Pure. */
import type {
  CharacterChoices,
  CharacterPreview,
  ItemChoice,
  ItemDifference,
} from '../../../shared/character-restore.ts';
import { differs, GROUPS, type Group } from './lines.ts';

export interface Draft {
  readonly groups: readonly Group[];
  /** By the ids of the items. */
  readonly items: Readonly<Record<string, ItemChoice>>;
  /** The name that the character gets; null where it is the one of today, or of then for who is gone. */
  readonly name: string | null;
  /** As much gold as was agreed to come into the world, or null. */
  readonly acceptedGold: number | null;
  readonly reason: string;
}

/**
 * Where it begins: items as the host suggests. Of one who is there today nothing else, for nobody knows
 * what is wanted; who is gone comes back with all that went with the character.
 */
export function firstDraft(preview: CharacterPreview): Draft {
  const { exists, name } = preview;
  return {
    groups: exists ? [] : GROUPS.filter((group) => differs(preview, group)),
    items: choicesBy(preview, ({ suggested }) => suggested),
    name: !exists && name.taken_by !== null ? '' : null,
    acceptedGold: null,
    reason: '',
  };
}

/** What was chosen, as far as it can still be; gold is agreed to by its number. */
export function renewedDraft(draft: Draft, preview: CharacterPreview): Draft {
  const { exists, name } = preview;
  const mustName = !exists && name.taken_by !== null;
  const isOwn = exists && name.taken_by === null && name.now !== name.past;
  return {
    groups: draft.groups.filter((group) => differs(preview, group)),
    items: choicesBy(preview, ({ item_id, choices, suggested }) => {
      const chosen = draft.items[item_id];
      return chosen !== undefined && choices.includes(chosen) ? chosen : suggested;
    }),
    name: mustName ? (draft.name ?? '') : isOwn ? draft.name : null,
    acceptedGold: draft.acceptedGold === preview.gold.made ? draft.acceptedGold : null,
    reason: draft.reason,
  };
}

/** The same choice for all items that have it; `leave` for the others. */
export function withAll(
  draft: Draft,
  preview: CharacterPreview,
  how: 'leave' | 'suggested' | 'back',
) {
  const of = ({ choices, suggested }: ItemDifference): ItemChoice => {
    if (how === 'suggested') return suggested;
    return (how === 'back' && choices.find((choice) => choice !== 'leave')) || 'leave';
  };
  return { ...draft, items: choicesBy(preview, of) };
}

function choicesBy({ items }: CharacterPreview, of: (item: ItemDifference) => ItemChoice) {
  return Object.fromEntries(items.map((item) => [item.item_id, of(item)]));
}

export function withGroup(draft: Draft, group: Group, isChosen: boolean): Draft {
  const others = draft.groups.filter((one) => one !== group);
  return { ...draft, groups: isChosen ? [...others, group] : others };
}

/** The gold that comes into the world by what is chosen; below zero, what goes out of it. */
export function goldMade({ gold }: CharacterPreview, { groups }: Draft): number {
  return groups.includes('gold') ? gold.made : 0;
}

/** The items that are brought, with how. */
export function broughtItems({ items }: CharacterPreview, draft: Draft) {
  return items.flatMap((item) => {
    const choice = draft.items[item.item_id] ?? 'leave';
    return choice === 'leave' ? [] : [{ item, choice }];
  });
}

export function isNothingChosen(preview: CharacterPreview, draft: Draft): boolean {
  const { groups, name } = draft;
  const hasNothing = groups.length === 0 && name === null;
  return preview.exists && hasNothing && broughtItems(preview, draft).length === 0;
}

/** What is still missing, by the part of the page that lacks it, in the order in which they stand there. */
export type Lack = 'choice' | 'room' | 'name' | 'gold' | 'reason';

export function lacksOf(preview: CharacterPreview, draft: Draft): readonly Lack[] {
  const { name, acceptedGold, reason } = draft;
  const made = goldMade(preview, draft);
  const isFull = preview.problems.some(({ kind }) => kind === 'shard_full');
  const isTaken = name === preview.name.past && preview.name.taken_by !== null;
  return [
    ...(isNothingChosen(preview, draft) ? (['choice'] as const) : []),
    ...(isFull ? (['room'] as const) : []),
    ...(name !== null && (name.trim() === '' || isTaken) ? (['name'] as const) : []),
    ...(made > 0 && acceptedGold !== made ? (['gold'] as const) : []),
    ...(reason.trim() === '' ? (['reason'] as const) : []),
  ];
}

/** The params of `admin.restore.runCharacter` beside the token. */
export function choicesOf(preview: CharacterPreview, draft: Draft): CharacterChoices {
  const { groups, name, acceptedGold, reason } = draft;
  return {
    groups: [...groups],
    items: broughtItems(preview, draft).map(({ item: { item_id }, choice }) => ({
      item_id,
      choice,
    })),
    ...(name === null ? {} : { character_name: name.trim() }),
    ...(goldMade(preview, draft) > 0 && acceptedGold !== null && { accept_gold: acceptedGold }),
    reason: reason.trim(),
  };
}
