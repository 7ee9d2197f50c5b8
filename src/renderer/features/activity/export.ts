/**
 * Writes all that a search finds into a file of the reader's choice: page after page from the host to the
 * shell, so that there is never more than a page of it in this window.
 */

import type { ActivityFound, FoundEntry } from '../../../shared/activity.ts';
import type { WindowBridge } from '../../../shared/window.ts';
import type { ApiClient } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';
import { text } from '../../app/text.ts';
import type { Search } from './view.ts';
import { eventOf } from './words.ts';

export type ExportFormat = 'csv' | 'jsonl';

export type ExportState =
  | { readonly kind: 'none' }
  /** The reader chooses where to. */
  | { readonly kind: 'choosing' }
  /** `of` is the number that there were at the start; it may be an estimate. */
  | { readonly kind: 'running'; readonly written: number; readonly of: number }
  | { readonly kind: 'done'; readonly written: number; readonly path: string }
  | { readonly kind: 'failed'; readonly error: ApiError };

export const NO_EXPORT: ExportState = { kind: 'none' };

/** What it needs of the window around it. */
export interface ExportSurroundings {
  readonly client: () => Pick<ApiClient, 'call'> | null;
  readonly call: WindowBridge['call'];
  readonly get: () => ExportState;
  readonly set: (state: ExportState) => void;
}

/** Entries of a page: the most that the host gives. */
const PAGE = 1_000;

const COLUMNS = [
  'log_id',
  'timestamp',
  'event_type',
  'character_id',
  'target_id',
  'undone',
  'event',
  'details',
] as const;

/** The lines of some entries; a CSV file begins with the names of its columns. */
export function textOf(
  entries: readonly FoundEntry[],
  format: ExportFormat,
  isFirst: boolean,
): string {
  if (format === 'jsonl') return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  const rows = entries.map((entry) => {
    const [kind, body] = eventOf(entry);
    const { log_id, timestamp, character_id, target_id, undone, details } = entry;
    const cells = [log_id, timestamp, kind, character_id, target_id, undone];
    return [...cells, JSON.stringify(body), JSON.stringify(details)].map(cellOf).join(',');
  });
  // RFC 4180 ends its lines so.
  return [...(isFirst ? [COLUMNS.join(',')] : []), ...rows].map((row) => `${row}\r\n`).join('');
}

/** A spreadsheet runs a text that begins like a formula, which a game's own names may. */
const FORMULA = /^[=+\-@\t\r]/;

function cellOf(value: unknown): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export class Export {
  readonly #around: ExportSurroundings;
  #isCancelled = false;

  constructor(around: ExportSurroundings) {
    this.#around = around;
  }

  /** Asks where to, and writes. One that is under way is waited for. */
  async run({ query, order }: Search, format: ExportFormat): Promise<void> {
    const { client, call, get, set } = this.#around;
    const { kind } = get();
    if (kind === 'choosing' || kind === 'running') return;
    this.#isCancelled = false;
    set({ kind: 'choosing' });
    let id: string | null = null;
    try {
      const host = client();
      if (host === null) throw new ApiError('Closed', text.shared.noConnection);
      const begun = await call('exportBegin', { name: `activity.${format}` });
      if (begun === null) return set(NO_EXPORT);
      id = begun.id;
      let written = 0;
      let of = 0;
      let cursor: string | null = null;
      set({ kind: 'running', written, of });
      do {
        const answer: ActivityFound = await host.call('activity.query', {
          ...(query !== '' && { query }),
          order,
          limit: PAGE,
          counts: cursor === null,
          ...(cursor !== null && { cursor }),
        });
        if (this.#isCancelled) break;
        if (answer.index.state === 'building') throw notWhole();
        await call('exportWrite', { id, text: textOf(answer.entries, format, cursor === null) });
        written += answer.entries.length;
        of = Math.max(answer.total ?? of, written);
        cursor = answer.cursor;
        if (!this.#isCancelled) set({ kind: 'running', written, of });
      } while (cursor !== null && !this.#isCancelled);
      if (this.#isCancelled) {
        await call('exportCancel', { id });
        return set(NO_EXPORT);
      }
      await call('exportEnd', { id });
      set({ kind: 'done', written, path: begun.path });
    } catch (thrown) {
      // What failed to be written is gone already; the reason is what was thrown first.
      if (id !== null) await call('exportCancel', { id }).catch(() => {});
      set(this.#isCancelled ? NO_EXPORT : { kind: 'failed', error: ApiError.from(thrown) });
    }
  }

  /** Nothing of it stays behind. */
  cancel(): void {
    this.#isCancelled = true;
  }
}

function notWhole(): ApiError {
  return new ApiError(
    'Unavailable',
    text.activity.export.notWhole,
    text.activity.export.notWholeHint,
  );
}
