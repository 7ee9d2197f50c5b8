/**
 * Which rows of a long list are in sight, for rows of one height: the others are not drawn. The list
 * scrolls by itself; what is above and below is one empty space.
 */
import { type RefObject, useLayoutEffect, useState } from 'react';

/** Rows that are drawn above and below what is in sight, so that scrolling shows no gap. */
const MARGIN_ROWS = 12;

export interface RowWindow {
  /** The first row that is drawn, and the one behind the last. */
  readonly first: number;
  readonly end: number;
  /** CSS pixels that the list is scrolled by, to the row. */
  readonly top: number;
}

export function rowsInSight(
  scrollTop: number,
  height: number,
  count: number,
  rowHeight: number,
): RowWindow {
  const top = Math.floor(scrollTop / rowHeight);
  const shown = Math.ceil(height / rowHeight) + 1;
  return {
    first: Math.max(0, Math.min(top, count) - MARGIN_ROWS),
    end: Math.min(count, top + shown + MARGIN_ROWS),
    top,
  };
}

export function useVirtualRows(
  list: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
): RowWindow {
  const [place, setPlace] = useState({ scrollTop: 0, height: 0 });
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const look = () => {
      // By the row: between two of them nothing else is drawn.
      const scrollTop = Math.floor(element.scrollTop / rowHeight) * rowHeight;
      const height = element.clientHeight;
      setPlace((now) =>
        now.scrollTop === scrollTop && now.height === height ? now : { scrollTop, height },
      );
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      sizes.disconnect();
    };
  }, [list, rowHeight]);
  return rowsInSight(place.scrollTop, place.height, count, rowHeight);
}
