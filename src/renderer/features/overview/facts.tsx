/** What there is to know about this shard beside its health, in one quiet line. */

import { Text } from '@mantine/core';
import { useShallow } from 'zustand/react/shallow';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { useAtNow } from '../../ui/clock.ts';
import { formatSpan } from '../../ui/format.ts';

const MINUTE_MS = 60_000;

export function Facts() {
  const facts = useApp(
    useShallow(({ status }) => ({
      startedAt: status?.started_at ?? null,
      region: status?.region,
      location: status?.location,
      version: status?.version,
    })),
  );
  const restarts = useApp(({ status }) =>
    (status?.processes ?? [])
      .filter(({ restarts: count }) => count > 0)
      .map(({ name, restarts: count, last_end }) =>
        last_end === null
          ? text.overview.facts.restarts(name, count)
          : text.overview.facts.restartsBecause(name, count, last_end),
      )
      .join(' · '),
  );
  const { startedAt, region, location, version } = facts;
  const up = useAtNow((now) => {
    if (startedAt === null) return '';
    const ms = Math.max(0, now - Date.parse(startedAt));
    // Seconds are for a shard that has just begun; after that they only flicker.
    return formatSpan(ms < MINUTE_MS ? ms : ms - (ms % MINUTE_MS));
  });
  if (startedAt === null) return null;
  const place = [region, location].filter(Boolean).join(', ');
  return (
    <Text size="sm" c="dimmed">
      {text.overview.facts.up(up)}
      {place !== '' && ` · ${place}`} · {text.overview.facts.version(version ?? '')}
      {restarts !== '' && <span data-testid="process-restarts"> · {restarts}</span>}
    </Text>
  );
}
