/** The first step: whom, and of which moment. */
import { Button, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { NAME_LENGTH_MAX } from '../../../shared/limits.ts';
import { useSession } from '../../app/session-context.ts';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { MomentForm, MomentsNotice, useMomentChoice } from '../restore/moment-choice.tsx';
import restoreClasses from '../restore/restore.module.css';
import type { CharacterFlow, Who } from './flow.ts';
import { notComparedTitle } from './refusal-words.ts';

const WAYS: readonly { readonly value: Who['kind']; readonly label: string }[] = [
  { value: 'name', label: 'By name' },
  { value: 'id', label: 'By number' },
];

interface ChooseCharacterProps {
  readonly flow: Extract<CharacterFlow, { step: 'choosing' }>;
}

export function ChooseCharacter({ flow: { wanted, error } }: ChooseCharacterProps) {
  const { characterRestores } = useSession();
  const before = wanted?.who;
  const [by, setBy] = useState<Who['kind']>(before?.kind ?? 'name');
  const [name, setName] = useState(before?.kind === 'name' ? before.name : '');
  const [id, setId] = useState<number | string>(before?.kind === 'id' ? before.id : '');
  const [wasTried, setWasTried] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const moment = useMomentChoice(wanted?.at ?? null);

  const isKnown = by === 'name' ? name.trim() !== '' : Number(id) > 0;
  const missing = by === 'name' ? 'Enter the name.' : 'Enter the number.';

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWasTried(true);
    if (!isKnown) field.current?.focus();
    else if (moment.at !== null) {
      const who: Who =
        by === 'name' ? { kind: 'name', name: name.trim() } : { kind: 'id', id: Number(id) };
      void characterRestores.compare({ who, at: new Date(moment.at).toISOString() });
    }
  };

  return (
    <form className={restoreClasses.form} onSubmit={submit} noValidate>
      {error !== null && <ErrorNotice title={notComparedTitle(error.code)} error={error} />}
      <MomentsNotice />
      <Card title="The character">
        <div className={restoreClasses.form}>
          <SegmentedControl
            aria-label="How to find the character"
            value={by}
            onChange={(value) => setBy(value as Who['kind'])}
            data={[...WAYS]}
            w="fit-content"
          />
          {by === 'name' ? (
            <TextInput
              ref={field}
              label="Name of the character"
              description="The name of today, to the letter."
              data-testid="character-name"
              required
              maxLength={NAME_LENGTH_MAX}
              autoComplete="off"
              spellCheck={false}
              maw="24rem"
              value={name}
              error={wasTried && !isKnown && missing}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          ) : (
            <NumberInput
              ref={field}
              label="Number of the character"
              description="Finds those who were deleted, too. The game server and the log of activity name it as character_id."
              required
              hideControls
              allowNegative={false}
              allowDecimal={false}
              maw="24rem"
              value={id}
              error={wasTried && !isKnown && missing}
              onChange={setId}
            />
          )}
        </div>
      </Card>
      <Card title="The moment to go back to">
        <MomentForm
          choice={moment}
          meaning="The character is looked at as it was after the last change up to then."
        />
      </Card>
      <div className={restoreClasses.end}>
        <Button variant="default" onClick={() => characterRestores.close()}>
          Cancel
        </Button>
        <Button
          type="submit"
          {...(moment.at === null && { 'aria-disabled': true, 'data-disabled': true })}
        >
          Compare with today
        </Button>
      </div>
    </form>
  );
}
