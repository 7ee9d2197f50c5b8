/** What the pages show. Written by the session and by the pages' own controls, read by selectors. */
import { create } from 'zustand';
import type { Alert } from '../../shared/alerts.ts';
import type {
  ConnectionStatus,
  HostParams,
  MetricsSample,
  ServerStatus,
  Snapshot,
} from '../../shared/host-methods.ts';
import type { ShellState } from '../../shared/window.ts';
import type { ApiError } from '../api/errors.ts';
import { type ActionsState, NO_ACTIONS } from '../features/actions/actions.ts';
import { type ActivityState, NO_ACTIVITY } from '../features/activity/activity.ts';
import { type BackupsState, NO_BACKUPS } from '../features/backups/backups.ts';
import {
  type CharacterRestoresState,
  NO_CHARACTER,
} from '../features/character-restore/character-restores.ts';
import { type GuildsState, NO_GUILDS } from '../features/guilds/guilds.ts';
import { type ItemsState, NO_ITEMS } from '../features/items/items.ts';
import { type MaintenanceState, NO_MAINTENANCE } from '../features/maintenance/maintenance.ts';
import type { MetricId } from '../features/overview/metrics.ts';
import { NO_PLAYERS, type PlayersState } from '../features/players/players.ts';
import { NO_RESTORES, type RestoresState } from '../features/restore/restores.ts';
import { NO_SETTINGS, type SettingsState } from '../features/settings/settings.ts';
import { type Page, type Route, routeAtStart } from './pages.ts';

export type Range = NonNullable<HostParams<'admin.metrics.history'>['range']>;

interface RangeHistory {
  readonly intervalMs: number;
  readonly samples: readonly MetricsSample[];
}

/** A snapshot that was asked for in this window. */
export type SnapshotRun =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'running';
      readonly full: boolean;
      readonly progress: { readonly rows: number; readonly of: number } | null;
    }
  | { readonly kind: 'written'; readonly snapshot: Snapshot }
  | { readonly kind: 'failed'; readonly error: ApiError };

/** What an action that has no place of its own on the page has to say. */
type Message =
  | { readonly kind: 'said'; readonly text: string }
  | { readonly kind: 'failed'; readonly title: string; readonly error: ApiError };

export interface AppState
  extends BackupsState,
    RestoresState,
    CharacterRestoresState,
    MaintenanceState,
    SettingsState,
    ActivityState,
    ItemsState,
    GuildsState,
    ActionsState,
    PlayersState,
    Route {
  /** Null until the shell has answered for the first time. */
  readonly shell: ShellState | null;
  /** Why there is no connection to the host, or null. */
  readonly linkError: ApiError | null;
  readonly status: ServerStatus | null;
  /** What is not as it should be, by the host's own rules. */
  readonly alerts: readonly Alert[];
  /** When the host was last heard of, or null. */
  readonly heardAt: number | null;
  readonly latest: MetricsSample | null;
  readonly histories: Readonly<Partial<Record<Range, RangeHistory>>>;
  /** Newest first; null until they are loaded. */
  readonly snapshots: readonly Snapshot[] | null;
  readonly connections: readonly ConnectionStatus[] | null;
  readonly run: SnapshotRun;
  readonly message: Message | null;
  /** What the chart shows. */
  readonly metric: MetricId;
  /** The range of the chart, whose history is kept fresh. */
  readonly range: Range;
  readonly dialog: 'palette' | 'shortcuts' | 'quit' | 'backup' | 'vacuum' | null;
}

export const useApp = create<AppState>(() => ({
  ...NO_BACKUPS,
  ...NO_RESTORES,
  ...NO_MAINTENANCE,
  ...NO_SETTINGS,
  ...NO_CHARACTER,
  ...NO_ACTIVITY,
  ...NO_ITEMS,
  ...NO_GUILDS,
  ...NO_ACTIONS,
  ...NO_PLAYERS,
  shell: null,
  linkError: null,
  status: null,
  alerts: [],
  heardAt: null,
  latest: null,
  histories: {},
  snapshots: null,
  connections: null,
  run: { kind: 'none' },
  message: null,
  ...routeAtStart(),
  metric: 'operations',
  range: '5m',
  dialog: null,
}));

/** Opens a page, or one of its things. */
export function openPage(page: Page, subject: string | number | null = null): void {
  useApp.setState({ page, subject: subject === null ? null : String(subject) });
}
