/** The vacuums there were, newest first; one that failed or was skipped with its reason. */

import { Table } from '@mantine/core';
import { IconAlertCircle, IconCheck, IconPlayerSkipForward } from '@tabler/icons-react';
import type { VacuumRun } from '../../../shared/maintenance.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { asSentence, formatDuration } from '../../ui/format.ts';
import { Time } from '../../ui/time.tsx';
import classes from './maintenance.module.css';
import { sizesText } from './words.ts';

const words = text.maintenance.vacuums;

const ICONS = { done: IconCheck, failed: IconAlertCircle, skipped: IconPlayerSkipForward } as const;

export function VacuumsTable() {
  const runs = useApp(({ maintenance }) => maintenance?.vacuum.runs ?? null);
  if (runs === null) return null;
  return (
    <Card title={words.title}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className={classes.scroll} aria-label={words.label} tabIndex={0}>
        <Table
          className={classes.table}
          data-testid="vacuums-table"
          verticalSpacing={6}
          horizontalSpacing="xs"
        >
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.time}</Table.Th>
              <Table.Th>{words.result}</Table.Th>
              <Table.Th>{words.cause}</Table.Th>
              <Table.Th className={classes.number}>{words.size}</Table.Th>
              <Table.Th className={classes.number}>{words.took}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {runs.length === 0 && (
              <Table.Tr>
                <Table.Td colSpan={5} c="dimmed">
                  {words.none}
                </Table.Td>
              </Table.Tr>
            )}
            {runs.map((run) => (
              <Row key={`${run.at} ${run.cause}`} run={run} />
            ))}
          </Table.Tbody>
        </Table>
      </section>
    </Card>
  );
}

function Row({ run }: { readonly run: VacuumRun }) {
  const { at, cause, state, duration_ms, error } = run;
  const Icon = ICONS[state];
  return (
    <>
      <Table.Tr data-state={state}>
        <Table.Td>
          <Time at={at} />
        </Table.Td>
        <Table.Td>
          <span className={state === 'failed' ? classes.bad : classes.fine}>
            <Icon aria-hidden /> {words.states[state]}
          </span>
        </Table.Td>
        <Table.Td>{words.causes[cause]}</Table.Td>
        <Table.Td className={classes.number}>{sizesText(run)}</Table.Td>
        <Table.Td className={classes.number}>
          {state === 'skipped' ? text.shared.nothing : formatDuration(duration_ms)}
        </Table.Td>
      </Table.Tr>
      {error !== null && (
        <Table.Tr>
          <Table.Td
            colSpan={5}
            className={state === 'failed' ? classes.reason : classes.quietReason}
          >
            {asSentence(error)}
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}
