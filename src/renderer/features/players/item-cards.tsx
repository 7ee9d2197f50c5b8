/** What a character wears, carries, and has waiting in its recovery box. */
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Item } from '../../../shared/rows.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { formatCount } from '../../ui/format.ts';
import { ActionButton } from '../actions/action-button.tsx';
import type { CharacterSubject } from '../actions/subjects.ts';
import { cellsOf } from './cells.ts';
import { ItemGrid } from './item-grid.tsx';
import type { Sheet } from './players.ts';

const words = text.players;

interface ItemCardsProps {
  readonly sheet: Sheet;
  readonly subject: CharacterSubject;
}

export function ItemCards({ sheet, subject }: ItemCardsProps) {
  const { bag, equipment, recovery, character } = sheet;
  const holder = character.character_name;
  return (
    <>
      <Items title={words.equipment} testId="equipment" items={equipment} holder={holder} />
      <Items
        title={words.bag}
        testId="bag"
        items={bag}
        holder={holder}
        action={<ActionButton id="give-item" subject={subject} />}
      />
      {recovery.length > 0 && (
        <Items
          title={words.recovery}
          testId="recovery"
          items={recovery}
          holder={holder}
          hint={words.recoveryHint}
        />
      )}
    </>
  );
}

interface ItemsProps {
  readonly title: string;
  readonly testId: string;
  readonly items: readonly Item[];
  readonly holder: string;
  readonly hint?: string;
  readonly action?: ReactNode;
}

function Items({ title, testId, items, holder, hint, action }: ItemsProps) {
  return (
    <Card
      title={items.length === 0 ? title : words.titleWith(title, formatCount(items.length))}
      testId={testId}
      aside={action}
    >
      {hint !== undefined && (
        <Text size="sm" c="dimmed" mb="xs">
          {hint}
        </Text>
      )}
      {items.length === 0 ? (
        <Text size="sm" c="dimmed">
          {words.empty}
        </Text>
      ) : (
        <ItemGrid label={title} cells={cellsOf(items)} holder={holder} />
      )}
    </Card>
  );
}
