/** The four figures of the first glance. Each renders when its own figures change. */
import { useShallow } from 'zustand/react/shallow';
import { useApp } from '../../app/store.ts';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatFigure,
  formatShare,
} from '../../ui/format.ts';
import { Tile } from '../../ui/tile.tsx';
import classes from './overview.module.css';

const UNKNOWN = '–';

export function Tiles() {
  return (
    <ul className={classes.tiles} aria-label="Key figures">
      <Players />
      <Memory />
      <Operations />
      <Delay />
    </ul>
  );
}

function Players() {
  const figures = useApp(
    useShallow(({ status }) =>
      status === null
        ? null
        : { count: status.characters.count, max: status.characters.max, online: status.online },
    ),
  );
  if (figures === null) return <Tile testId="tile-players" {...unknown('Players')} />;
  const { count, max, online } = figures;
  return (
    <Tile
      testId="tile-players"
      label="Players"
      value={formatCount(count)}
      of={`of ${formatCount(max)}`}
      detail={`${formatCount(online)} online`}
      share={max === 0 ? 1 : count / max}
    />
  );
}

function Memory() {
  const bytes = useApp(({ latest }) => latest?.memory_rss_bytes ?? null);
  const limit = useApp(({ status }) => status?.memory.limit_bytes ?? null);
  if (bytes === null) return <Tile testId="tile-memory" {...unknown('Memory')} />;
  return (
    <Tile
      testId="tile-memory"
      label="Memory"
      value={formatBytes(bytes)}
      {...(limit === null
        ? { detail: 'No limit is set' }
        : {
            of: `of ${formatBytes(limit)}`,
            detail: `${formatShare(bytes, limit)} of the limit`,
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
  if (figures === null) return <Tile testId="tile-operations" {...unknown('Operations')} />;
  const { rate, p50, p99 } = figures;
  return (
    <Tile
      testId="tile-operations"
      label="Operations"
      value={formatFigure(rate)}
      of="per second"
      detail={
        p50 === null || p99 === null
          ? 'No changes just now'
          : `Durable p50 ${formatDuration(p50)}, p99 ${formatDuration(p99)}`
      }
    />
  );
}

function Delay() {
  const delay = useApp(({ latest }) => latest?.event_loop_delay_p99_ms ?? null);
  if (delay === null) return <Tile testId="tile-delay" {...unknown('Event-loop delay')} />;
  return (
    <Tile
      testId="tile-delay"
      label="Event-loop delay"
      value={formatDuration(delay)}
      of="p99"
      detail="Waiting time of the main loop"
    />
  );
}

function unknown(label: string) {
  return { label, value: UNKNOWN, detail: 'Not measured yet' };
}
