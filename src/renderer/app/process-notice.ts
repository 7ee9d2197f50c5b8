/** What to say while one of the host's processes is not there to work. Pure. */
import type { ServerStatus } from '../../shared/host-methods.ts';

const CONSEQUENCES: Readonly<Record<string, string>> = {
  journal: 'nothing acknowledged is lost, and changes wait until it is back',
  snapshot: 'the journal holds everything meanwhile',
  activity: 'the journal keeps what the log lacks meanwhile',
};

export function processNotice(status: ServerStatus | null): string | null {
  // At start-up and shutdown processes come and go as they should.
  if (status === null || status.state !== 'serving') return null;
  const sentences = status.processes
    // The log may still be on its first start while the shard serves.
    .filter(({ state, last_end }) => state !== 'ready' && last_end !== null)
    .map(({ name, last_end }) => {
      const consequence = CONSEQUENCES[name];
      const rest = consequence === undefined ? '' : `; ${consequence}`;
      return `The ${name} process ended (${last_end}) and is being started again${rest}.`;
    });
  return sentences.length === 0 ? null : sentences.join(' ');
}
