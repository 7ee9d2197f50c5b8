/** A moment: in local time or as how long ago, with the whole of it and UTC on hover. */
import { Text } from '@mantine/core';
import { useAtNow } from './clock.ts';
import { formatAgo, formatMomentAndUtc, formatMomentShort } from './format.ts';

interface TimeProps {
  /** ISO 8601. */
  readonly at: string;
}

export function Time({ at }: TimeProps) {
  const moment = Date.parse(at);
  return (
    <time dateTime={at} title={formatMomentAndUtc(moment)}>
      {formatMomentShort(moment)}
    </time>
  );
}

/** Behind what became of something: how long ago. It stands in what is announced, and is not itself. */
export function DoneAgo({ at }: TimeProps) {
  return (
    <Text span inherit c="dimmed" aria-live="off">
      <TimeAgo at={at} />
    </Text>
  );
}

export function TimeAgo({ at }: TimeProps) {
  const moment = Date.parse(at);
  const ago = useAtNow((now) => formatAgo(Math.max(0, now - moment)));
  return (
    <time dateTime={at} title={formatMomentAndUtc(moment)}>
      {ago}
    </time>
  );
}
