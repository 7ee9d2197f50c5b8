/** The backups, newest first; a broken one with what is wrong with it. */

import { ActionIcon, Button, Loader, Table, Text, VisuallyHidden } from '@mantine/core';
import {
  IconAlertCircle,
  IconCheck,
  IconCircleDashed,
  IconLock,
  IconLockOpen,
  IconShieldCheck,
} from '@tabler/icons-react';
import { memo, useCallback, useRef, useState } from 'react';
import type { Backup } from '../../../shared/host-methods.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { asSentence, formatBytes, formatCount, formatMoment } from '../../ui/format.ts';
import { Time, TimeAgo } from '../../ui/time.tsx';
import classes from './backups.module.css';
import type { BackupWork } from './backups.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { RowMenu } from './row-menu.tsx';
import { nameOf, stateOf } from './words.ts';

/** What anybody looks at; the rest is there for who asks. */
const SHOWN = 50;
const COLUMNS = 9;

const { table } = text.backups;

export function BackupsTable() {
  const backups = useApp((state) => state.backups);
  const [isWhole, setIsWhole] = useState(false);
  const [doomed, setDoomed] = useState<Backup | null>(null);
  const scroll = useRef<HTMLElement>(null);
  const askToDelete = useCallback((backup: Backup) => setDoomed(backup), []);
  if (backups === null) return null;
  const rows = isWhole ? backups : backups.slice(0, SHOWN);
  const bytes = backups.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
  return (
    <Card
      title={table.title}
      aside={
        <Text size="sm" c="dimmed">
          {table.kept(formatCount(backups.length), formatBytes(bytes))}
        </Text>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className={classes.scroll} aria-label={table.label} tabIndex={0} ref={scroll}>
        <Table
          className={classes.table}
          data-testid="backups-table"
          verticalSpacing={4}
          horizontalSpacing="xs"
        >
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{table.time}</Table.Th>
              <Table.Th className={classes.label}>{table.backupLabel}</Table.Th>
              <Table.Th>{table.cause}</Table.Th>
              <Table.Th className={classes.number}>{table.size}</Table.Th>
              <Table.Th className={classes.number}>{table.age}</Table.Th>
              <Table.Th>{table.state}</Table.Th>
              <Table.Th className={classes.number}>{table.change}</Table.Th>
              <Table.Th>{table.protected}</Table.Th>
              <Table.Th className={classes.actions}>
                <VisuallyHidden>{table.actions}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((backup) => (
              <Row key={backup.name} backup={backup} onDelete={askToDelete} />
            ))}
          </Table.Tbody>
        </Table>
      </section>
      {!isWhole && backups.length > SHOWN && (
        <Button mt="sm" size="xs" variant="default" onClick={() => setIsWhole(true)}>
          {text.shared.showAll(formatCount(backups.length))}
        </Button>
      )}
      <Text size="sm" c="dimmed" mt="sm">
        {table.statesText}
      </Text>
      <DeleteDialog
        backup={doomed}
        onClose={() => setDoomed(null)}
        onDeleted={() => scroll.current?.focus({ preventScroll: true })}
      />
    </Card>
  );
}

interface RowProps {
  readonly backup: Backup;
  readonly onDelete: (backup: Backup) => void;
}

const Row = memo(function Row({ backup, onDelete }: RowProps) {
  const { name, at, label, cause, seq, size_bytes, problem } = backup;
  const work = useApp(({ backupWork }) => backupWork[name]);
  const state = stateOf(backup);
  return (
    <>
      <Table.Tr data-state={state} aria-busy={work !== undefined}>
        <Table.Td>
          <Time at={at} />
        </Table.Td>
        <Table.Td className={classes.label}>
          {label === null ? (
            <Text span inherit c="dimmed">
              {text.shared.nothing}
            </Text>
          ) : (
            <span className={classes.labelText} title={label}>
              {label}
            </span>
          )}
        </Table.Td>
        <Table.Td>{text.backups.causes[cause]}</Table.Td>
        <Table.Td className={classes.number}>{formatBytes(size_bytes)}</Table.Td>
        <Table.Td className={classes.number}>
          <TimeAgo at={at} />
        </Table.Td>
        <Table.Td>{work === undefined ? <State backup={backup} /> : <Work work={work} />}</Table.Td>
        <Table.Td className={classes.number}>{formatCount(seq)}</Table.Td>
        <Table.Td>
          <ProtectToggle backup={backup} isBusy={work !== undefined} />
        </Table.Td>
        <Table.Td className={classes.actions}>
          <RowMenu backup={backup} isBusy={work !== undefined} onDelete={onDelete} />
        </Table.Td>
      </Table.Tr>
      {problem !== null && (
        <Table.Tr>
          <Table.Td colSpan={COLUMNS} className={classes.reason}>
            {asSentence(problem)}
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
});

function Work({ work }: { readonly work: BackupWork }) {
  return (
    <span className={classes.state}>
      <Loader size="1rem" aria-hidden />
      {table.work[work]}
    </span>
  );
}

function State({ backup }: { readonly backup: Backup }) {
  const { verified_at, proven_at } = backup;
  switch (stateOf(backup)) {
    case 'broken':
      return (
        <span className={classes.state} data-tone="bad">
          <IconAlertCircle aria-hidden />
          {table.broken}
        </span>
      );
    case 'unchecked':
      return (
        <span className={classes.state}>
          <IconCircleDashed aria-hidden />
          {table.unchecked}
        </span>
      );
    case 'whole':
      return (
        <span className={classes.state} data-tone="good">
          <IconCheck aria-hidden />
          <span title={table.checkedOn(formatMoment(Date.parse(verified_at ?? '')))}>
            {table.whole}
          </span>
        </span>
      );
    case 'proven':
      return (
        <span className={classes.state} data-tone="good">
          <IconShieldCheck aria-hidden />
          <span>
            {table.proven} {proven_at !== null && <TimeAgo at={proven_at} />}
          </span>
        </span>
      );
  }
}

interface ControlProps {
  readonly backup: Backup;
  readonly isBusy: boolean;
}

function ProtectToggle({ backup, isBusy }: ControlProps) {
  const session = useSession();
  const Icon = backup.protected ? IconLock : IconLockOpen;
  return (
    <ActionIcon
      variant={backup.protected ? 'light' : 'subtle'}
      color={backup.protected ? 'keep' : 'gray'}
      className={backup.protected ? undefined : classes.quiet}
      size={28}
      aria-pressed={backup.protected}
      aria-label={table.protect(nameOf(backup))}
      title={backup.protected ? table.isProtected : table.isNotProtected}
      onClick={() => void session.backups.protect(backup, !backup.protected)}
      {...(isBusy && { 'aria-disabled': true })}
    >
      <Icon size="1rem" aria-hidden />
    </ActionIcon>
  );
}
