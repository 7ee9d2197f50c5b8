/** What game masters did, here or elsewhere, each with its undo: all of it, or what was about one character. */
import { Anchor, Button, Text } from '@mantine/core';
import { useId, useState } from 'react';
import { SEARCH_PAGE_MAX, UNDO_ACTIONS_MAX, UNDO_AGE_MS } from '../../../shared/limits.ts';
import { hrefOf } from '../../app/pages.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { useLooks } from '../../ui/clock.ts';
import { formatCount, formatSpan } from '../../ui/format.ts';
import { Time } from '../../ui/time.tsx';
import { useLoaded } from '../activity/loaded.ts';
import { LeadsToPages, Lines, WaitFor } from '../activity/parts.tsx';
import { characterText } from '../activity/words.ts';
import classes from './actions.module.css';
import { UndoEnd } from './receipts.tsx';
import { type Remembered, rememberedText, undoStateOf } from './remembered.ts';

const words = text.actions.remembered;

/** Of many, those that are shown before all are asked for. */
const FEW = 10;

/** About one character, or all where it is null. */
export function useRemembered(character_id: number | null) {
  const { actions } = useSession();
  const [limit, setLimit] = useState(FEW);
  // What was done or undone from here is looked at again at once, all else every few seconds.
  const rounds = [useLooks(), useApp((state) => state.receipts), limit];
  const remembered = useLoaded(
    `remembered of ${character_id}`,
    () => actions.remembered(character_id, limit),
    rounds,
  );
  return { remembered, limit, showAll: () => setLimit(SEARCH_PAGE_MAX) };
}

/** What was about one character. */
export function RememberedOf({ character_id }: { readonly character_id: number }) {
  return <RememberedCard {...useRemembered(character_id)} isNamed={false} />;
}

interface RememberedCardProps extends ReturnType<typeof useRemembered> {
  /** Whether each says whom it was about. */
  readonly isNamed: boolean;
}

export function RememberedCard({ remembered, limit, showAll, isNamed }: RememberedCardProps) {
  return (
    <Card title={words.title} testId="remembered">
      <WaitFor of={remembered} failed={words.failed}>
        {({ done, total }) => (
          <>
            <Text size="sm" c="dimmed" mb={done.length > 0 ? 'sm' : 0}>
              {done.length === 0 ? words.none : words.hint}{' '}
              {words.kept(formatSpan(UNDO_AGE_MS), formatCount(UNDO_ACTIONS_MAX))}
            </Text>
            <ol className={classes.receipts} aria-label={words.title}>
              {done.map((action) => (
                <One key={action.seq} action={action} isNamed={isNamed} />
              ))}
            </ol>
            {done.length < total && limit < SEARCH_PAGE_MAX && (
              <Button mt="sm" size="xs" variant="default" onClick={showAll}>
                {words.showAll(formatCount(total))}
              </Button>
            )}
          </>
        )}
      </WaitFor>
    </Card>
  );
}

interface OneProps extends Pick<RememberedCardProps, 'isNamed'> {
  readonly action: Remembered;
}

function One({ action, isNamed }: OneProps) {
  const { actions } = useSession();
  const { seq, at, reason, character_id } = action;
  const undo = useApp(({ receipts }) => receipts.find((receipt) => receipt.seq === seq)?.undo);
  const names = useApp(({ activityNames }) => activityNames);
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const state = undoStateOf(action, undo);
  return (
    <li className={classes.receipt} data-testid="remembered-action" data-undo={state.kind}>
      <div className={classes.rememberedRow}>
        <div>
          <span className={classes.done}>{rememberedText(action)}</span>
          {isNamed && character_id !== null && (
            <>
              {' · '}
              <Anchor href={hrefOf('players', character_id)} inherit underline="always">
                {characterText(character_id, names)}
              </Anchor>
            </>
          )}
          <Text size="sm" c="dimmed">
            {text.actions.receipts.change(formatCount(seq))} · <Time at={at} /> ·{' '}
            {text.actions.receipts.reason(reason)}
          </Text>
        </div>
        <Button
          size="xs"
          variant="default"
          aria-expanded={isOpen}
          aria-controls={isOpen ? id : undefined}
          onClick={() => setOpen(!isOpen)}
        >
          {words.receipt}
        </Button>
        <div className={classes.receiptEnd} role="status">
          <UndoEnd undo={state} onUndo={() => void actions.undoRemembered(action)} />
        </div>
      </div>
      {isOpen && (
        <div id={id}>
          <Logged action={action} />
        </div>
      )}
    </li>
  );
}

/** What the log has of it. */
function Logged({ action }: { readonly action: Remembered }) {
  const { actions } = useSession();
  const entries = useLoaded(`log of change ${action.seq}`, () => actions.loggedOf(action));
  return (
    <WaitFor of={entries} failed={words.notLogged}>
      {(logged) =>
        logged.length === 0 ? (
          <Text size="sm" c="dimmed">
            {words.nothingLogged}
          </Text>
        ) : (
          <LeadsToPages>
            <Lines label={words.receipt} entries={logged} />
          </LeadsToPages>
        )
      }
    </WaitFor>
  );
}
