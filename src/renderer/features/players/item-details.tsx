/** What an item is, and where to go on from there: to its page, and to what can be done about it. */
import { Anchor, Code, Group, Text } from '@mantine/core';
import type { Item } from '../../../shared/rows.ts';
import { hrefOf } from '../../app/pages.ts';
import { text } from '../../app/text.ts';
import { formatCount } from '../../ui/format.ts';
import { Time } from '../../ui/time.tsx';
import { ActionButtons } from '../actions/action-button.tsx';
import { quantityOf } from '../actions/item-actions.ts';
import { Fact, Facts } from '../activity/parts.tsx';
import { placeText, shortId } from '../character-restore/words.ts';
import classes from './players.module.css';

const words = text.players;

export function ItemDetails({ item }: { readonly item: Item }) {
  const { item_id, item_type, properties, place, created_at } = item;
  const entries = Object.entries(properties);
  return (
    <>
      <Group justify="space-between" gap="sm" wrap="nowrap" align="baseline">
        <Text fw={620} className={classes.detailsTitle}>
          {item_type}
        </Text>
        <Text size="xs" c="dimmed" title={item_id}>
          {shortId(item_id)}
        </Text>
      </Group>
      <Facts>
        {quantityOf(item) !== 1 && (
          <Fact name={words.quantity}>{formatCount(quantityOf(item))}</Fact>
        )}
        <Fact name={words.place}>{placeText(place)}</Fact>
        <Fact name={words.made}>
          <Time at={created_at} />
        </Fact>
        {entries.map(([name, value]) => (
          <Fact key={name} name={name}>
            {typeof value === 'object' ? <Code>{JSON.stringify(value)}</Code> : String(value)}
          </Fact>
        ))}
      </Facts>
      {entries.length === 0 && (
        <Text size="sm" c="dimmed">
          {words.noProperties}
        </Text>
      )}
    </>
  );
}

interface ItemWaysProps {
  readonly item: Item;
  readonly holder: string;
  /** A dialog takes the place of this. */
  readonly onAct: () => void;
}

export function ItemWays({ item, holder, onAct }: ItemWaysProps) {
  return (
    <>
      <Anchor size="sm" href={hrefOf('items', item.item_id)} w="fit-content">
        {words.itemPage}
      </Anchor>
      <ActionButtons subject={{ kind: 'item', item, holder }} onAct={onAct} />
    </>
  );
}
