/**
 * The entries that were found, of which only those in sight are drawn. It has the keyboard as one: arrows,
 * `j` and `k` go from line to line, Enter opens one, `c` its character and `i` its item.
 */

import { Button, Loader, VisuallyHidden } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type RefObject,
  useEffect,
  useId,
  useState,
} from 'react';
import type { FoundEntry } from '../../../shared/activity.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Time } from '../../ui/time.tsx';
import { useVirtualRows } from '../../ui/virtual-rows.ts';
import classes from './activity.module.css';
import { Nothing } from './nothing.tsx';
import { openBeside } from './open-beside.ts';
import { ENTRIES_MAX } from './view.ts';
import { eventOf, sentenceOf, sentenceText, TOO_MANY, waitingText } from './words.ts';

const words = text.activity;

/** CSS pixels. */
const ROW_HEIGHT = 34;
/** Rows before the end at which the next page is asked for. */
const AHEAD_ROWS = 60;

const NO_ENTRIES: readonly FoundEntry[] = [];

export function Entries({ list }: { readonly list: RefObject<HTMLDivElement | null> }) {
  const session = useSession();
  const entries = useApp(({ activity }) => activity.found?.entries ?? NO_ENTRIES);
  const isSearching = useApp(({ activity }) => activity.isSearching);
  const hasMore = useApp(({ activity }) => activity.found?.cursor != null);
  const search = useApp(({ activity }) => activity.search);
  const [active, setActive] = useState<number | null>(null);
  const id = useId();
  const { first, end, top } = useVirtualRows(list, entries.length, ROW_HEIGHT);
  const at = active === null ? -1 : entries.findIndex(({ log_id }) => log_id === active);

  // Another search begins at its top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the search is what it begins anew for
  useEffect(() => {
    list.current?.scrollTo({ top: 0 });
    setActive(null);
  }, [search, list]);

  useEffect(() => {
    if (hasMore && end + AHEAD_ROWS >= entries.length) void session.activity.more();
  }, [hasMore, end, entries.length, session]);

  const isNewestFirst = search.order === 'newest';
  useEffect(() => session.activity.away(isNewestFirst && top > 0), [isNewestFirst, top, session]);

  const goTo = (index: number) => {
    const entry = entries[index];
    const box = list.current;
    if (entry === undefined || box === null) return;
    setActive(entry.log_id);
    const above = index * ROW_HEIGHT;
    if (above < box.scrollTop) box.scrollTop = above;
    else if (above + ROW_HEIGHT > box.scrollTop + box.clientHeight) {
      box.scrollTop = above + ROW_HEIGHT - box.clientHeight;
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((list.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      j: at + 1,
      ArrowUp: at - 1,
      k: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: entries.length - 1,
    };
    const wanted = steps[event.key];
    const entry = entries[at];
    if (wanted !== undefined) goTo(Math.min(Math.max(wanted, 0), entries.length - 1));
    else if (event.key === 'Enter' && entry !== undefined) openBeside({ kind: 'entry', entry });
    else if ((event.key === 'c' || event.key === 'i') && entry !== undefined) {
      openOf(entry, event.key);
    } else return;
    event.preventDefault();
  };

  const onClick = ({ target, currentTarget }: MouseEvent<HTMLElement>) => {
    const row = (target as HTMLElement).closest<HTMLElement>('[data-row]');
    if (row === null || !currentTarget.contains(row)) return;
    const entry = entries[Number(row.dataset.row)];
    if (entry === undefined) return;
    setActive(entry.log_id);
    const { character, item } =
      (target as HTMLElement).closest<HTMLElement>('[data-link]')?.dataset ?? {};
    if (character !== undefined) openBeside({ kind: 'character', character_id: Number(character) });
    else if (item !== undefined) openBeside({ kind: 'item', item_id: item });
    else openBeside({ kind: 'entry', entry });
  };

  return (
    <div className={classes.listFrame}>
      <Waiting list={list} />
      <div
        ref={list}
        className={classes.list}
        data-testid="entries"
        role="listbox"
        tabIndex={0}
        aria-label={words.list.label}
        aria-busy={isSearching}
        aria-activedescendant={at >= first && at < end ? `${id}-${active}` : undefined}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onFocus={({ currentTarget }) => {
          // Where it is now: what was drawn last may be of before it was scrolled.
          const { scrollTop } = currentTarget;
          if (active === null && entries.length > 0) goTo(Math.floor(scrollTop / ROW_HEIGHT));
        }}
      >
        <div role="presentation" style={{ height: first * ROW_HEIGHT }} />
        {entries.slice(first, end).map((entry, index) => (
          <Row
            key={entry.log_id}
            id={`${id}-${entry.log_id}`}
            entry={entry}
            row={first + index}
            count={hasMore ? -1 : entries.length}
            isActive={entry.log_id === active}
          />
        ))}
        <div role="presentation" style={{ height: (entries.length - end) * ROW_HEIGHT }} />
      </div>
      {entries.length === 0 && <Nothing />}
      <ListEnd />
    </div>
  );
}

/** The first character or item of an entry's sentence. */
function openOf(entry: FoundEntry, key: 'c' | 'i'): void {
  const parts = sentenceOf(entry, useApp.getState().activityNames);
  const character_id = parts.find((part) => part.character_id !== undefined)?.character_id;
  const item_id = parts.find((part) => part.item_id !== undefined)?.item_id;
  if (key === 'c' && character_id !== undefined) openBeside({ kind: 'character', character_id });
  if (key === 'i' && item_id !== undefined) openBeside({ kind: 'item', item_id });
}

interface RowProps {
  readonly id: string;
  readonly entry: FoundEntry;
  readonly row: number;
  /** -1 where it is not known yet. */
  readonly count: number;
  readonly isActive: boolean;
}

const Row = memo(function Row({ id, entry, row, count, isActive }: RowProps) {
  const names = useApp((state) => state.activityNames);
  const [kind] = eventOf(entry);
  return (
    <div
      id={id}
      className={classes.row}
      style={{ height: ROW_HEIGHT }}
      data-row={row}
      data-undone={entry.undone}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      aria-setsize={count}
      aria-posinset={row + 1}
    >
      <Time at={entry.timestamp} />
      <span className={classes.kind}>{kind}</span>
      <span className={classes.sentence} title={sentenceText(entry, names)}>
        {sentenceOf(entry, names).map(({ text: piece, character_id, item_id }, index) =>
          character_id === undefined && item_id === undefined ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence never change their places
            <span key={index}>{piece}</span>
          ) : (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence never change their places
              key={index}
              className={classes.link}
              data-link
              data-character={character_id}
              data-item={item_id}
            >
              {piece}
            </span>
          ),
        )}
      </span>
      {entry.undone && <span className={classes.undone}>{words.undone}</span>}
    </div>
  );
});

/** Above the list while new entries wait. */
function Waiting({ list }: { readonly list: RefObject<HTMLDivElement | null> }) {
  const session = useSession();
  const count = useApp(({ activity }) => activity.waiting.length);
  const hasMissed = useApp(({ activity }) => activity.hasMissed);
  if (count === 0) return null;
  return (
    <Button
      className={classes.waiting}
      size="xs"
      radius="xl"
      leftSection={<IconArrowUp size="1rem" aria-hidden />}
      data-testid="waiting"
      onClick={() => {
        session.activity.showWaiting();
        list.current?.scrollTo({ top: 0 });
        list.current?.focus();
      }}
    >
      {waitingText(count, hasMissed)}
    </Button>
  );
}

function ListEnd() {
  const session = useSession();
  const isLoading = useApp(({ activity }) => activity.isLoadingMore);
  const error = useApp(({ activity }) => activity.moreError);
  const isFull = useApp(
    ({ activity: { found } }) =>
      found !== null && found.cursor !== null && found.entries.length >= ENTRIES_MAX,
  );
  return (
    <>
      {isLoading && (
        <div className={classes.loadingMore}>
          <Loader size="xs" aria-hidden />
          <VisuallyHidden>{words.list.loadingMore}</VisuallyHidden>
        </div>
      )}
      {isFull && <p className={classes.end}>{TOO_MANY}</p>}
      {error !== null && (
        <div className={classes.end}>
          <ErrorNotice title={words.list.moreFailed} error={error} />
          <Button mt="xs" size="xs" variant="default" onClick={() => void session.activity.more()}>
            {text.shared.tryAgain}
          </Button>
        </div>
      )}
    </>
  );
}
