/** The first step: whom, and of which moment. */

import { Button, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { NAME_LENGTH_MAX } from '../../../shared/limits.ts';
import { useSession } from '../../app/session-context.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { MomentForm, MomentsNotice, useMomentChoice } from '../restore/moment-choice.tsx';
import restoreClasses from '../restore/restore.module.css';
import type { CharacterFlow, Who } from './flow.ts';
import { notComparedTitle } from './refusal-words.ts';

const words = text.characterRestore.choose;

const WAYS: readonly { readonly value: Who['kind']; readonly label: string }[] = [
  { value: 'name', label: words.byName },
  { value: 'id', label: words.byNumber },
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
  const missing = by === 'name' ? words.nameMissing : words.numberMissing;

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
      <Card title={words.title}>
        <div className={restoreClasses.form}>
          <SegmentedControl
            aria-label={words.how}
            value={by}
            onChange={(value) => setBy(value as Who['kind'])}
            data={[...WAYS]}
            w="fit-content"
          />
          {by === 'name' ? (
            <TextInput
              ref={field}
              label={words.name}
              description={words.nameText}
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
              label={words.number}
              description={words.numberText}
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
      <Card title={words.moment}>
        <MomentForm choice={moment} meaning={words.meaning} />
      </Card>
      <div className={restoreClasses.end}>
        <Button variant="default" onClick={() => characterRestores.close()}>
          {text.shared.cancel}
        </Button>
        <Button
          type="submit"
          {...(moment.at === null && { 'aria-disabled': true, 'data-disabled': true })}
        >
          {words.compare}
        </Button>
      </div>
    </form>
  );
}
