/** The host's log: `logs/host.log` as JSON lines, and the same on standard error. */
import { mkdirSync } from 'node:fs';
import { pino } from 'pino';
import type { DataDirectory } from '../processes/data-directory.ts';

export type HostLog = pino.Logger;

/** Standard output stays free: it carries the one line that says that the host serves. */
const STANDARD_ERROR = 2;

/** Bytes of lines that wait for room on a full disk; later ones are dropped. */
const WAITING_BYTES_MAX = 1024 * 1024;

export function openLog({ logs, hostLog }: DataDirectory): HostLog {
  mkdirSync(logs, { recursive: true });
  return pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.multistream([{ stream: destination(hostLog) }, { stream: destination(STANDARD_ERROR) }]),
  );
}

function destination(dest: string | number) {
  const stream = pino.destination({ dest, sync: true, maxLength: WAITING_BYTES_MAX });
  // Without a listener a full disk would throw into whatever is being logged, and end the host.
  stream.on('error', () => {});
  return stream;
}
