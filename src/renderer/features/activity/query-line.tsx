/**
 * The line that says what is looked for: completion while it is written, and a mistake shown where it
 * stands. A search is carried out by Enter; what is clicked elsewhere changes the line at once.
 */

import { Button, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import {
  type ChangeEvent,
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { flushSync } from 'react-dom';
import { type Candidate, complete } from '../../../shared/activity-query/complete.ts';
import type { QueryMistake } from '../../../shared/activity-query/mistake.ts';
import { parseQuery } from '../../../shared/activity-query/parse.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import classes from './activity.module.css';
import { knownValues } from './known-values.ts';
import { QUERY_LINE } from './query-line-id.ts';

const words = text.activity.query;

interface QueryLineProps {
  readonly input: RefObject<HTMLInputElement | null>;
  /** The keyboard goes on in the list. */
  readonly onLeave: () => void;
}

export function QueryLine({ input, onLeave }: QueryLineProps) {
  const session = useSession();
  const searched = useApp(({ activity }) => activity.search.line);
  const [line, setLine] = useState(searched);
  const [caret, setCaret] = useState<number | null>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  const [mistake, setMistake] = useState<QueryMistake | null>(null);
  const listId = useId();
  const mistakeId = useId();
  const completion = useCompletion(line, caret);
  const candidates = completion?.candidates ?? [];

  // What was clicked, or searched for from elsewhere, is the line from then on.
  useEffect(() => {
    setLine(searched);
    setMistake(null);
  }, [searched]);

  const write = (next: string, at: number | null) => {
    setLine(next);
    setCaret(at);
    setChosen(null);
    // One that is being mended is followed; a new one is only told of by Enter.
    if (mistake !== null) setMistake(mistakeOf(next));
  };

  const accept = ({ text: term }: Candidate) => {
    if (completion === null) return;
    const { from, to } = completion;
    // A field goes on with its value, all else with the next term.
    const isWhole = !term.endsWith(':') && line[to] === undefined;
    const next = `${line.slice(0, from)}${term}${isWhole ? ' ' : ''}${line.slice(to)}`;
    const at = from + term.length + (isWhole ? 1 : 0);
    // At once: the caret must not move under the fingers of who types on.
    flushSync(() => write(next, isWhole ? null : at));
    place(input.current, at);
  };

  const search = () => {
    setCaret(null);
    const found = session.activity.search(line.trim());
    setMistake(found === null ? null : mistakeOf(line));
    if (found !== null) place(input.current, found.start);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const last = candidates.length - 1;
    const candidate = chosen === null ? undefined : candidates[chosen];
    if (event.key === 'Enter') {
      if (candidate === undefined) search();
      else accept(candidate);
    } else if (event.key === 'Tab' && candidate !== undefined && !event.shiftKey) accept(candidate);
    else if (event.key === 'ArrowDown' && last >= 0)
      setChosen(chosen === null || chosen >= last ? 0 : chosen + 1);
    else if (event.key === 'ArrowUp' && last >= 0)
      setChosen(chosen === null || chosen <= 0 ? last : chosen - 1);
    else if (event.key === 'ArrowDown') onLeave();
    else if (event.key === ' ' && event.ctrlKey) setCaret(event.currentTarget.selectionStart);
    else if (event.key === 'Escape' && caret !== null) setCaret(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const isOpen = candidates.length > 0;
  return (
    <search className={classes.query}>
      <div className={classes.queryRow}>
        <div className={classes.queryField}>
          <TextInput
            ref={input}
            id={QUERY_LINE}
            aria-label={words.label}
            placeholder={words.example}
            leftSection={<IconSearch size="1.125rem" aria-hidden />}
            classNames={{ input: classes.queryInput }}
            data-testid="query"
            spellCheck={false}
            autoComplete="off"
            role="combobox"
            aria-expanded={isOpen}
            aria-autocomplete="list"
            aria-controls={isOpen ? listId : undefined}
            aria-activedescendant={chosen === null ? undefined : `${listId}-${chosen}`}
            aria-invalid={mistake !== null}
            aria-describedby={mistake === null ? undefined : mistakeId}
            error={mistake !== null}
            value={line}
            onChange={({ currentTarget }: ChangeEvent<HTMLInputElement>) =>
              write(currentTarget.value, currentTarget.selectionStart)
            }
            onClick={({ currentTarget }) => {
              if (line === '') setCaret(currentTarget.selectionStart);
            }}
            onBlur={() => setCaret(null)}
            onKeyDown={onKeyDown}
          />
          {isOpen && (
            <Candidates id={listId} candidates={candidates} chosen={chosen} onAccept={accept} />
          )}
        </div>
        <Button onClick={search}>{words.search}</Button>
      </div>
      {mistake !== null && <Mistake id={mistakeId} line={line} mistake={mistake} />}
    </search>
  );
}

function mistakeOf(line: string): QueryMistake | null {
  const parsed = parseQuery(line, { now: Date.now(), zone: 'local' });
  return parsed.isGood ? null : parsed.mistake;
}

function place(field: HTMLInputElement | null, at: number): void {
  field?.focus();
  field?.setSelectionRange(at, at);
}

function useCompletion(line: string, caret: number | null) {
  const facets = useApp(({ activity }) => activity.found?.facets ?? null);
  const known = useMemo(() => knownValues(facets), [facets]);
  return useMemo(
    () => (caret === null ? null : complete(line, caret, known)),
    [line, caret, known],
  );
}

interface CandidatesProps {
  readonly id: string;
  readonly candidates: readonly Candidate[];
  readonly chosen: number | null;
  readonly onAccept: (candidate: Candidate) => void;
}

function Candidates({ id, candidates, chosen, onAccept }: CandidatesProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });
  return (
    <div
      ref={list}
      className={classes.candidates}
      id={id}
      role="listbox"
      aria-label={words.candidates}
    >
      {candidates.map((candidate, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's, which keeps the focus
        <div
          key={candidate.text}
          id={`${id}-${index}`}
          className={classes.candidate}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          // The field keeps the focus, whose loss would close this list.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onAccept(candidate)}
        >
          <code>{candidate.text}</code>
          <span className={classes.candidateWhat}>{candidate.what}</span>
        </div>
      ))}
    </div>
  );
}

interface MistakeProps {
  readonly id: string;
  readonly line: string;
  readonly mistake: QueryMistake;
}

/** The line once more with a caret below what is wrong in it. */
function Mistake({ id, line, mistake: { message, start, end, hint } }: MistakeProps) {
  return (
    <div className={classes.mistake} id={id} role="alert" data-testid="mistake">
      <pre aria-hidden>
        {line}
        {'\n'}
        {' '.repeat(start)}
        {'^'.repeat(Math.max(1, end - start))}
      </pre>
      <p>
        {withCode(message)} {hint !== null && withCode(hint)}
      </p>
    </div>
  );
}

/** What stands in back quotes is what one writes. */
function withCode(sentence: string) {
  return sentence.split('`').map((part, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change their places
    index % 2 === 1 ? <code key={index}>{part}</code> : <span key={index}>{part}</span>,
  );
}
