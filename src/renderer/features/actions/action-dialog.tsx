/**
 * The dialog of an action: what it needs to know, why it is done, and what will happen in one sentence.
 * Who presses on is led to what is missing.
 */
import { Button, Group, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { ReasonField } from '../restore/reason-field.tsx';
import { FieldInput } from './action-field.tsx';
import classes from './actions.module.css';
import type { Acting } from './actions.ts';
import { type Filled, initialTexts, type Texts } from './form.ts';
import { refusedText, refusedTitle } from './refusal-words.ts';
import { nameOf } from './subjects.ts';

const words = text.actions;

export function ActionDialog() {
  const { actions } = useSession();
  const acting = useApp((state) => state.acting);
  const title =
    acting === null ? '' : words.dialogTitle(acting.action.title, nameOf(acting.subject));
  return (
    <Dialog isOpen={acting !== null} onClose={() => actions.close()} title={title}>
      {acting !== null && <ActionForm acting={acting} />}
    </Dialog>
  );
}

function ActionForm({ acting }: { readonly acting: Acting }) {
  const { action, form, isRunning, error } = acting;
  const { actions } = useSession();
  const shard = useApp(({ status }) => status?.name ?? text.shared.thisShard);
  // What nobody has touched is of the form: one that was refused is made anew of what there is by then.
  const [typed, setTyped] = useState<Texts>({});
  const texts = { ...initialTexts(form), ...typed };
  const [reason, setReason] = useState('');
  const [left, setLeft] = useState<readonly string[]>([]);
  const [wasTried, setWasTried] = useState(false);
  const filled = form.fill(texts);
  // A field of a number tells it when it is left, too, whether somebody has typed or not.
  const type = (name: string, value: string) => {
    if (value !== texts[name]) setTyped((now) => ({ ...now, [name]: value }));
  };
  const lacks = filled.kind === 'lacking' ? filled.lacks : {};
  const lacksReason = reason.trim() === '';
  const isReady = filled.kind === 'ready' && !lacksReason;

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setWasTried(true);
    const [first] = Object.keys(lacks);
    const missing = first ?? (lacksReason ? 'reason' : undefined);
    if (missing !== undefined) {
      event.currentTarget.querySelector<HTMLElement>(`[name="${missing}"]`)?.focus();
    } else if (filled.kind === 'ready') void actions.run(filled.plan, reason.trim());
  };

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {error !== null && (
        <ErrorNotice title={refusedTitle(error.code)} error={error}>
          {refusedText(error)}
        </ErrorNotice>
      )}
      {Object.keys(form.fields).length > 0 && (
        <div className={classes.fields}>
          {Object.entries(form.fields).map(([name, field], index) => (
            <FieldInput
              key={name}
              name={name}
              field={field}
              isFirst={index === 0}
              typed={texts[name] ?? ''}
              error={wasTried || left.includes(name) ? lacks[name] : undefined}
              onType={(value) => type(name, value)}
              onLeave={() => setLeft((now) => (now.includes(name) ? now : [...now, name]))}
            />
          ))}
        </div>
      )}
      <ReasonField
        name="reason"
        isWide
        placeholder={words.reasonHint}
        value={reason}
        error={wasTried && lacksReason && words.lacks.reason}
        onChange={setReason}
      />
      <p className={classes.will} role="status" data-testid="action-will">
        {willText(filled, shard)}
      </p>
      <Group justify="flex-end" gap="sm">
        {isRunning && (
          <Text size="sm" c="dimmed" role="status">
            {words.running}
          </Text>
        )}
        <Button variant="default" onClick={() => actions.close()}>
          {text.shared.cancel}
        </Button>
        <Button
          type="submit"
          data-testid="action-run"
          {...(action.destroys && { className: classes.destroys })}
          {...((!isReady || isRunning) && { 'aria-disabled': true, 'data-disabled': true })}
        >
          {action.title}
        </Button>
      </Group>
    </form>
  );
}

function willText(filled: Filled, shard: string): string {
  switch (filled.kind) {
    case 'lacking':
      return words.incomplete(shard);
    case 'nothing':
      return words.nothing(shard);
    case 'ready':
      return words.onShard(shard, filled.plan.will);
  }
}
