/** The host's log: `logs/host.log` as JSON lines, and the same on standard error. */
import { mkdirSync } from 'node:fs';
import { pino } from 'pino';
import type { DataDirectory } from '../processes/data-directory.ts';

export type HostLog = pino.Logger;

/** Standard output stays free: it carries the one line that says that the host serves. */
const STANDARD_ERROR = 2;

export function openLog({ logs, hostLog }: DataDirectory): HostLog {
  mkdirSync(logs, { recursive: true });
  return pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.multistream([
      { stream: pino.destination({ dest: hostLog, sync: true }) },
      { stream: pino.destination({ dest: STANDARD_ERROR, sync: true }) },
    ]),
  );
}
