// biome-ignore-all lint/a11y/useSemanticElements: of a table only some of the rows are there
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and says which row is meant
/**
 * A long table of which only the rows in sight are drawn. It has the keyboard as one: arrows go from row to
 * row, Enter opens one. Each row leads to an address; its cells may hold links of their own.
 */
import { Anchor } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import classes from './row-grid.module.css';
import { useVirtualRows } from './virtual-rows.ts';

export interface Column<Row, Sort extends string> {
  readonly id: string;
  readonly title: string;
  /** As a track of a CSS grid: `minmax(0, 2fr)`. */
  readonly width: string;
  /** By what its heading sorts, where it does. */
  readonly sort?: Sort;
  readonly isNumber?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

export interface Sorting<Sort extends string> {
  readonly by: Sort;
  readonly isDescending: boolean;
}

/** Where somebody is in a list, for when they come back to it. */
export interface ListPlace {
  top: number;
  key: number | string | null;
}

interface RowGridProps<Row, Sort extends string> {
  readonly label: string;
  readonly testId: string;
  readonly className?: string | undefined;
  readonly columns: readonly Column<Row, Sort>[];
  readonly rows: readonly Row[];
  /** Of all rows, the ones not loaded as well. */
  readonly total: number;
  readonly keyOf: (row: Row) => number | string;
  /** The address that a row leads to. */
  readonly hrefOf: (row: Row) => string;
  readonly sorting: Sorting<Sort>;
  readonly onSort: (sorting: Sorting<Sort>) => void;
  readonly isBusy: boolean;
  /** The end is near: the next rows are wanted. */
  readonly onNearEnd?: () => void;
  /** What is looked for: another search begins at its top. */
  readonly search: unknown;
  readonly place: ListPlace;
  /** No higher than its rows. */
  readonly isFitted?: boolean;
  /** What stands in the place of rows where there are none, and below the last of them. */
  readonly children?: ReactNode;
}

/** CSS pixels, of the headings too. */
const ROW_HEIGHT = 36;
/** Rows before the end at which the next ones are wanted. */
const AHEAD_ROWS = 60;

export function RowGrid<Row, Sort extends string>({
  label,
  testId,
  className,
  columns,
  rows,
  total,
  keyOf,
  hrefOf,
  sorting,
  onSort,
  isBusy,
  onNearEnd,
  search,
  place,
  isFitted = false,
  children,
}: RowGridProps<Row, Sort>) {
  const grid = useRef<HTMLDivElement>(null);
  const id = useId();
  const [active, setActive] = useState(place.key);
  const { first, end } = useVirtualRows(grid, rows.length, ROW_HEIGHT);
  const at = active === null ? -1 : rows.findIndex((row) => keyOf(row) === active);
  const tracks = { gridTemplateColumns: columns.map(({ width }) => width).join(' ') };

  // Before the first look at which rows are in sight.
  useLayoutEffect(() => {
    grid.current?.scrollTo({ top: place.top });
  }, [place]);

  const searched = useRef(search);
  useEffect(() => {
    if (searched.current === search) return;
    searched.current = search;
    setActive(null);
    grid.current?.scrollTo({ top: 0 });
  }, [search]);

  // While it is busy nobody takes it, so that it is said once more after that.
  useEffect(() => {
    if (!isBusy && end + AHEAD_ROWS >= rows.length) onNearEnd?.();
  }, [isBusy, end, rows.length, onNearEnd]);

  const goTo = (index: number) => {
    const row = rows[index];
    const box = grid.current;
    if (row === undefined || box === null) return;
    setActive(keyOf(row));
    place.key = keyOf(row);
    // Below the headings, which stay on top.
    const above = index * ROW_HEIGHT;
    if (above < box.scrollTop) box.scrollTop = above;
    else if (above + 2 * ROW_HEIGHT > box.scrollTop + box.clientHeight) {
      box.scrollTop = above + 2 * ROW_HEIGHT - box.clientHeight;
    }
  };

  const open = (row: Row | undefined) => {
    if (row === undefined) return;
    place.key = keyOf(row);
    window.location.hash = hrefOf(row);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((grid.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      j: at + 1,
      ArrowUp: at - 1,
      k: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: rows.length - 1,
    };
    const wanted = steps[event.key];
    if (wanted !== undefined) goTo(Math.min(Math.max(wanted, 0), rows.length - 1));
    else if (event.key === 'Enter') open(rows[at]);
    else return;
    event.preventDefault();
  };

  const onClick = ({ target, currentTarget }: MouseEvent<HTMLElement>) => {
    const element = target as HTMLElement;
    const row = element.closest<HTMLElement>('[data-row]');
    // What can be pressed within a row does what it does.
    if (row === null || !currentTarget.contains(row) || element.closest('a, button') !== null)
      return;
    open(rows[Number(row.dataset.row)]);
  };

  return (
    <div
      className={`${classes.frame} ${className ?? ''}`}
      // With its borders.
      style={isFitted ? { height: (rows.length + 1) * ROW_HEIGHT + 2 } : undefined}
    >
      <div
        ref={grid}
        className={classes.grid}
        data-testid={testId}
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-rowcount={total + 1}
        aria-busy={isBusy}
        aria-activedescendant={at >= first && at < end ? `${id}-${active}` : undefined}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onScroll={({ currentTarget }) => {
          place.top = currentTarget.scrollTop;
        }}
        onFocus={({ target, currentTarget }) => {
          if (target !== currentTarget || at >= 0 || rows.length === 0) return;
          goTo(Math.ceil(currentTarget.scrollTop / ROW_HEIGHT));
        }}
      >
        <div role="row" className={classes.head} style={{ ...tracks, height: ROW_HEIGHT }}>
          {columns.map((column) => (
            <Heading key={column.id} column={column} sorting={sorting} onSort={onSort} />
          ))}
        </div>
        <div role="presentation" style={{ height: first * ROW_HEIGHT }} />
        {rows.slice(first, end).map((row, index) => {
          const key = keyOf(row);
          return (
            <div
              key={key}
              id={`${id}-${key}`}
              role="row"
              className={classes.row}
              style={{ ...tracks, height: ROW_HEIGHT }}
              data-row={first + index}
              aria-rowindex={first + index + 2}
              aria-selected={key === active}
            >
              {columns.map((column, place) => (
                <div
                  key={column.id}
                  role="gridcell"
                  className={classes.cell}
                  data-number={column.isNumber}
                >
                  {place === 0 ? (
                    <Anchor href={hrefOf(row)} tabIndex={-1} inherit c="inherit" fw={600}>
                      {column.cell(row)}
                    </Anchor>
                  ) : (
                    column.cell(row)
                  )}
                </div>
              ))}
            </div>
          );
        })}
        <div role="presentation" style={{ height: (rows.length - end) * ROW_HEIGHT }} />
      </div>
      {children}
    </div>
  );
}

interface HeadingProps<Row, Sort extends string> {
  readonly column: Column<Row, Sort>;
  readonly sorting: Sorting<Sort>;
  readonly onSort: (sorting: Sorting<Sort>) => void;
}

/** A second press turns the order round. */
function Heading<Row, Sort extends string>({ column, sorting, onSort }: HeadingProps<Row, Sort>) {
  const { title, sort, isNumber } = column;
  const isSorted = sort !== undefined && sort === sorting.by;
  const Arrow = sorting.isDescending ? IconArrowDown : IconArrowUp;
  const order = sorting.isDescending ? 'descending' : 'ascending';
  return (
    <div
      role="columnheader"
      className={classes.cell}
      data-number={isNumber}
      aria-sort={isSorted ? order : undefined}
    >
      {sort === undefined ? (
        title
      ) : (
        <button
          type="button"
          className={classes.sort}
          onClick={() => onSort({ by: sort, isDescending: isSorted && !sorting.isDescending })}
        >
          {title}
          {isSorted && <Arrow size="0.875rem" aria-hidden />}
        </button>
      )}
    </div>
  );
}
