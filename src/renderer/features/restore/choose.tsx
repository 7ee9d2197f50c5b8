/** The first step: what to go back to, a moment or a backup. */
import { Button, Loader, SegmentedControl, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { BackupPicker, restorable } from './backup-picker.tsx';
import type { ChooseBy, Flow, Target } from './flow.ts';
import { MomentPicker } from './moment-picker.tsx';
import { clamp, firstChoice, rangeOf } from './moments.ts';
import classes from './restore.module.css';

const WAYS: readonly { readonly value: ChooseBy; readonly label: string }[] = [
  { value: 'moment', label: 'To a moment' },
  { value: 'backup', label: 'From a backup' },
];

export function Choose({ flow }: { readonly flow: Extract<Flow, { step: 'choosing' }> }) {
  const { restores } = useSession();
  const window = useApp((state) => state.restoreWindow);
  const backups = useApp((state) => state.backups);
  const loadError = useApp((state) => state.restoresError);
  const { target, error } = flow;
  const [by, setBy] = useState(flow.by);
  const [chosenAt, setAt] = useState(target?.kind === 'moment' ? Date.parse(target.at) : null);
  const [chosenName, setName] = useState(target?.kind === 'backup' ? target.backup.name : null);

  const range = window === null ? null : rangeOf(window);
  const at =
    range === null ? null : chosenAt === null ? firstChoice(range) : clamp(chosenAt, range);
  const whole = restorable(backups ?? []);
  const backup = whole.find(({ name }) => name === chosenName) ?? whole[0];
  const choice: Target | null =
    by === 'backup'
      ? backup === undefined
        ? null
        : { kind: 'backup', backup }
      : at === null
        ? null
        : { kind: 'moment', at: new Date(at).toISOString() };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (choice !== null) void restores.preview(choice);
  };

  return (
    <form className={classes.form} onSubmit={submit}>
      {error !== null && (
        <ErrorNotice title="What it would undo could not be found out" error={error} />
      )}
      {loadError !== null && (
        <ErrorNotice title="What can be gone back to is not known" error={loadError} />
      )}
      <SegmentedControl
        aria-label="How to choose"
        value={by}
        onChange={(value) => setBy(value as ChooseBy)}
        data={[...WAYS]}
        w="fit-content"
      />
      <Card title={by === 'moment' ? 'The moment to go back to' : 'The backup to go back to'}>
        {by === 'backup' ? (
          <BackupPicker backups={whole} chosen={backup} onChoose={setName} />
        ) : range !== null && at !== null && window !== null ? (
          <MomentPicker range={range} window={window} at={at} onChange={setAt} />
        ) : window !== null ? (
          <Text size="sm">
            No moment can be gone back to yet: there is no backup, and the journal does not reach
            back to the beginning. Make a backup, and every moment from then on can be.
          </Text>
        ) : (
          loadError === null && <Loader size="sm" aria-label="Loading" />
        )}
      </Card>
      <div className={classes.end}>
        <Button variant="default" onClick={() => restores.close()}>
          Cancel
        </Button>
        <Button
          type="submit"
          {...(choice === null && { 'aria-disabled': true, 'data-disabled': true })}
        >
          Look at what it would undo
        </Button>
      </div>
    </form>
  );
}
