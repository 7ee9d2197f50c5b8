/** What to say where memory nears its limit. Pure. */
import type { ServerStatus } from '../../shared/host-methods.ts';
import { formatBytes, formatShare } from '../ui/format.ts';

interface MemoryNotice {
  readonly tone: 'warning' | 'bad';
  readonly title: string;
  readonly text: string;
}

export function memoryNotice(status: ServerStatus | null): MemoryNotice | null {
  if (status === null) return null;
  const { state, rss_bytes, limit_bytes } = status.memory;
  if (state === 'ok' || limit_bytes === null) return null;
  const limit = formatBytes(limit_bytes);
  if (state === 'warning') {
    return {
      tone: 'warning',
      title: 'Memory is running short',
      text: `The shard takes ${formatShare(rss_bytes, limit_bytes)} of its limit of ${limit}. At the limit it saves everything and starts again by itself, which disconnects players for a moment.`,
    };
  }
  if (state === 'restarting') {
    return {
      tone: 'bad',
      title: 'The shard restarts',
      text: `It has reached its limit of memory, ${limit}. Everything is saved, then it starts again by itself.`,
    };
  }
  return {
    tone: 'bad',
    title: 'Memory is above its limit',
    text: `The shard takes ${formatBytes(rss_bytes)}, and its limit is ${limit}. Restarts have not helped, so it goes on as it is. Raise the limit (memoryLimitMib), or find out what takes so much.`,
  };
}
