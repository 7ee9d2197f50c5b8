/** The life of an item as one line from top to bottom: in whose hands it was and for how long, and what happened there. */
import { Button } from '@mantine/core';
import { IconHelpCircle, IconMapPin, IconUser, IconX } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { FoundEntry } from '../../../shared/activity.ts';
import type { Item } from '../../../shared/rows.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { useAtNow } from '../../ui/clock.ts';
import { formatSpan } from '../../ui/format.ts';
import { Lines, Link } from '../activity/parts.tsx';
import { characterText, whereText } from '../activity/words.ts';
import classes from './items.module.css';
import { isSame, lifeOf, type Stretch, type Where } from './life.ts';

const words = text.items.life;

/** Of what is long the end, which is what is asked about; the rest at the press of a button. */
const STRETCHES = 40;
const ENTRIES = 12;

interface LifeLineProps {
  readonly item_id: string;
  /** Oldest first, at least one. */
  readonly entries: readonly FoundEntry[];
  /** As it is today; null for one that is no more, or not known yet. */
  readonly item: Item | null;
  readonly isContradicted: boolean;
}

export function LifeLine({ item_id, entries, item, isContradicted }: LifeLineProps) {
  const [isWhole, setIsWhole] = useState(false);
  const stretches = useMemo(() => lifeOf(item_id, entries), [item_id, entries]);
  const hidden = isWhole ? 0 : Math.max(0, stretches.length - STRETCHES);
  return (
    <>
      {hidden > 0 && (
        <Button size="xs" variant="default" mb="sm" onClick={() => setIsWhole(true)}>
          {words.earlier(hidden)}
        </Button>
      )}
      <ol className={classes.life} aria-label={words.label}>
        {stretches.slice(hidden).map((stretch, index) => (
          <StretchOfLife
            // biome-ignore lint/suspicious/noArrayIndexKey: a life only grows at its end
            key={hidden + index}
            stretch={stretch}
            isFirst={hidden + index === 0}
          />
        ))}
        {item !== null && (
          <Today item={item} last={stretches.at(-1)!} isContradicted={isContradicted} />
        )}
      </ol>
    </>
  );
}

const ICONS = { held: IconUser, ground: IconMapPin, gone: IconX, unknown: IconHelpCircle } as const;

interface StretchOfLifeProps {
  readonly stretch: Stretch;
  readonly isFirst: boolean;
}

function StretchOfLife({ stretch, isFirst }: StretchOfLifeProps) {
  const { where, isJump, entries } = stretch;
  const [isWhole, setIsWhole] = useState(false);
  const Icon = ICONS[where.kind];
  const hidden = isWhole ? 0 : Math.max(0, entries.length - ENTRIES);
  return (
    <li className={classes.stretch} data-kind={where.kind}>
      {isJump && <p className={classes.jump}>{isFirst ? words.beginning : words.jump}</p>}
      <p className={classes.where}>
        <Icon size="1.125rem" aria-hidden />
        <WhereItWas where={where} />
        <Lasted stretch={stretch} />
      </p>
      {hidden > 0 && (
        <Button size="compact-xs" variant="default" onClick={() => setIsWhole(true)}>
          {words.earlier(hidden)}
        </Button>
      )}
      {entries.length > 0 && <Lines label={words.happened} entries={entries.slice(hidden)} />}
    </li>
  );
}

function WhereItWas({ where }: { readonly where: Where }) {
  const names = useApp((state) => state.activityNames);
  switch (where.kind) {
    case 'held': {
      const { character_id } = where;
      return (
        <span>
          {words.held}{' '}
          <Link
            to={{ kind: 'character', character_id }}
            text={characterText(character_id, names)}
          />
        </span>
      );
    }
    case 'ground':
      return <span>{where.map_id === null ? words.ground : words.groundIn(where.map_id)}</span>;
    case 'gone':
      return <span>{words.gone}</span>;
    case 'unknown':
      return <span>{words.unknown}</span>;
  }
}

/** How long it was there; what is gone is so for good. */
function Lasted({ stretch: { where, from, to } }: { readonly stretch: Stretch }) {
  const span = useAtNow((now) =>
    from === null || where.kind === 'gone'
      ? null
      : formatSpan(Math.max(0, (to === null ? now : Date.parse(to)) - Date.parse(from))),
  );
  if (span === null) return null;
  return (
    <span className={classes.lasted}>{to === null ? words.since(span) : words.lasted(span)}</span>
  );
}

interface TodayProps {
  readonly item: Item;
  readonly last: Stretch;
  readonly isContradicted: boolean;
}

/** The end of the line: where it is in fact. */
function Today({ item: { character_id, place }, last, isContradicted }: TodayProps) {
  const name = useApp(({ activityNames }) => characterText(character_id, activityNames));
  const here: Where =
    place.kind === 'ground'
      ? { kind: 'ground', map_id: place.map_id }
      : { kind: 'held', character_id };
  const isThere = isSame(last.where, here);
  if (isThere && !isContradicted) return null;
  return (
    <li className={classes.stretch} data-kind="contradiction" data-testid="life-contradiction">
      <p className={classes.where}>
        <IconHelpCircle size="1.125rem" aria-hidden />
        {isThere ? words.todayHere : words.todayElsewhere(whereText(place, name))}
      </p>
    </li>
  );
}
