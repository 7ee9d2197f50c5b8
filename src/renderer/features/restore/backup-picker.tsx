/** Chooses one of the backups that can be gone back to. */

import { NativeSelect, Text } from '@mantine/core';
import type { Backup } from '../../../shared/host-methods.ts';
import { text } from '../../app/text.ts';
import { useAtNow } from '../../ui/clock.ts';
import { formatAgo, formatBytes, formatCount, formatMoment, formatUtc } from '../../ui/format.ts';
import { stateOf } from '../backups/words.ts';

const words = text.restore.backup;

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
    return <Text size="sm">{words.none}</Text>;
  }
  return (
    <>
      <NativeSelect
        label={words.label}
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
  const moment = formatMoment(Date.parse(at));
  return label === null
    ? words.line(moment, text.backups.causes[cause])
    : words.lineWithLabel(moment, label);
}

function About({ backup }: { readonly backup: Backup }) {
  const at = Date.parse(backup.at);
  const ago = useAtNow((now) => formatAgo(Math.max(0, now - at)));
  return (
    <Text size="sm" c="dimmed" mt="xs">
      {words.about(ago, formatUtc(at), formatCount(backup.seq), formatBytes(backup.size_bytes))}{' '}
      {words.states[stateOf(backup)]}
    </Text>
  );
}
