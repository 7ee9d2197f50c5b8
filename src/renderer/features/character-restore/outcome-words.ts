/** What bringing a character back will do, did, or did not do, in words. Pure. */
import type { CharacterPreview, CharacterReceipt } from '../../../shared/character-restore.ts';
import { text } from '../../app/text.ts';
import { formatCount } from '../../ui/format.ts';
import { broughtItems, type Draft, goldMade, isNothingChosen } from './draft.ts';
import { GROUPS, type Group } from './lines.ts';
import { handsOf, itemName, momentText, nameOf, placeText } from './words.ts';

const { details, groupsWithin, receipt: words, will } = text.characterRestore;

/** `stats, gold and skills` */
function groupsText(groups: readonly Group[]): string {
  const inOrder = GROUPS.filter((group) => groups.includes(group));
  return text.shared.and(inOrder.map((group) => groupsWithin[group]));
}

/** What will happen, before it does. */
export function willText(preview: CharacterPreview, draft: Draft): string {
  if (isNothingChosen(preview, draft)) return will.nothing;
  const { exists, name, character_id, target } = preview;
  const who = nameOf(preview);
  const moment = momentText(target);
  const gold = goldMade(preview, draft);
  const sentences = [];
  if (!exists) {
    // Those two come back in any case.
    const groups = groupsText([...draft.groups, 'stats', 'position']);
    const as = draft.name?.trim() ?? '';
    sentences.push(
      as === ''
        ? will.comesBack(who, character_id, groups, moment)
        : will.comesBackAs(who, as, character_id, groups, moment),
    );
  } else if (draft.groups.length > 0) {
    sentences.push(will.gets(who, groupsText(draft.groups), moment));
  }
  if (exists && draft.name !== null) sentences.push(will.isCalled(who, name.past));
  const items = itemsText(preview, draft);
  if (items !== null) sentences.push(items);
  if (gold > 0) sentences.push(will.goldMade(gold));
  if (gold < 0) sentences.push(will.goldRemoved(-gold));
  sentences.push(will.rest);
  return sentences.join(' ');
}

/** `2 items are taken back from Bert and 1 from the ground; 3 are made anew.` */
function itemsText(preview: CharacterPreview, draft: Draft): string | null {
  const from = new Map<string, number>();
  let placed = 0;
  let made = 0;
  for (const { item, choice } of broughtItems(preview, draft)) {
    const hands = handsOf(item, preview.character_id);
    if (choice === 'make_anew') made += 1;
    else if (hands === 'own') placed += 1;
    else {
      const whom = hands === 'ground' ? will.theGround : (item.now?.holder.character_name ?? '');
      from.set(whom, (from.get(whom) ?? 0) + 1);
    }
  }
  const [first, ...others] = [...from];
  const parts = [
    ...(first === undefined
      ? []
      : [
          text.shared.and([
            will.taken(first[1], first[0]),
            ...others.map(([whom, count]) => will.takenToo(formatCount(count), whom)),
          ]),
        ]),
    ...(placed > 0 ? [will.placed(placed)] : []),
    ...(made > 0 ? [will.made(made)] : []),
  ];
  return parts.length === 0 ? null : will.items(parts);
}

/** What was done, in one sentence. */
export function doneText(receipt: CharacterReceipt, preview: CharacterPreview): string {
  const { character_name, groups, items, target } = receipt;
  const moment = momentText(target);
  const all = preview.exists ? groups : [...groups, 'stats' as const, 'position' as const];
  const what = [
    ...(all.length > 0 ? [words.groups(groupsText(all), moment)] : []),
    ...(items.length > 0 ? [words.itemCount(items.length)] : []),
  ];
  if (!preview.exists) return words.isBack(character_name, text.shared.and(what));
  return what.length === 0
    ? words.hasNameAgain(character_name, moment)
    : words.hasBack(character_name, text.shared.and(what));
}

export function doneGoldText({ gold_made }: CharacterReceipt): string {
  if (gold_made === 0) return words.noGold;
  return gold_made > 0 ? words.goldMade(gold_made) : words.goldRemoved(-gold_made);
}

/** Each item that was brought, with where it is now. */
export function doneItems(receipt: CharacterReceipt, preview: CharacterPreview) {
  const types = new Map(preview.items.map(({ item_id, item_type }) => [item_id, item_type]));
  return receipt.items.map(({ item_id, choice, place }) => {
    const name = itemName({ item_id, item_type: types.get(item_id) ?? words.unknownItem });
    return { item_id, text: words.item(name, words.choices[choice], placeText(place)) };
  });
}

/** What is waiting to be fetched, where not everything fitted; null where it did. */
export function recoveryText({ items, character_name }: CharacterReceipt): string | null {
  const count = items.filter(({ place }) => place.kind === 'recovery').length;
  return count === 0 ? null : words.recoveryText(count, character_name);
}

export function wayBackText({ seq }: CharacterReceipt): string {
  return words.wayBackText(formatCount(seq));
}

/** What the undo did. */
export function undoneText(receipt: CharacterReceipt, { exists, name }: CharacterPreview): string {
  return exists
    ? words.undoneText(name.now ?? name.past)
    : words.undoneGone(receipt.character_name);
}

/** All of it, for a report to somebody else. */
export function receiptDetails(
  receipt: CharacterReceipt,
  preview: CharacterPreview,
  reason: string,
): string {
  const { seq, character_id, character_name, target, groups, gold_made, items } = receipt;
  const { seq: then, timeline, at } = target;
  return [
    details.title(character_name, character_id),
    details.change(seq),
    details.reason(reason),
    at === null ? details.state(then, timeline) : details.stateOf(then, timeline, at),
    groups.length === 0 ? details.noGroups : details.groups(text.shared.list(groups)),
    details.gold(gold_made),
    ...items.map(({ item_id, choice }) => {
      const item = preview.items.find((one) => one.item_id === item_id);
      const type = item?.item_type ?? details.unknownType;
      return details.item(item_id, type, words.choices[choice]);
    }),
  ].join('\n');
}
