/**
 * The life of an item as stretches of time, each in one place: with somebody, on the ground, or gone. Made
 * of its entries in the log, oldest first. Pure. Where the log jumps from one place to another without an
 * entry that says how, the stretch says so.
 */
import type { FoundEntry } from '../../../shared/activity.ts';
import type { EventBody } from '../../../shared/events.ts';
import { foldLineage, type LineagePlace, UNKNOWN } from '../../../shared/item-lineage.ts';

export type Where = LineagePlace | { readonly kind: 'unknown' };

export interface Stretch {
  readonly where: Where;
  /** The log does not say how the item came here, or when. */
  readonly isJump: boolean;
  /** Of its first entry; null where that came later than the stretch began. */
  readonly from: string | null;
  /** When the next one began; null for the last one. */
  readonly to: string | null;
  readonly entries: readonly FoundEntry[];
}

export function lifeOf(item_id: string, entries: readonly FoundEntry[]): readonly Stretch[] {
  const stretches: (Stretch & { entries: FoundEntry[] })[] = [];
  let lineage = UNKNOWN;
  for (const entry of entries) {
    let current = stretches.at(-1);
    // It happened, and does not hold: it moved nothing.
    if (entry.undone) {
      if (current === undefined) {
        current = { where: { kind: 'unknown' }, isJump: false, from: null, to: null, entries: [] };
        stretches.push(current);
      }
      current.entries.push(entry);
      continue;
    }
    const before = placeBefore(item_id, entry);
    if (before !== null && !(current !== undefined && isSame(current.where, before))) {
      stretches.push({ where: before, isJump: true, from: null, to: null, entries: [] });
      current = stretches.at(-1);
    }
    lineage = foldLineage(lineage, item_id, entry);
    const after: Where = lineage.place ?? { kind: 'unknown' };
    if (current !== undefined && isSame(current.where, after)) current.entries.push(entry);
    else {
      const from = entry.timestamp;
      stretches.push({ where: after, isJump: false, from, to: null, entries: [entry] });
    }
  }
  return stretches.map((stretch, index) => ({
    ...stretch,
    to: stretches[index + 1]?.from ?? null,
  }));
}

/** Where an entry says the item was when it happened, or null where it does not say. */
function placeBefore(item_id: string, { event_type, details }: FoundEntry): LineagePlace | null {
  const of = (kind: string) => {
    const body = event_type[kind];
    return body?.item_id === item_id ? body : undefined;
  };
  const ground: LineagePlace = { kind: 'ground', map_id: textOf(details.map_id) };
  const transferred = of('ItemTransferred') as EventBody<'ItemTransferred'> | undefined;
  if (transferred !== undefined)
    return { kind: 'held', character_id: transferred.from_character_id };
  const dropped = of('ItemDropped') as EventBody<'ItemDropped'> | undefined;
  if (dropped !== undefined) return { kind: 'held', character_id: dropped.character_id };
  if (of('ItemLooted') !== undefined) return ground;
  const destroyed = of('ItemDestroyed') as EventBody<'ItemDestroyed'> | undefined;
  if (destroyed === undefined) return null;
  if (ground.map_id !== null) return ground;
  return { kind: 'held', character_id: destroyed.character_id };
}

export function isSame(a: Where, b: Where): boolean {
  if (a.kind === 'held' && b.kind === 'held') return a.character_id === b.character_id;
  if (a.kind === 'ground' && b.kind === 'ground')
    return a.map_id === null || b.map_id === null || a.map_id === b.map_id;
  return a.kind === b.kind;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** What the log calls the type of an item that is no more, or null. */
export function typeInLog(item_id: string, entries: readonly FoundEntry[]): string | null {
  for (const { event_type } of entries.toReversed()) {
    for (const body of Object.values(event_type)) {
      if (body.item_id === item_id && typeof body.item_type === 'string') return body.item_type;
    }
  }
  return null;
}
