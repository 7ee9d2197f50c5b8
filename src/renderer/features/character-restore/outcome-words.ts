/** What bringing a character back will do, did, or did not do, in words. Pure. */
import type { CharacterPreview, CharacterReceipt } from '../../../shared/character-restore.ts';
import { formatCount, formatCountOf } from '../../ui/format.ts';
import { broughtItems, type Draft, goldMade, isNothingChosen } from './draft.ts';
import { GROUPS, type Group } from './lines.ts';
import { GROUP_WORDS, handsOf, itemName, momentText, nameOf, placeText } from './words.ts';

/** `stats, gold and skills` */
function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

function groupsText(groups: readonly Group[]): string {
  const inOrder = GROUPS.filter((group) => groups.includes(group));
  return listed(inOrder.map((group) => GROUP_WORDS[group].toLowerCase()));
}

/** What will happen, before it does. */
export function willText(preview: CharacterPreview, draft: Draft): string {
  if (isNothingChosen(preview, draft)) return 'Nothing is chosen yet, so nothing would change.';
  const { exists, name, character_id, target } = preview;
  const who = nameOf(preview);
  const then = `of ${momentText(target)}`;
  const gold = goldMade(preview, draft);
  const sentences = [];
  if (!exists) {
    // Those two come back in any case.
    const groups = groupsText([...draft.groups, 'stats', 'position']);
    const as = draft.name === null || draft.name.trim() === '' ? '' : ` as ${draft.name.trim()}`;
    sentences.push(
      `${who} comes back${as}, as character ${character_id}, with the ${groups} ${then}.`,
    );
  } else if (draft.groups.length > 0) {
    sentences.push(`${who} gets the ${groupsText(draft.groups)} ${then}.`);
  }
  if (exists && draft.name !== null) sentences.push(`${who} is called ${name.past} again.`);
  const items = itemsText(preview, draft);
  if (items !== '') sentences.push(items);
  if (gold !== 0) sentences.push(goldText(gold, ['comes into', 'goes out of']));
  sentences.push('Everything else stays as it is.');
  return sentences.join(' ');
}

/** `2 items are taken back from Bert and 1 from the ground; 3 are made anew.` */
function itemsText(preview: CharacterPreview, draft: Draft): string {
  const from = new Map<string, number>();
  let placed = 0;
  let made = 0;
  for (const { item, choice } of broughtItems(preview, draft)) {
    const hands = handsOf(item, preview.character_id);
    if (choice === 'make_anew') made += 1;
    else if (hands === 'own') placed += 1;
    else {
      const whom = hands === 'ground' ? 'the ground' : (item.now?.holder.character_name ?? '');
      from.set(whom, (from.get(whom) ?? 0) + 1);
    }
  }
  const are = (count: number) => `${formatCountOf(count, 'item')} ${count === 1 ? 'is' : 'are'}`;
  const [first, ...others] = [...from];
  const taken =
    first === undefined
      ? []
      : [
          `${are(first[1])} taken back ${listed([
            `from ${first[0]}`,
            ...others.map(([whom, count]) => `${formatCount(count)} from ${whom}`),
          ])}`,
        ];
  const parts = [
    ...taken,
    ...(placed > 0 ? [`${are(placed)} put back in place`] : []),
    ...(made > 0 ? [`${are(made)} made anew`] : []),
  ];
  return parts.length === 0 ? '' : `${parts.join('; ')}.`;
}

function goldText(made: number, [into, out]: readonly [string, string]): string {
  return `${formatCount(Math.abs(made))} gold ${made > 0 ? into : out} the world.`;
}

/** What was done, in one sentence. */
export function doneText(receipt: CharacterReceipt, preview: CharacterPreview): string {
  const { character_name, groups, items, target } = receipt;
  const then = `of ${momentText(target)}`;
  const all = preview.exists ? groups : [...groups, 'stats' as const, 'position' as const];
  const what = [
    ...(all.length > 0 ? [`the ${groupsText(all)} ${then}`] : []),
    ...(items.length > 0 ? [formatCountOf(items.length, 'item')] : []),
  ];
  if (!preview.exists) return `${character_name} is back with ${listed(what)}.`;
  if (what.length === 0) return `${character_name} has the name ${then} again.`;
  return `${character_name} has ${listed(what)} back.`;
}

export function doneGoldText({ gold_made }: CharacterReceipt): string {
  return gold_made === 0
    ? 'No gold came into the world or went out of it.'
    : goldText(gold_made, ['came into', 'went out of']);
}

const DONE = { leave: 'left', take_back: 'taken back', make_anew: 'made anew' } as const;

/** Each item that was brought, with where it is now. */
export function doneItems(receipt: CharacterReceipt, preview: CharacterPreview) {
  const types = new Map(preview.items.map(({ item_id, item_type }) => [item_id, item_type]));
  return receipt.items.map(({ item_id, choice, place }) => {
    const name = itemName({ item_id, item_type: types.get(item_id) ?? 'item' });
    return { item_id, text: `${name}: ${DONE[choice]}, now in: ${placeText(place)}` };
  });
}

/** What is waiting to be fetched, where not everything fitted; null where it did. */
export function recoveryText({ items, character_name }: CharacterReceipt): string | null {
  const count = items.filter(({ place }) => place.kind === 'recovery').length;
  if (count === 0) return null;
  return `${formatCountOf(count, 'item')} did not fit and ${count === 1 ? 'waits' : 'wait'} in the recovery box of ${character_name}. Nothing was dropped.`;
}

export function wayBackText({ seq }: CharacterReceipt): string {
  return `All of it is change ${formatCount(seq)} and can be undone at once, as long as nothing of it has changed in play.`;
}

/** What the undo did. */
export function undoneText(receipt: CharacterReceipt, { exists, name }: CharacterPreview): string {
  const is = exists ? `${name.now} is as before it` : `${receipt.character_name} is gone again`;
  return `Undone: ${is}, and the items are as before it.`;
}

/** All of it, for a report to somebody else. */
export function receiptDetails(
  receipt: CharacterReceipt,
  preview: CharacterPreview,
  reason: string,
): string {
  const { seq, character_id, character_name, target, groups, gold_made, items } = receipt;
  return [
    `Character brought back: ${character_name} (${character_id})`,
    `Change: ${seq}`,
    `Reason: ${reason}`,
    `State of: change ${target.seq} on timeline ${target.timeline}${target.at === null ? '' : ` of ${target.at}`}`,
    `Brought back as a whole: ${groups.length === 0 ? 'nothing' : groups.join(', ')}`,
    `Gold that came into the world: ${gold_made}`,
    ...items.map(({ item_id, choice }) => {
      const item = preview.items.find((one) => one.item_id === item_id);
      return `Item ${item_id} (${item?.item_type ?? 'unknown'}): ${DONE[choice]}`;
    }),
  ].join('\n');
}
