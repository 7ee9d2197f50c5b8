/**
 * Items as cells. The grid is one stop of the Tab key, within which arrows lead from item to item. An item
 * that is pointed at or has the focus shows what it is, and is in nobody's way; a click or Enter goes into
 * that, with what can be done about it, Escape back.
 */
import { Popover } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { text } from '../../app/text.ts';
import { formatCount } from '../../ui/format.ts';
import { quantityOf } from '../actions/item-actions.ts';
import { type Cell, nextItem } from './cells.ts';
import { ItemDetails, ItemWays } from './item-details.tsx';
import classes from './players.module.css';

interface ItemGridProps {
  readonly label: string;
  readonly cells: readonly Cell[];
  /** Whose they are. */
  readonly holder: string;
}

interface Shown {
  readonly item_id: string;
  /** It was gone into, and stays until it is left. */
  readonly isHeld: boolean;
  /** Where its cell is within the grid, in CSS pixels. */
  readonly box: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
}

export function ItemGrid({ label, cells, holder }: ItemGridProps) {
  const grid = useRef<HTMLUListElement>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  /** The one that had the focus last, to which Tab comes back. */
  const [current, setCurrent] = useState<string | null>(null);
  const items = cells.flatMap(({ item }) => (item === null ? [] : [item]));
  const stop = items.find(({ item_id }) => item_id === current) ?? items[0];
  const item = items.find(({ item_id }) => item_id === shown?.item_id);

  // One that comes back, as by an undo, was not asked for again.
  const isGone = shown !== null && item === undefined;
  useEffect(() => {
    if (isGone) setShown(null);
  }, [isGone]);

  const focus = (item_id: string) =>
    grid.current?.querySelector<HTMLElement>(`[data-item="${item_id}"]`)?.focus();
  const show = (item_id: string, cell: HTMLElement, isHeld: boolean) => {
    const { offsetLeft: left, offsetTop: top, offsetWidth: width, offsetHeight: height } = cell;
    setShown((now) =>
      now?.isHeld && !isHeld ? now : { item_id, isHeld, box: { left, top, width, height } },
    );
  };
  const leave = (item_id: string) =>
    setShown((now) => (now?.isHeld || now?.item_id !== item_id ? now : null));
  const hide = () => {
    if (shown?.isHeld) focus(shown.item_id);
    setShown(null);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLUListElement>) => {
    const columns = getComputedStyle(event.currentTarget).gridTemplateColumns.split(' ').length;
    const next = nextItem(cells, stop?.item_id, event.key, columns);
    if (next === undefined) return;
    focus(next.item_id);
    event.preventDefault();
  };

  return (
    <div className={classes.itemGrid}>
      <ul ref={grid} className={classes.cells} aria-label={label} onKeyDown={onKeyDown}>
        {cells.map(({ place, item: one }) =>
          one === null ? (
            <li key={`empty ${place}`} className={classes.emptyCell} aria-hidden>
              {place}
            </li>
          ) : (
            <li key={one.item_id}>
              <button
                type="button"
                className={classes.cell}
                data-item={one.item_id}
                tabIndex={one === stop ? 0 : -1}
                aria-haspopup="dialog"
                aria-expanded={one === item && shown?.isHeld}
                onFocus={({ currentTarget }) => {
                  setCurrent(one.item_id);
                  show(one.item_id, currentTarget, false);
                }}
                onBlur={() => leave(one.item_id)}
                onMouseEnter={({ currentTarget }) => show(one.item_id, currentTarget, false)}
                onMouseLeave={() => leave(one.item_id)}
                onClick={({ currentTarget }) => show(one.item_id, currentTarget, true)}
              >
                {place !== '' && <span className={classes.cellPlace}>{place}</span>}
                <span className={classes.cellType}>{one.item_type}</span>
                {quantityOf(one) !== 1 && (
                  <span className={classes.cellQuantity}>
                    {text.players.times(formatCount(quantityOf(one)))}
                  </span>
                )}
              </button>
            </li>
          ),
        )}
      </ul>
      {item !== undefined && shown !== null && (
        <Popover
          // Each begins in its own place; one that is gone into takes the focus.
          key={`${item.item_id} ${shown.isHeld}`}
          opened
          onChange={hide}
          position="bottom-start"
          width="24rem"
          shadow="md"
          trapFocus={shown.isHeld}
          withRoles={false}
          transitionProps={{ duration: 0 }}
          // Within the landmark that it belongs to.
          portalProps={{ target: '#main' }}
        >
          <Popover.Target>
            <span className={classes.cellAnchor} style={shown.box} aria-hidden />
          </Popover.Target>
          <Popover.Dropdown
            className={classes.details}
            data-held={shown.isHeld}
            role={shown.isHeld ? 'dialog' : 'group'}
            aria-label={item.item_type}
            data-testid="item-popover"
          >
            <ItemDetails item={item} />
            {shown.isHeld && <ItemWays item={item} holder={holder} onAct={() => setShown(null)} />}
          </Popover.Dropdown>
        </Popover>
      )}
    </div>
  );
}
