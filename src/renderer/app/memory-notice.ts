/** What to say where memory nears its limit. Pure. */

import type { ServerStatus } from '../../shared/host-methods.ts';
import { formatBytes, formatShare } from '../ui/format.ts';
import { text } from './text.ts';

const { notices } = text.app;

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
      title: notices.memoryShort,
      text: notices.memoryShortText(formatShare(rss_bytes, limit_bytes), limit),
    };
  }
  if (state === 'restarting') {
    return {
      tone: 'bad',
      title: notices.memoryRestarts,
      text: notices.memoryRestartsText(limit),
    };
  }
  return {
    tone: 'bad',
    title: notices.memoryAbove,
    text: notices.memoryAboveText(formatBytes(rss_bytes), limit),
  };
}
