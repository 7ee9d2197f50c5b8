/** One character with all that is his: as it is now, or as a database holds it of an earlier moment. */
import type { Place } from '../../../shared/rows.ts';
import { type Placed, placeOf, presentPlace, quantityOf } from '../places.ts';
import type { Row, Tables } from '../transaction.ts';

/** An item in his bag, on him, or in his recovery box. What he dropped lies there for anybody. */
export interface HeldItem {
  readonly item: Row<'items'>;
  readonly place: Place;
  readonly quantity: number;
}

export interface CharacterState {
  readonly character: Row<'characters'>;
  readonly items: readonly HeldItem[];
  readonly skills: readonly Row<'skills'>[];
  readonly quests: readonly Row<'quests'>[];
}

/** A copy of his state today, or null where there is no such character. */
export function stateOf(tables: Tables, character_id: number): CharacterState | null {
  const character = tables.characters.get(character_id);
  if (character === undefined) return null;
  const items = tables.items
    .list('character_id', character_id)
    .map((item) => held(item, placeOf(tables, item.item_id)))
    .filter(({ place }) => place.kind !== 'ground')
    .sort(byPlace);
  return {
    character: { ...character },
    items,
    skills: tables.skills.list('character_id', character_id).map((skill) => ({ ...skill })),
    quests: tables.quests.list('character_id', character_id).map((quest) => ({ ...quest })),
  };
}

export function held(item: Row<'items'>, placed: Placed): HeldItem {
  return { item: { ...item }, place: presentPlace(placed), quantity: quantityOf(placed) };
}

const ORDER: readonly Place['kind'][] = ['equipment', 'bag', 'recovery', 'ground'];

/** What is worn first, then the bag by its slots, then the rest: the order in which they are shown. */
export function byPlace(a: HeldItem, b: HeldItem): number {
  const rank = ({ place }: HeldItem) => ORDER.indexOf(place.kind);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (a.place.kind === 'bag' && b.place.kind === 'bag') return a.place.slot - b.place.slot;
  const name = ({ item, place }: HeldItem) =>
    place.kind === 'equipment' ? place.slot_type : item.item_id;
  return name(a) < name(b) ? -1 : 1;
}
