/** The first step: what to go back to, a moment or a backup. */

import { Button, SegmentedControl } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { BackupPicker, restorable } from './backup-picker.tsx';
import type { ChooseBy, Flow, Target } from './flow.ts';
import { MomentForm, MomentsNotice, useMomentChoice } from './moment-choice.tsx';
import classes from './restore.module.css';

const words = text.restore.choose;

const WAYS: readonly { readonly value: ChooseBy; readonly label: string }[] = [
  { value: 'moment', label: words.toMoment },
  { value: 'backup', label: words.fromBackup },
];

export function Choose({ flow }: { readonly flow: Extract<Flow, { step: 'choosing' }> }) {
  const { restores } = useSession();
  const backups = useApp((state) => state.backups);
  const { target, error } = flow;
  const [by, setBy] = useState(flow.by);
  const moment = useMomentChoice(target?.kind === 'moment' ? target.at : null);
  const [chosenName, setName] = useState(target?.kind === 'backup' ? target.backup.name : null);

  const whole = restorable(backups ?? []);
  const backup = whole.find(({ name }) => name === chosenName) ?? whole[0];
  const choice: Target | null =
    by === 'backup'
      ? backup === undefined
        ? null
        : { kind: 'backup', backup }
      : moment.at === null
        ? null
        : { kind: 'moment', at: new Date(moment.at).toISOString() };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (choice !== null) void restores.preview(choice);
  };

  return (
    <form className={classes.form} onSubmit={submit}>
      {error !== null && <ErrorNotice title={words.failed} error={error} />}
      <MomentsNotice />
      <SegmentedControl
        aria-label={words.how}
        value={by}
        onChange={(value) => setBy(value as ChooseBy)}
        data={[...WAYS]}
        w="fit-content"
      />
      <Card title={by === 'moment' ? words.moment : words.backup}>
        {by === 'backup' ? (
          <BackupPicker backups={whole} chosen={backup} onChoose={setName} />
        ) : (
          <MomentForm choice={moment} meaning={words.meaning} />
        )}
      </Card>
      <div className={classes.end}>
        <Button variant="default" onClick={() => restores.close()}>
          {text.shared.cancel}
        </Button>
        <Button
          type="submit"
          {...(choice === null && { 'aria-disabled': true, 'data-disabled': true })}
        >
          {words.look}
        </Button>
      </div>
    </form>
  );
}
