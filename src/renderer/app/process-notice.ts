/** What to say while one of the host's processes is not there to work. Pure. */
import type { ServerStatus } from '../../shared/host-methods.ts';

const CONSEQUENCES: Readonly<Record<string, string>> = {
  journal: 'nothing acknowledged is lost, and changes wait until it is back',
  snapshot: 'the journal holds everything meanwhile',
};

export function processNotice(status: ServerStatus | null): string | null {
  // At start-up and shutdown processes come and go as they should.
  if (status === null || status.state !== 'serving') return null;
  const sentences = status.processes
    .filter(({ state }) => state !== 'ready')
    .map(({ name, last_end }) => {
      const how = last_end === null ? '' : ` (${last_end})`;
      const consequence = CONSEQUENCES[name];
      const rest = consequence === undefined ? '' : `; ${consequence}`;
      return `The ${name} process ended${how} and is being started again${rest}.`;
    });
  return sentences.length === 0 ? null : sentences.join(' ');
}
