/** A backup, a preview and a receipt as a host would send them. */
import type { Backup } from '../../../src/shared/host-methods.ts';
import type { RestorePreview, RestoreReceipt } from '../../../src/shared/restore.ts';

export const MINUTE = 60_000;
const NOW = Date.parse('2026-11-22T12:00:00.000Z');
export const later = (ms: number) => new Date(NOW + ms).toISOString();

export const BACKUP: Backup = {
  name: 'backup_20261122_100000',
  at: later(-120 * MINUTE),
  label: null,
  cause: 'interval',
  seq: 900,
  timeline: 1,
  size_bytes: 3 * 1024 ** 2,
  duration_ms: 1_300,
  sha256: 'ab',
  digest: 'cd',
  rows: { characters: 3, items: 40 },
  verified_at: later(-119 * MINUTE),
  proven_at: null,
  problem: null,
  protected: false,
};

export const PLAYER: RestorePreview['affected'][number] = {
  character_id: 7,
  character_name: 'Aria',
  change: 'rewound',
  items_appearing: 1,
  items_vanishing: 3,
  gold: -500,
  level_now: 12,
  level_restored: 9,
};

export const PREVIEW: RestorePreview = {
  token: 'first',
  target: { timeline: 1, seq: 1_000, at: later(-72 * MINUTE) },
  head: { timeline: 1, seq: 2_000, at: later(0) },
  undone_ms: 72 * MINUTE,
  players: { rewound: 5, appearing: 1, vanishing: 2 },
  items: { appearing: 3, vanishing: 20, changed: 4 },
  gold: { now: 1_200_000, restored: 1_187_660 },
  tables: [
    { table: 'characters', now: 9, restored: 8, appearing: 1, vanishing: 2, rewound: 5 },
    { table: 'guilds', now: 2, restored: 2, appearing: 0, vanishing: 0, rewound: 0 },
  ],
  affected: [PLAYER],
  online: 3,
  from_backup: BACKUP.name,
  bytes_needed: 100 * 1024 ** 2,
  bytes_free: 40 * 1024 ** 3,
};

export const RECEIPT: RestoreReceipt = {
  at: later(MINUTE),
  kind: 'restore',
  reason: 'a bad trade',
  target: PREVIEW.target,
  before: PREVIEW.head,
  timeline: 2,
  undone_ms: PREVIEW.undone_ms,
  players: PREVIEW.players,
  items: PREVIEW.items,
  gold: PREVIEW.gold,
  safety_backup: 'backup_20261122_120030',
  duration_ms: 4_200,
};
