/** The players that a restore hits, hardest first as the host lists them. */

import { Button, Table, Text, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import type { RestorePreview } from '../../../shared/restore.ts';
import { useSession } from '../../app/session-context.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { formatCount } from '../../ui/format.ts';
import type { Target } from './flow.ts';
import classes from './restore.module.css';
import { affectedText, differenceText, itemsText, levelText } from './words.ts';

const words = text.restore.affected;

/** As many as one looks at before deciding. */
const SHOWN = 25;

interface AffectedProps {
  readonly preview: RestorePreview;
  readonly target: Target;
}

export function Affected({ preview, target }: AffectedProps) {
  const [isWhole, setIsWhole] = useState(false);
  const { affected } = preview;
  if (affected.length === 0) return null;
  const rows = isWhole ? affected : affected.slice(0, SHOWN);
  return (
    <Card
      title={words.title}
      aside={
        <Text size="sm" c="dimmed">
          {affectedText(preview)}
        </Text>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className={classes.scroll} aria-label={words.label} tabIndex={0}>
        <Table
          className={classes.table}
          data-testid="restore-affected"
          verticalSpacing={4}
          horizontalSpacing="xs"
        >
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.player}</Table.Th>
              <Table.Th>{words.what}</Table.Th>
              <Table.Th>{words.level}</Table.Th>
              <Table.Th>{words.items}</Table.Th>
              <Table.Th className={classes.number}>{words.gold}</Table.Th>
              {target.kind === 'moment' && (
                <Table.Th>
                  <VisuallyHidden>{words.only}</VisuallyHidden>
                </Table.Th>
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((player) => (
              <Table.Tr key={player.character_id}>
                <Table.Td>{player.character_name}</Table.Td>
                <Table.Td>{words.changes[player.change]}</Table.Td>
                <Table.Td>{levelText(player)}</Table.Td>
                <Table.Td>{itemsText(player)}</Table.Td>
                <Table.Td className={classes.number}>{differenceText(player.gold)}</Table.Td>
                {target.kind === 'moment' && (
                  <Table.Td className={classes.number}>
                    {player.change !== 'vanishing' && <OnlyThis player={player} at={target.at} />}
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </section>
      {!isWhole && affected.length > SHOWN && (
        <Button mt="sm" size="xs" variant="default" onClick={() => setIsWhole(true)}>
          {text.shared.showAll(formatCount(affected.length))}
        </Button>
      )}
    </Card>
  );
}

interface OnlyThisProps {
  readonly player: RestorePreview['affected'][number];
  readonly at: string;
}

/** Leads away from the restore of all, for who came to put one of them right. */
function OnlyThis({ player: { character_id, character_name }, at }: OnlyThisProps) {
  const { restores, characterRestores } = useSession();
  return (
    <Button
      size="compact-xs"
      variant="default"
      aria-label={words.bringBack(character_name)}
      onClick={() => {
        restores.close();
        void characterRestores.compare({ who: { kind: 'id', id: character_id }, at });
      }}
    >
      {words.onlyThis}
    </Button>
  );
}
