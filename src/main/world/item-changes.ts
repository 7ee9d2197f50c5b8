/** What became of an item in its holder's hands: its type and its properties, as the log tells it. */
import type { Row, Transaction } from './transaction.ts';

type Kind = Pick<Row<'items'>, 'item_type' | 'properties'>;

/** Logs what differs from `before` of an item, if anything does. */
export function logItemChange(
  transaction: Transaction,
  before: Kind,
  { item_id, character_id, item_type, properties }: Row<'items'>,
): void {
  const isOther = before.item_type !== item_type;
  const changed = before.properties === properties ? {} : differing(before.properties, properties);
  if (!isOther && Object.keys(changed).length === 0) return;
  transaction.event(
    'ItemChanged',
    { item_id, character_id, item_type },
    {
      character_id,
      target_id: item_id,
      details: { ...(isOther ? { type_before: before.item_type } : {}), changed },
    },
  );
}

/** The fields that differ between two JSON objects, each with what it was and is; null for what is not there. */
function differing(before: string, after: string): Record<string, readonly [unknown, unknown]> {
  const was = JSON.parse(before) as Record<string, unknown>;
  const is = JSON.parse(after) as Record<string, unknown>;
  const fields = new Set([...Object.keys(was), ...Object.keys(is)]);
  const changed: Record<string, readonly [unknown, unknown]> = {};
  for (const field of fields) {
    const [a, b] = [was[field] ?? null, is[field] ?? null];
    if (JSON.stringify(a) !== JSON.stringify(b)) changed[field] = [a, b];
  }
  return changed;
}
