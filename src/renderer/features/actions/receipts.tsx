/** What was done from this window, each with its receipt and its way back, until it is dismissed. */
import { Anchor, Button, CloseButton, Text } from '@mantine/core';
import { IconArrowBackUp, IconCircleCheck } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { formatCount } from '../../ui/format.ts';
import { Time } from '../../ui/time.tsx';
import classes from './actions.module.css';
import type { Receipt, UndoState } from './actions.ts';
import { notUndoneText, notUndoneTitle } from './refusal-words.ts';

const words = text.actions.receipts;

/** By then the dialog has given the focus back. */
const FOCUS_MS = 30;

export function Receipts() {
  const { actions } = useSession();
  const receipts = useApp((state) => state.receipts);
  if (receipts.length === 0) return null;
  return (
    <Card
      title={words.title}
      testId="receipts"
      aside={
        receipts.length > 1 && (
          <Button size="compact-sm" variant="default" onClick={() => actions.dismissAll()}>
            {words.dismissAll}
          </Button>
        )
      }
    >
      <ol className={classes.receipts}>
        {receipts.map((receipt) => (
          <OneReceipt key={receipt.seq} receipt={receipt} />
        ))}
      </ol>
    </Card>
  );
}

function OneReceipt({ receipt }: { readonly receipt: Receipt }) {
  const { actions } = useSession();
  const { seq, at, href, done, reason, undo } = receipt;
  const row = useRef<HTMLLIElement>(null);
  const isFresh = useApp(({ freshReceipt }) => freshReceipt === seq);

  // Who has just done it goes on from here: its undo is the next thing.
  useEffect(() => {
    if (!isFresh) return;
    const timer = setTimeout(() => {
      row.current?.focus();
      useApp.setState({ freshReceipt: null });
    }, FOCUS_MS);
    return () => clearTimeout(timer);
  }, [isFresh]);

  return (
    <li
      ref={row}
      tabIndex={-1}
      className={classes.receipt}
      data-testid="receipt"
      data-undo={undo.kind}
    >
      <div className={classes.receiptRow}>
        <IconCircleCheck size="1.25rem" className={classes.good} aria-hidden />
        <div>
          <Anchor href={href} className={classes.done} underline="hover">
            {done}
          </Anchor>
          <Text size="sm" c="dimmed">
            {words.change(formatCount(seq))} · <Time at={at} /> · {words.reason(reason)}
          </Text>
        </div>
        <div className={classes.receiptEnd} role="status">
          <UndoEnd undo={undo} onUndo={() => void actions.undo(seq)} />
        </div>
        <CloseButton
          size="sm"
          aria-label={words.dismiss(done)}
          onClick={() => actions.dismiss(seq)}
        />
      </div>
      {undo.kind === 'refused' && (
        <ErrorNotice title={notUndoneTitle(undo.error)} error={undo.error}>
          {notUndoneText(undo.error)}
        </ErrorNotice>
      )}
    </li>
  );
}

interface UndoEndProps {
  readonly undo: UndoState;
  readonly onUndo: () => void;
}

/** The undo of something that was done, or what became of it. */
export function UndoEnd({ undo, onUndo }: UndoEndProps) {
  switch (undo.kind) {
    case 'none':
      return (
        <Text size="sm" c="dimmed">
          {words.noUndo}
        </Text>
      );
    case 'done':
      return (
        <Text size="sm" fw={600}>
          {words.undone(formatCount(undo.seq))}
        </Text>
      );
    default:
      return (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconArrowBackUp size="1rem" aria-hidden />}
          onClick={onUndo}
          {...(undo.kind === 'running' && { 'aria-disabled': true, 'data-disabled': true })}
        >
          {undo.kind === 'running' ? words.undoing : words.undo}
        </Button>
      );
  }
}
