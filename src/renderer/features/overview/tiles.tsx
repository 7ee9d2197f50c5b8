/** The four figures of the first glance. Each renders when its own figures change. */

import { useShallow } from 'zustand/react/shallow';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatFigure,
  formatShare,
} from '../../ui/format.ts';
import { Tile } from '../../ui/tile.tsx';
import classes from './overview.module.css';

const { tiles } = text.overview;

const UNKNOWN = '–';

export function Tiles() {
  return (
    <ul className={classes.tiles} aria-label={tiles.label}>
      <Characters />
      <Memory />
      <Operations />
      <Delay />
    </ul>
  );
}

function Characters() {
  const figures = useApp(
    useShallow(({ status }) =>
      status === null
        ? null
        : { count: status.characters.count, max: status.characters.max, online: status.online },
    ),
  );
  if (figures === null) return <Tile testId="tile-characters" {...unknown(tiles.characters)} />;
  const { count, max, online } = figures;
  return (
    <Tile
      testId="tile-characters"
      label={tiles.characters}
      value={formatCount(count)}
      of={tiles.of(formatCount(max))}
      detail={tiles.online(online)}
      share={max === 0 ? 1 : count / max}
    />
  );
}

function Memory() {
  const bytes = useApp(({ latest }) => latest?.memory_rss_bytes ?? null);
  const limit = useApp(({ status }) => status?.memory.limit_bytes ?? null);
  if (bytes === null) return <Tile testId="tile-memory" {...unknown(tiles.memory)} />;
  return (
    <Tile
      testId="tile-memory"
      label={tiles.memory}
      value={formatBytes(bytes)}
      {...(limit === null
        ? { detail: tiles.noLimit }
        : {
            of: tiles.of(formatBytes(limit)),
            detail: tiles.ofLimit(formatShare(bytes, limit)),
            share: bytes / limit,
          })}
    />
  );
}

function Operations() {
  const figures = useApp(
    useShallow(({ latest }) =>
      latest === null
        ? null
        : {
            rate: latest.operations_per_second,
            p50: latest.durable_p50_ms,
            p99: latest.durable_p99_ms,
          },
    ),
  );
  if (figures === null) return <Tile testId="tile-operations" {...unknown(tiles.operations)} />;
  const { rate, p50, p99 } = figures;
  return (
    <Tile
      testId="tile-operations"
      label={tiles.operations}
      value={formatFigure(rate)}
      of={tiles.perSecond}
      detail={
        <span className={classes.figures}>
          {p50 === null || p99 === null
            ? tiles.noChanges
            : tiles.durable(formatDuration(p50), formatDuration(p99))}
        </span>
      }
    />
  );
}

function Delay() {
  const delay = useApp(({ latest }) => latest?.event_loop_delay_p99_ms ?? null);
  if (delay === null) return <Tile testId="tile-delay" {...unknown(tiles.delay)} />;
  return (
    <Tile
      testId="tile-delay"
      label={tiles.delay}
      value={formatDuration(delay)}
      of={tiles.p99}
      detail={tiles.delayText}
    />
  );
}

function unknown(label: string) {
  return { label, value: UNKNOWN, detail: tiles.notMeasured };
}
