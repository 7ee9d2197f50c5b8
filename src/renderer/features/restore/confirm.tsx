/** The second step: what going back would undo, and the shard's name typed by who wants it. */

import { Button, Group, NativeSelect, Text, TextInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { useSession } from '../../app/session-context.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { Notice } from '../../ui/notice.tsx';
import { BlastRadius } from './blast-radius.tsx';
import type { Flow, Order, Target } from './flow.ts';
import { ReasonField } from './reason-field.tsx';
import classes from './restore.module.css';
import {
  ACCEPTABLE,
  hasSpace,
  isNothing,
  isUndo,
  nameProblem,
  renewalText,
  spaceText,
} from './words.ts';

const words = text.restore.confirm;

interface ConfirmProps {
  readonly flow: Extract<Flow, { step: 'confirming' }>;
  readonly shard: string;
}

export function Confirm({ flow, shard }: ConfirmProps) {
  const { restores } = useSession();
  const { target, preview, renewal, order } = flow;
  const canRun = hasSpace(preview) && !isNothing(preview);
  return (
    <>
      {renewal !== null && (
        <Notice tone="warning" title={words.lookAgain} testId="restore-renewed">
          {renewalText(renewal, shard)}
        </Notice>
      )}
      {!hasSpace(preview) && (
        <Notice tone="bad" title={words.noSpace} testId="restore-no-space">
          {spaceText(preview)}
        </Notice>
      )}
      <BlastRadius preview={preview} target={target} shard={shard} />
      {canRun ? (
        <ConfirmForm order={order} shard={shard} target={target} />
      ) : (
        <div className={classes.end}>
          <Button variant="default" onClick={() => restores.back()}>
            {words.chooseElse}
          </Button>
          <Button onClick={() => void restores.preview(target)}>{words.lookAgain}</Button>
        </div>
      )}
    </>
  );
}

interface ConfirmFormProps {
  readonly order: Order;
  readonly shard: string;
  readonly target: Target;
}

function ConfirmForm({ order, shard, target }: ConfirmFormProps) {
  const { restores } = useSession();
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState(order.reason);
  const [acceptMs, setAcceptMs] = useState(order.acceptMs);
  const [wasTried, setWasTried] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const problem = nameProblem(typed, shard);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWasTried(true);
    if (problem === null) void restores.run({ reason, acceptMs });
    else field.current?.focus();
  };

  return (
    <Card title={words.title}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <Text size="sm">{words.text(shard)}</Text>
        <div className={classes.row}>
          <TextInput
            ref={field}
            label={words.type(shard)}
            data-testid="restore-name"
            autoComplete="off"
            spellCheck={false}
            w="20rem"
            value={typed}
            error={wasTried && problem}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <ReasonField
            isOptional
            placeholder={words.reasonExample}
            value={reason}
            onChange={setReason}
          />
        </div>
        <NativeSelect
          label={words.further}
          description={words.furtherText}
          maw="41rem"
          value={String(acceptMs)}
          onChange={(event) => setAcceptMs(Number(event.currentTarget.value))}
          data={ACCEPTABLE.map(({ ms, label }) => ({ value: String(ms), label }))}
        />
        <div className={classes.end}>
          <Group gap="sm">
            <Button variant="default" onClick={() => restores.close()}>
              {text.shared.cancel}
            </Button>
            {target.kind !== 'undo' && (
              <Button variant="default" onClick={() => restores.back()}>
                {words.chooseElse}
              </Button>
            )}
          </Group>
          <Button
            type="submit"
            className={classes.go}
            data-testid="restore-run"
            {...(problem !== null && { 'aria-disabled': true, 'data-disabled': true })}
          >
            {isUndo(target) ? words.undo : words.run(shard)}
          </Button>
        </div>
      </form>
    </Card>
  );
}
