/** The end: the receipt with its way back, and the receipt of that. */

import { Button, Group } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useSession } from '../../app/session-context.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { formatCount } from '../../ui/format.ts';
import { ReasonField } from '../restore/reason-field.tsx';
import { ReceiptLines } from '../restore/receipt-lines.tsx';
import restoreClasses from '../restore/restore.module.css';
import classes from './character.module.css';
import type { CharacterFlow } from './flow.ts';
import {
  doneGoldText,
  doneItems,
  doneText,
  receiptDetails,
  recoveryText,
  undoneText,
  wayBackText,
} from './outcome-words.ts';
import { notUndoneText, notUndoneTitle } from './refusal-words.ts';

const words = text.characterRestore.receipt;

interface OutcomeProps {
  readonly flow: Extract<CharacterFlow, { step: 'done' | 'undone' }>;
}

export function Outcome({ flow }: OutcomeProps) {
  const { characterRestores } = useSession();
  const { preview, receipt, reason, wanted } = flow;
  const who = { kind: 'id', id: preview.character_id } as const;
  return (
    <>
      {flow.step === 'done' ? <Done flow={flow} /> : <Undone flow={flow} />}
      <div className={restoreClasses.end}>
        <Button variant="default" onClick={() => characterRestores.close()}>
          {words.back}
        </Button>
        <Group gap="sm">
          <CopyButton what={words.theReceipt} text={receiptDetails(receipt, preview, reason)} />
          <Button
            variant="default"
            onClick={() => void characterRestores.compare({ who, at: wanted.at })}
          >
            {words.compareAgain}
          </Button>
        </Group>
      </div>
    </>
  );
}

function Done({ flow }: { readonly flow: Extract<CharacterFlow, { step: 'done' }> }) {
  const { preview, receipt, reason, error } = flow;
  const items = doneItems(receipt, preview);
  const recovery = recoveryText(receipt);
  return (
    <>
      {error !== null && (
        <ErrorNotice title={notUndoneTitle(error.code)} error={error}>
          {notUndoneText(error, preview, receipt.character_name)}
        </ErrorNotice>
      )}
      <Card title={words.title} testId="character-receipt">
        <ReceiptLines
          done={doneText(receipt, preview)}
          lines={[
            { term: words.done, text: words.asChange(formatCount(receipt.seq)) },
            ...(items.length === 0
              ? []
              : [
                  {
                    term: words.items,
                    text: (
                      <ul className={classes.list}>
                        {items.map(({ item_id, text: done }) => (
                          <li key={item_id} title={item_id}>
                            {done}
                          </li>
                        ))}
                      </ul>
                    ),
                  },
                ]),
            ...(recovery === null ? [] : [{ term: words.recovery, text: recovery }]),
            { term: words.gold, text: doneGoldText(receipt) },
            { term: words.reason, text: reason },
            { term: words.wayBack, text: wayBackText(receipt) },
          ]}
        />
      </Card>
      <Undo />
    </>
  );
}

function Undo() {
  const { characterRestores } = useSession();
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void characterRestores.undo(reason);
  };
  return (
    <Card title={words.undo}>
      <form className={classes.undo} onSubmit={submit}>
        <ReasonField
          isOptional
          placeholder={words.undoReasonExample}
          value={reason}
          onChange={setReason}
        />
        <Button
          type="submit"
          variant="default"
          data-testid="character-undo"
          leftSection={<IconArrowBackUp size="1.125rem" aria-hidden />}
        >
          {words.undoAll}
        </Button>
      </form>
    </Card>
  );
}

function Undone({ flow }: { readonly flow: Extract<CharacterFlow, { step: 'undone' }> }) {
  const { preview, receipt, seq, undoReason } = flow;
  return (
    <Card title={words.title} testId="character-undone">
      <ReceiptLines
        done={undoneText(receipt, preview)}
        lines={[
          { term: words.done, text: words.asChange(formatCount(seq)) },
          { term: words.undone, text: words.undoneChange(formatCount(receipt.seq)) },
          { term: words.reason, text: undoReason === '' ? words.noReason : undoReason },
        ]}
      />
    </Card>
  );
}
