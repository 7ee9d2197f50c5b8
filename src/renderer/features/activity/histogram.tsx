/**
 * How much happened when, which is also how a time is chosen: by drag, or with the arrow keys, Shift and
 * Enter. The choice goes into the line of the search.
 */

import { Button, Group, Text } from '@mantine/core';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { timeIn, withLast, withRange } from '../../../shared/activity-query/edit.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { formatCount, formatMomentShort, formatUtc } from '../../ui/format.ts';
import classes from './activity.module.css';
import { type Brush, barAt, edgesOf, type Histogram, moved, rangeOf, ticksOf } from './brush.ts';
import { barText } from './words.ts';

const words = text.activity.time;

export function TimePicker() {
  const histogram = useApp(({ activity }) => activity.found?.histogram ?? null);
  const search = useApp(({ activity }) => activity.search);
  return (
    <section className={classes.time} aria-label={words.label}>
      <TimeButtons />
      {histogram === null || histogram.bars.length === 0 ? (
        <div className={classes.noBars} aria-hidden />
      ) : (
        // Another range has other bars: what was chosen of those before means nothing here.
        <Bars key={`${search.since} ${search.until} ${search.query}`} histogram={histogram} />
      )}
    </section>
  );
}

const LAST = ['1h', '1d', '7d'] as const;

function TimeButtons() {
  const session = useSession();
  const line = useApp(({ activity }) => activity.search.line);
  const since = timeIn(line, 'since');
  const until = timeIn(line, 'until');
  const isAll = since === null && until === null;
  return (
    <Group gap="xs" className={classes.timeButtons}>
      {LAST.map((duration) => {
        const isOn = until === null && since === duration;
        return (
          <Button
            key={duration}
            size="xs"
            variant={isOn ? 'light' : 'default'}
            aria-pressed={isOn}
            onClick={() => session.activity.search(withLast(line, duration))}
          >
            {words.last[duration]}
          </Button>
        );
      })}
      <Button
        size="xs"
        variant={isAll ? 'light' : 'default'}
        aria-pressed={isAll}
        onClick={() => session.activity.search(withRange(line, null, null))}
      >
        {words.all}
      </Button>
      <RangeText />
    </Group>
  );
}

/** The range that is shown, in the reader's own time. */
function RangeText() {
  const { since, until } = useApp(({ activity }) => activity.search);
  if (since === null && until === null) return null;
  const inUtc = (at: number | null) => (at === null ? words.open : formatUtc(at));
  return (
    <Text
      size="sm"
      c="dimmed"
      title={words.range(inUtc(since), inUtc(until))}
      data-testid="time-range"
    >
      {spanText(since, until)}
    </Text>
  );
}

function spanText(since: number | null, until: number | null): string {
  if (since === null) return until === null ? '' : words.to(formatMomentShort(until));
  const from = formatMomentShort(since);
  return until === null ? words.from(from) : words.fromTo(from, formatMomentShort(until));
}

function Bars({ histogram }: { readonly histogram: Histogram }) {
  const session = useSession();
  const line = useApp(({ activity }) => activity.search.line);
  const box = useRef<HTMLDivElement>(null);
  const [brush, setBrush] = useState<Brush | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const [isDragging, setIsDragging] = useState(false);
  const { bars } = histogram;
  const most = Math.max(1, ...bars.map(({ count }) => count));
  // More bars may have come, or fewer.
  const last = bars.length - 1;
  const shown = brush ?? { anchor: last, focus: last };
  const within = { anchor: Math.min(shown.anchor, last), focus: Math.min(shown.focus, last) };
  const chosen = rangeText(histogram, within);

  const choose = (range: Brush) => {
    const { from, to } = rangeOf(histogram, range);
    session.activity.search(withRange(line, from, to));
  };
  const barOf = ({ clientX }: PointerEvent) => {
    const { left, width } = box.current!.getBoundingClientRect();
    return barAt((clientX - left) / Math.max(1, width), bars.length);
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const bar = barOf(event);
    setBrush({ anchor: bar, focus: bar });
    setIsDragging(true);
  };
  const onPointerMove = (event: PointerEvent) => {
    const bar = barOf(event);
    setPointed(bar);
    if (isDragging && brush !== null) setBrush({ ...brush, focus: bar });
  };
  const onPointerUp = (event: PointerEvent) => {
    if (!isDragging || brush === null) return;
    setIsDragging(false);
    choose({ ...brush, focus: barOf(event) });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      if (brush === null) return;
      setBrush(null);
      setIsDragging(false);
    } else if (event.key === 'Enter' || event.key === ' ') choose(within);
    else {
      const next = moved(within, event.key, event.shiftKey, bars.length);
      if (next === null) return;
      setBrush(next);
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const [first, end] = edgesOf(within);
  return (
    <div className={classes.histogram}>
      <span className={classes.most} aria-hidden>
        {formatCount(most)}
      </span>
      <div
        ref={box}
        className={classes.bars}
        data-testid="histogram"
        role="slider"
        tabIndex={0}
        aria-label={words.slider}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={within.focus}
        aria-valuetext={chosen}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={() => {
          setIsDragging(false);
          setBrush(null);
        }}
        onPointerLeave={() => setPointed(null)}
        onKeyDown={onKeyDown}
      >
        {bars.map(({ at, count }, index) => (
          <span
            key={at}
            className={classes.bar}
            data-chosen={brush !== null && index >= first && index <= end}
            data-pointed={index === pointed}
          >
            {/* The least that happened is seen, too. */}
            <i style={{ height: count === 0 ? 0 : `max(2px, ${(count / most) * 100}%)` }} />
          </span>
        ))}
      </div>
      <div className={classes.ticks} aria-hidden>
        {ticksOf(bars.length).map((index) => (
          <span
            key={index}
            className={classes.tick}
            style={{ left: `${(index / bars.length) * 100}%` }}
          >
            {formatMomentShort(Date.parse(bars[index]!.at))}
          </span>
        ))}
      </div>
      <p className={classes.barText} data-testid="bar-text">
        {brush !== null
          ? chosen
          : pointed !== null && pointed <= last
            ? rangeText(histogram, { anchor: pointed, focus: pointed })
            : words.drag}
      </p>
    </div>
  );
}

function rangeText(histogram: Histogram, brush: Brush): string {
  const { from, to, count } = rangeOf(histogram, brush);
  return barText(formatMomentShort(from), formatMomentShort(to), count);
}
