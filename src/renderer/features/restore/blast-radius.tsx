/** What a restore would undo: one plain sentence first, then the figures, then whom it hits. */

import { Table, Text } from '@mantine/core';
import type { RestorePreview } from '../../../shared/restore.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { formatCount, formatSpan } from '../../ui/format.ts';
import { Tile } from '../../ui/tile.tsx';
import { Affected } from './affected.tsx';
import type { Target } from './flow.ts';
import classes from './restore.module.css';
import {
  countsText,
  differenceText,
  goldText,
  hasSpace,
  onlineText,
  sourceText,
  spaceText,
  tableName,
  undoneText,
} from './words.ts';

const words = text.restore.preview;

interface BlastRadiusProps {
  readonly preview: RestorePreview;
  readonly target: Target;
  readonly shard: string;
}

export function BlastRadius({ preview, target, shard }: BlastRadiusProps) {
  const backups = useApp((state) => state.backups);
  return (
    <>
      <Card title={words.title}>
        <p className={classes.blast} data-testid="restore-undone">
          {undoneText(preview, target, shard)}
        </p>
        <Text size="sm" mt="xs" data-testid="restore-online">
          {onlineText(preview.online)}
        </Text>
        <Text size="sm" c="dimmed">
          {sourceText(preview, target, backups)} {hasSpace(preview) && spaceText(preview)}
        </Text>
      </Card>
      <Figures preview={preview} />
      <Affected preview={preview} target={target} />
      <Tables preview={preview} />
    </>
  );
}

function Figures({ preview }: { readonly preview: RestorePreview }) {
  const { undone_ms, players, items, gold } = preview;
  const sum = (counts: Readonly<Record<string, number>>) =>
    formatCount(Object.values(counts).reduce((total, count) => total + count, 0));
  return (
    <ul className={classes.tiles} aria-label={words.figures}>
      <Tile
        testId="restore-play"
        label={words.playUndone}
        value={formatSpan(undone_ms)}
        detail={words.toChange(formatCount(preview.target.seq))}
      />
      <Tile
        testId="restore-players"
        label={words.playersAffected}
        value={sum(players)}
        detail={countsText(players)}
      />
      <Tile
        testId="restore-items"
        label={words.itemsAffected}
        value={sum(items)}
        detail={countsText(items)}
      />
      <Tile
        testId="restore-gold"
        label={words.gold}
        value={differenceText(gold.restored - gold.now)}
        detail={goldText(gold)}
      />
    </ul>
  );
}

/** For who wants to know exactly; closed until then. */
function Tables({ preview }: { readonly preview: RestorePreview }) {
  const differing = preview.tables.filter(
    ({ appearing, vanishing, rewound }) => appearing + vanishing + rewound > 0,
  );
  if (differing.length === 0) return null;
  return (
    <details className={classes.tables}>
      <summary>{words.tables}</summary>
      <Table className={classes.table} verticalSpacing={4} mt="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.table}</Table.Th>
            <Table.Th className={classes.number}>{words.rowsNow}</Table.Th>
            <Table.Th className={classes.number}>{words.rowsThen}</Table.Th>
            <Table.Th className={classes.number}>{words.comeBack}</Table.Th>
            <Table.Th className={classes.number}>{words.vanish}</Table.Th>
            <Table.Th className={classes.number}>{words.areAsTheyWere}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {differing.map(({ table, now, restored, appearing, vanishing, rewound }) => (
            <Table.Tr key={table}>
              <Table.Td>{tableName(table)}</Table.Td>
              {[now, restored, appearing, vanishing, rewound].map((count, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the columns are always the same
                <Table.Td key={index} className={classes.number}>
                  {formatCount(count)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </details>
  );
}
