/** What was found by event type, character, item, map and reason: a click narrows to one, or rules it out. */

import { Text } from '@mantine/core';
import { IconMinus } from '@tabler/icons-react';
import { type MouseEvent, memo } from 'react';
import type { ActivityFacets } from '../../../shared/activity.ts';
import { type Standing, standingOf, withValue } from '../../../shared/activity-query/edit.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { formatCount } from '../../ui/format.ts';
import classes from './activity.module.css';
import { characterText, itemLabel } from './words.ts';

const words = text.activity.facets;

type FacetName = 'type' | 'char' | 'item' | 'map' | 'reason';

const GROUPS: readonly {
  readonly field: keyof ActivityFacets;
  readonly name: FacetName;
}[] = [
  { field: 'event_type', name: 'type' },
  { field: 'character_id', name: 'char' },
  { field: 'item_id', name: 'item' },
  { field: 'map_id', name: 'map' },
  { field: 'reason', name: 'reason' },
];

/** Values of a group that are shown. */
const SHOWN = 8;

export const FacetsPanel = memo(function FacetsPanel() {
  const facets = useApp(({ activity }) => activity.found?.facets ?? null);
  if (facets === null) return <div className={classes.facets} aria-hidden />;
  return (
    <section
      className={classes.facets}
      aria-label={words.label}
      data-testid="facets"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
      tabIndex={0}
    >
      {GROUPS.map(({ field, name }) => (
        <FacetGroup key={field} name={name} title={words.groups[field]} values={facets[field]} />
      ))}
    </section>
  );
});

interface FacetGroupProps {
  readonly name: FacetName;
  readonly title: string;
  readonly values: readonly { readonly value: number | string; readonly count: number }[];
}

function FacetGroup({ name, title, values }: FacetGroupProps) {
  if (values.length === 0) return null;
  return (
    <div>
      <h2>{title}</h2>
      <ul>
        {values.slice(0, SHOWN).map(({ value, count }) => (
          <Facet key={value} name={name} value={value} count={count} />
        ))}
      </ul>
    </div>
  );
}

interface FacetProps {
  readonly name: FacetName;
  readonly value: number | string;
  readonly count: number;
}

function Facet({ name, value, count }: FacetProps) {
  const session = useSession();
  const line = useApp(({ activity }) => activity.search.line);
  const label = useApp(({ activityNames }) => {
    if (name === 'char' && typeof value === 'number') return characterText(value, activityNames);
    return name === 'item' ? itemLabel(String(value), activityNames) : String(value);
  });
  const isWanted = standingOf(line, name, value) === 'wanted';
  const stand = (standing: Standing) =>
    session.activity.search(withValue(line, name, value, standing));
  const onClick = (event: MouseEvent) => {
    if (event.altKey) stand('unwanted');
    else stand(isWanted ? 'none' : 'wanted');
  };
  return (
    <li className={classes.facet}>
      <button
        type="button"
        aria-pressed={isWanted}
        title={words.title(String(value))}
        onClick={onClick}
        onKeyDown={({ key }) => {
          if (key === '-') stand('unwanted');
        }}
      >
        <span className={classes.facetText}>{label}</span>
        <Text span size="xs" c="dimmed" className={classes.facetCount}>
          {formatCount(count)}
        </Text>
      </button>
      <button
        type="button"
        className={classes.facetNot}
        aria-label={words.allBut(label)}
        title={words.allBut(label)}
        onClick={() => stand('unwanted')}
      >
        <IconMinus size="0.875rem" aria-hidden />
      </button>
    </li>
  );
}
