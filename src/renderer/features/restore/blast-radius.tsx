/** What a restore would undo: one plain sentence first, then the figures, then whom it hits. */
import { Table, Text } from '@mantine/core';
import type { RestorePreview } from '../../../shared/restore.ts';
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

interface BlastRadiusProps {
  readonly preview: RestorePreview;
  readonly target: Target;
  readonly shard: string;
}

export function BlastRadius({ preview, target, shard }: BlastRadiusProps) {
  return (
    <>
      <Card title="What it would undo">
        <p className={classes.blast} data-testid="restore-undone">
          {undoneText(preview, target, shard)}
        </p>
        <Text size="sm" mt="xs" data-testid="restore-online">
          {onlineText(preview.online)}
        </Text>
        <Text size="sm" c="dimmed">
          {sourceText(preview, target)} {hasSpace(preview) && spaceText(preview)}
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
    <ul className={classes.tiles} aria-label="What it would undo, in figures">
      <Tile
        testId="restore-play"
        label="Play undone"
        value={formatSpan(undone_ms)}
        detail={`To change ${formatCount(preview.target.seq)}`}
      />
      <Tile
        testId="restore-players"
        label="Players affected"
        value={sum(players)}
        detail={countsText(players)}
      />
      <Tile
        testId="restore-items"
        label="Items affected"
        value={sum(items)}
        detail={countsText(items)}
      />
      <Tile
        testId="restore-gold"
        label="Gold in existence"
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
      <summary>All differences, table by table</summary>
      <Table className={classes.table} verticalSpacing={4} mt="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Table</Table.Th>
            <Table.Th className={classes.number}>Rows now</Table.Th>
            <Table.Th className={classes.number}>Rows then</Table.Th>
            <Table.Th className={classes.number}>Come back</Table.Th>
            <Table.Th className={classes.number}>Vanish</Table.Th>
            <Table.Th className={classes.number}>Are as they were</Table.Th>
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
