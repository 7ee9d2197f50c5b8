/** What an item is today: its type, where it lies, and whose it is. */
import type { ReactNode } from 'react';
import type { Item } from '../../../shared/rows.ts';
import { text } from '../../app/text.ts';
import { formatCount } from '../../ui/format.ts';
import { Time } from '../../ui/time.tsx';
import { Fact, Facts } from '../activity/parts.tsx';
import { placeText } from '../character-restore/words.ts';

const words = text.items.page;

interface ItemFactsProps {
  readonly item: Item;
  /** The holder, as a link. */
  readonly holder: ReactNode;
}

export function ItemFacts({ item, holder }: ItemFactsProps) {
  const { item_type, place, created_at, updated_at } = item;
  return (
    <Facts>
      <Fact name={words.type}>{item_type}</Fact>
      {'quantity' in place && place.quantity !== 1 && (
        <Fact name={words.quantity}>{formatCount(place.quantity)}</Fact>
      )}
      <Fact name={words.place}>{placeText(place)}</Fact>
      <Fact name={place.kind === 'ground' ? words.lastHolder : words.holder}>{holder}</Fact>
      <Fact name={words.made}>
        <Time at={created_at} />
      </Fact>
      {updated_at !== null && updated_at !== created_at && (
        <Fact name={words.changed}>
          <Time at={updated_at} />
        </Fact>
      )}
    </Facts>
  );
}

/** By name; what is more than one value is shown as it was written. */
export function Properties({ properties }: Pick<Item, 'properties'>) {
  const entries = Object.entries(properties);
  if (entries.length === 0) return <>{words.noProperties}</>;
  return (
    <Facts>
      {entries.map(([name, value]) => (
        <Fact key={name} name={name}>
          {typeof value === 'object' && value !== null ? (
            <code>{JSON.stringify(value)}</code>
          ) : (
            valueText(value)
          )}
        </Fact>
      ))}
    </Facts>
  );
}

function valueText(value: unknown): string {
  return typeof value === 'number' ? formatNumber(value) : String(value);
}

/** Figures of a game may have digits behind the point. */
function formatNumber(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : String(value);
}
