/** Each item that was the character's then or is now: where it went, and what becomes of it. */

import { Anchor, Button, Group, NativeSelect, Table, Text } from '@mantine/core';
import type { ItemChoice, ItemDifference } from '../../../shared/character-restore.ts';
import { hrefOf } from '../../app/pages.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { LeadsToPages, WithLinks } from '../activity/parts.tsx';
import restoreClasses from '../restore/restore.module.css';
import classes from './character.module.css';
import { withAll } from './draft.ts';
import type { ChoiceProps } from './state-table.tsx';
import {
  choiceText,
  isUnchanged,
  itemName,
  nowSaid,
  pastText,
  shortId,
  stayText,
} from './words.ts';

const words = text.characterRestore.items;

export function ItemsTable({ preview, draft, isWhole, onChange }: ChoiceProps) {
  const { items, character_id } = preview;
  const shown = isWhole ? items : items.filter((item) => !isUnchanged(item));
  const hidden = items.length - shown.length;
  return (
    <Card
      title={words.title}
      aside={
        <Group gap="xs">
          {(['suggested', 'back', 'leave'] as const).map((how) => (
            <Button
              key={how}
              size="xs"
              variant="default"
              onClick={() => onChange(withAll(draft, preview, how))}
            >
              {words.all[how]}
            </Button>
          ))}
        </Group>
      }
    >
      {shown.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <section className={classes.scroll} aria-label={words.label} tabIndex={0}>
          <Table
            className={restoreClasses.table}
            data-testid="character-items"
            verticalSpacing={4}
            horizontalSpacing="xs"
          >
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{words.item}</Table.Th>
                <Table.Th>{words.past}</Table.Th>
                <Table.Th>{words.today}</Table.Th>
                <Table.Th className={classes.choice}>{words.choice}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((item) => (
                <Table.Tr key={item.item_id}>
                  <Table.Td title={item.item_id}>
                    {item.item_type}{' '}
                    <Text span size="xs" c="dimmed" className={classes.whole}>
                      <Anchor
                        href={hrefOf('items', item.item_id)}
                        inherit
                        c="inherit"
                        underline="always"
                      >
                        {shortId(item.item_id)}
                      </Anchor>
                    </Text>
                    {item.altered && (
                      <Text size="xs" c="dimmed">
                        {words.altered}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td className={classes.whole}>{pastText(item)}</Table.Td>
                  <Table.Td>
                    <LeadsToPages>
                      <WithLinks said={nowSaid(item, character_id)} />
                    </LeadsToPages>
                  </Table.Td>
                  <Table.Td>
                    <Choice
                      item={item}
                      character_id={character_id}
                      chosen={draft.items[item.item_id] ?? 'leave'}
                      onChoose={(choice) =>
                        onChange({ ...draft, items: { ...draft.items, [item.item_id]: choice } })
                      }
                    />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      )}
      <Text size="sm" c="dimmed" mt={shown.length > 0 ? 'xs' : 0}>
        {hidden > 0 && `${words.unchanged(hidden)} `}
        {items.length === 0 && `${words.none} `}
        {words.text}
      </Text>
    </Card>
  );
}

interface ChoiceOfItemProps {
  readonly item: ItemDifference;
  readonly character_id: number;
  readonly chosen: ItemChoice;
  readonly onChoose: (choice: ItemChoice) => void;
}

function Choice({ item, character_id, chosen, onChoose }: ChoiceOfItemProps) {
  const stays = stayText(item);
  if (stays !== null) {
    return (
      <Text size="sm" c="dimmed">
        {stays}
      </Text>
    );
  }
  return (
    <NativeSelect
      size="xs"
      aria-label={words.choiceFor(itemName(item))}
      value={chosen}
      onChange={(event) => onChoose(event.currentTarget.value as ItemChoice)}
      data={item.choices.map((choice) => {
        const label = choiceText(item, choice, character_id);
        const isSuggested = choice === item.suggested;
        return { value: choice, label: isSuggested ? words.suggested(label) : label };
      })}
    />
  );
}
