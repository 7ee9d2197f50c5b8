/** What to say while one of the host's processes is not there to work. Pure. */

import type { ServerStatus } from '../../shared/host-methods.ts';
import { text } from './text.ts';

const { processEnded } = text.app.notices;
/** Those whose end has a consequence that is said. */
const ENDED: Readonly<Record<string, (end: string) => string>> = text.app.notices.processEndedAnd;

export function processNotice(status: ServerStatus | null): string | null {
  // At start-up and shutdown processes come and go as they should.
  if (status === null || status.state !== 'serving') return null;
  const sentences = status.processes.flatMap(({ name, state, last_end }) =>
    // The log may still be on its first start while the shard serves.
    state === 'ready' || last_end === null
      ? []
      : [ENDED[name]?.(last_end) ?? processEnded(name, last_end)],
  );
  return sentences.length === 0 ? null : sentences.join(' ');
}
