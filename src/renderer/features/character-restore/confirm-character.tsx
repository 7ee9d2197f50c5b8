/** What will happen in a sentence, what has to be said for it, and the button that does it. */

import { Button, Checkbox, Group, Text, TextInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { NAME_LENGTH_MAX } from '../../../shared/limits.ts';
import { useSession } from '../../app/session-context.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { formatCount } from '../../ui/format.ts';
import { ReasonField } from '../restore/reason-field.tsx';
import restoreClasses from '../restore/restore.module.css';
import { goldMade, type Lack, lacksOf } from './draft.ts';
import { willText } from './outcome-words.ts';
import type { ChoiceProps } from './state-table.tsx';
import { lackText, nameOf } from './words.ts';

const words = text.characterRestore.decide;

export function ConfirmCharacter({ preview, draft, onChange }: Omit<ChoiceProps, 'isWhole'>) {
  const { characterRestores } = useSession();
  const [wasTried, setWasTried] = useState(false);
  const fields = {
    name: useRef<HTMLInputElement>(null),
    gold: useRef<HTMLInputElement>(null),
    reason: useRef<HTMLInputElement>(null),
  };
  const lacks = lacksOf(preview, draft);
  const made = goldMade(preview, draft);
  const errorOf = (lack: Lack) => wasTried && lacks.includes(lack) && lackText(lack, preview);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWasTried(true);
    const [first] = lacks;
    if (first === undefined) void characterRestores.run();
    else if (first !== 'choice' && first !== 'room') fields[first].current?.focus();
  };

  return (
    <Card title={words.confirm}>
      <form className={restoreClasses.form} onSubmit={submit} noValidate>
        <p className={restoreClasses.blast} role="status" data-testid="character-will">
          {willText(preview, draft)}
        </p>
        {!preview.exists && preview.name.taken_by !== null && (
          <TextInput
            ref={fields.name}
            label={words.anotherName}
            description={words.nameTaken(preview.name.past)}
            required
            maxLength={NAME_LENGTH_MAX}
            autoComplete="off"
            spellCheck={false}
            maw="20rem"
            value={draft.name ?? ''}
            error={errorOf('name')}
            onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
          />
        )}
        {made > 0 && (
          <Checkbox
            ref={fields.gold}
            label={words.agreeGold(formatCount(made))}
            checked={draft.acceptedGold === made}
            error={errorOf('gold')}
            onChange={(event) =>
              onChange({ ...draft, acceptedGold: event.currentTarget.checked ? made : null })
            }
          />
        )}
        <ReasonField
          ref={fields.reason}
          placeholder={words.reasonExample}
          value={draft.reason}
          error={errorOf('reason')}
          onChange={(reason) => onChange({ ...draft, reason })}
        />
        <div role="alert">
          {(['choice', 'room'] as const).map((lack) =>
            errorOf(lack) === false ? null : (
              <Text key={lack} size="sm" c="var(--keep-bad)">
                {errorOf(lack)}
              </Text>
            ),
          )}
        </div>
        <div className={restoreClasses.end}>
          <Group gap="sm">
            <Button variant="default" onClick={() => characterRestores.close()}>
              {text.shared.cancel}
            </Button>
            <Button variant="default" onClick={() => characterRestores.back()}>
              {words.chooseElse}
            </Button>
            <Button variant="default" onClick={() => void characterRestores.compareAgain()}>
              {words.compareAgain}
            </Button>
          </Group>
          <Button
            type="submit"
            data-testid="character-run"
            {...(lacks.length > 0 && { 'aria-disabled': true, 'data-disabled': true })}
          >
            {preview.exists ? words.run : words.runOf(nameOf(preview))}
          </Button>
        </div>
      </form>
    </Card>
  );
}
