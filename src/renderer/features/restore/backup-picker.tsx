/** Chooses one of the backups that can be gone back to. */
import { NativeSelect, Text } from '@mantine/core';
import type { Backup } from '../../../shared/host-methods.ts';
import { useAtNow } from '../../ui/clock.ts';
import { formatAgo, formatBytes, formatCount, formatMoment, formatUtc } from '../../ui/format.ts';
import { CAUSES, stateOf } from '../backups/words.ts';

/** A broken one would only be refused. */
export function restorable(backups: readonly Backup[]): readonly Backup[] {
  return backups.filter(({ problem }) => problem === null);
}

interface BackupPickerProps {
  /** Newest first. */
  readonly backups: readonly Backup[];
  readonly chosen: Backup | undefined;
  readonly onChoose: (name: string) => void;
}

export function BackupPicker({ backups, chosen, onChoose }: BackupPickerProps) {
  if (chosen === undefined) {
    return <Text size="sm">There is no backup that could be gone back to.</Text>;
  }
  return (
    <>
      <NativeSelect
        label="Backup"
        maw="36rem"
        value={chosen.name}
        onChange={(event) => onChoose(event.currentTarget.value)}
        data={backups.map((backup) => ({ value: backup.name, label: lineOf(backup) }))}
      />
      <About backup={chosen} />
    </>
  );
}

function lineOf({ at, label, cause }: Backup): string {
  return `${formatMoment(Date.parse(at))} · ${label === null ? CAUSES[cause] : `“${label}”`}`;
}

const STATES = {
  proven: 'The world was already brought back from it as a proof.',
  whole: 'Its last check found it whole.',
  unchecked: 'It was not checked yet; that is done before anything is changed.',
  broken: 'It is broken.',
} as const;

function About({ backup }: { readonly backup: Backup }) {
  const at = Date.parse(backup.at);
  const ago = useAtNow((now) => formatAgo(Math.max(0, now - at)));
  return (
    <Text size="sm" c="dimmed" mt="xs">
      Made {ago} ({formatUtc(at)}), the exact state after change {formatCount(backup.seq)},{' '}
      {formatBytes(backup.size_bytes)}. {STATES[stateOf(backup)]}
    </Text>
  );
}
