/** The types of what was found, with how many of each: a click narrows to one. */
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { formatCount } from '../../ui/format.ts';
import classes from './items.module.css';

export function TypesPanel() {
  const { items } = useSession();
  const types = useApp((state) => state.items.extra);
  const chosen = useApp((state) => state.items.query.item_type);
  const shown = types ?? [];
  // One that is asked for and not there stays, so that it can be let go of.
  const isThere = chosen === null || shown.some(({ item_type }) => item_type === chosen);
  const all = isThere ? shown : [{ item_type: chosen, count: 0 }, ...shown];
  return (
    <section
      className={classes.types}
      aria-label={text.items.types}
      data-testid="item-types"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
      tabIndex={0}
    >
      <h2>{text.items.types}</h2>
      <ul>
        {all.map(({ item_type, count }) => {
          const isChosen = item_type === chosen;
          return (
            <li key={item_type}>
              <button
                type="button"
                aria-pressed={isChosen}
                onClick={() => items.search({ item_type: isChosen ? null : item_type })}
              >
                <span className={classes.typeName}>{item_type}</span>
                <span className={classes.typeCount}>{formatCount(count)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
