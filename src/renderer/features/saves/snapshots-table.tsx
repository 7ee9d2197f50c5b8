/** The history of snapshots, newest first; a failed one with its reason. */

import { Button, Table, Text, VisuallyHidden } from '@mantine/core';
import { IconAlertCircle, IconCheck } from '@tabler/icons-react';
import { memo, useState } from 'react';
import type { Snapshot } from '../../../shared/host-methods.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { asSentence, formatCount, formatDuration } from '../../ui/format.ts';
import { Time } from '../../ui/time.tsx';
import classes from './saves.module.css';

const { table } = text.saves;

/** What anybody looks at; the rest is there for who asks. */
const SHOWN = 50;

export function SnapshotsTable() {
  const snapshots = useApp((state) => state.snapshots);
  const [isWhole, setIsWhole] = useState(false);
  const rows = isWhole ? snapshots : snapshots?.slice(0, SHOWN);
  return (
    <Card
      title={table.title}
      aside={
        snapshots !== null && (
          <Text size="sm" c="dimmed">
            {table.listed(snapshots.length)}
          </Text>
        )
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className={classes.scroll} aria-label={table.label} tabIndex={0}>
        <Table
          className={classes.table}
          data-testid="snapshots-table"
          verticalSpacing={6}
          horizontalSpacing="xs"
        >
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{table.time}</Table.Th>
              <Table.Th>{table.result}</Table.Th>
              <Table.Th>{table.kind}</Table.Th>
              <Table.Th>{table.cause}</Table.Th>
              <Table.Th className={classes.number}>{table.players}</Table.Th>
              <Table.Th className={classes.number}>{table.rows}</Table.Th>
              <Table.Th className={classes.number}>{table.took}</Table.Th>
              <Table.Th className={classes.number}>{table.change}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {snapshots?.length === 0 && (
              <Table.Tr>
                <Table.Td colSpan={8} c="dimmed">
                  {table.none}
                </Table.Td>
              </Table.Tr>
            )}
            {rows?.map((snapshot) => (
              <Row key={`${snapshot.at} ${snapshot.seq} ${snapshot.cause}`} snapshot={snapshot} />
            ))}
          </Table.Tbody>
        </Table>
      </section>
      {!isWhole && snapshots !== null && snapshots.length > SHOWN && (
        <Button mt="sm" size="xs" variant="default" onClick={() => setIsWhole(true)}>
          {text.shared.showAll(formatCount(snapshots.length))}
        </Button>
      )}
    </Card>
  );
}

const Row = memo(function Row({ snapshot }: { readonly snapshot: Snapshot }) {
  const { at, kind, cause, state, seq, players, rows, duration_ms, error } = snapshot;
  const isFailed = state === 'failed';
  return (
    <>
      <Table.Tr data-state={state}>
        <Table.Td>
          <Time at={at} />
        </Table.Td>
        <Table.Td>
          <span className={isFailed ? classes.bad : classes.fine}>
            {isFailed ? <IconAlertCircle aria-hidden /> : <IconCheck aria-hidden />}
            {isFailed ? table.failed : <VisuallyHidden>{table.written}</VisuallyHidden>}
          </span>
        </Table.Td>
        <Table.Td>{text.saves.kinds[kind]}</Table.Td>
        <Table.Td>{text.saves.causes[cause]}</Table.Td>
        <Table.Td className={classes.number}>
          {isFailed ? text.shared.nothing : formatCount(players)}
        </Table.Td>
        <Table.Td className={classes.number}>
          {isFailed ? text.shared.nothing : formatCount(rows)}
        </Table.Td>
        <Table.Td className={classes.number}>{formatDuration(duration_ms)}</Table.Td>
        <Table.Td className={classes.number}>{formatCount(seq)}</Table.Td>
      </Table.Tr>
      {isFailed && (
        <Table.Tr>
          <Table.Td colSpan={8} className={classes.reason}>
            {asSentence(error ?? table.noReason)}
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
});
