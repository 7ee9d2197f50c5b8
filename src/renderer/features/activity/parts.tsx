/** Pieces that what is opened beside the list is made of: sentences with links, facts, a search for it. */
import { Anchor, Button, Loader } from '@mantine/core';
import { IconArrowRight, IconSearch } from '@tabler/icons-react';
import { createContext, type ReactNode, useContext } from 'react';
import type { FoundEntry } from '../../../shared/activity.ts';
import type { Part, Said } from '../../../shared/text/said.ts';
import type { ApiError } from '../../api/errors.ts';
import { hrefOf } from '../../app/pages.ts';
import { useSession } from '../../app/session-context.ts';
import { openPage, useApp } from '../../app/store.ts';
import { text as words } from '../../app/text.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { formatMomentShort } from '../../ui/format.ts';
import { Time } from '../../ui/time.tsx';
import classes from './activity.module.css';
import type { Opened } from './drawers.ts';
import type { Loaded } from './loaded.ts';
import { closeBeside, openAnew, openBeside } from './open-beside.ts';
import { sentenceOf } from './words.ts';

const LeadsTo = createContext<'beside' | 'page'>('beside');

/** Within it, names lead to the pages of what they name, times to the page of activity, and nothing opens beside. */
export function LeadsToPages({ children }: { readonly children: ReactNode }) {
  return <LeadsTo value="page">{children}</LeadsTo>;
}

type Named = Exclude<Opened, { kind: 'entry' }>;

/** The page of a character or an item. */
function hrefOfOpened(to: Named): string {
  return to.kind === 'character' ? hrefOf('players', to.character_id) : hrefOf('items', to.item_id);
}

/** Leads to a character or an item: beside what it stands in, or on its own page. */
export function Link({ to, text }: { readonly to: Named; readonly text: string }) {
  const leadsTo = useContext(LeadsTo);
  if (leadsTo === 'page') {
    return (
      <Anchor href={hrefOfOpened(to)} inherit underline="always">
        {text}
      </Anchor>
    );
  }
  return (
    <Anchor
      component="button"
      type="button"
      inherit
      underline="always"
      onClick={() => openBeside(to)}
    >
      {text}
    </Anchor>
  );
}

export function Sentence({ entry }: { readonly entry: FoundEntry }) {
  const names = useApp((state) => state.activityNames);
  return <WithLinks said={sentenceOf(entry, names)} />;
}

/** What is said, with whom and what it names to be pressed. */
export function WithLinks({ said }: { readonly said: Said }) {
  return (
    <>
      {said.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence never change their places
        <SentencePart key={index} part={part} />
      ))}
    </>
  );
}

function SentencePart({ part }: { readonly part: Part }) {
  const { text, character_id, item_id, guild_id } = part;
  if (character_id !== undefined)
    return <Link to={{ kind: 'character', character_id }} text={text} />;
  if (item_id !== undefined) return <Link to={{ kind: 'item', item_id }} text={text} />;
  if (guild_id !== undefined) {
    return (
      <Anchor href={hrefOf('guilds', guild_id)} inherit underline="always" onClick={closeBeside}>
        {text}
      </Anchor>
    );
  }
  return text;
}

interface LinesProps {
  readonly label: string;
  readonly entries: readonly FoundEntry[];
  /** The one that the others are around. */
  readonly marked?: number;
}

/** A few entries one below the other, each of which can be opened. */
export function Lines({ label, entries, marked }: LinesProps) {
  return (
    <ol className={classes.lines} aria-label={label}>
      {entries.map((entry) => (
        <li
          key={entry.log_id}
          data-undone={entry.undone}
          aria-current={entry.log_id === marked ? 'true' : undefined}
        >
          <LineTime entry={entry} />
          <span>
            <span className={classes.sentence}>
              <Sentence entry={entry} />
            </span>{' '}
            {entry.undone && <span className={classes.undone}>{words.activity.undone}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}

function LineTime({ entry }: { readonly entry: FoundEntry }) {
  const leadsTo = useContext(LeadsTo);
  const opened: Opened = { kind: 'entry', entry };
  const shown = {
    className: classes.lineTime,
    'aria-label': words.activity.beside.openEntry(
      entry.log_id,
      formatMomentShort(Date.parse(entry.timestamp)),
    ),
  };
  const time = <Time at={entry.timestamp} />;
  if (leadsTo === 'page') {
    return (
      <a href={hrefOf('activity')} {...shown} onClick={() => openAnew(opened)}>
        {time}
      </a>
    );
  }
  return (
    <button type="button" {...shown} onClick={() => openBeside(opened)}>
      {time}
    </button>
  );
}

/** Facts by name. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className={classes.facts}>{children}</dl>;
}

export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Leaves what is opened for the page of it. */
export function ToPage({ to, text }: { readonly to: Named; readonly text: string }) {
  return (
    <Button
      component="a"
      href={hrefOfOpened(to)}
      size="xs"
      variant="default"
      leftSection={<IconArrowRight size="1rem" aria-hidden />}
      onClick={closeBeside}
    >
      {text}
    </Button>
  );
}

/** Leaves what is opened for a search of its own. */
export function SearchFor({ line, text }: { readonly line: string; readonly text: string }) {
  const session = useSession();
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconSearch size="1rem" aria-hidden />}
      onClick={() => {
        closeBeside();
        openPage('activity');
        session.activity.search(line, 'newest');
      }}
    >
      {text}
    </Button>
  );
}

interface WaitForProps<T> {
  readonly of: Loaded<T>;
  /** What could not be had, as a title. */
  readonly failed: string;
  /** Says an error in words of its own, or null. */
  readonly say?: (error: ApiError) => ReactNode;
  readonly children: (value: T) => ReactNode;
}

/** What is loaded, on its way, or why it could not be had. */
export function WaitFor<T>({ of, failed, say, children }: WaitForProps<T>) {
  switch (of.kind) {
    case 'loading':
      return <Loader size="xs" aria-label={words.shared.loading} />;
    case 'failed':
      return say?.(of.error) ?? <ErrorNotice title={failed} error={of.error} />;
    case 'loaded':
      return children(of.value);
  }
}
