/**
 * What this window knows and does of the settings: those of the host, a draft of others that outlives the
 * page, what keeps the draft from being saved, tokens, and the test of the webhook.
 */
import type { WebhookStatus, WebhookTest } from '../../../shared/alerts.ts';
import type { Result } from '../../../shared/host-methods.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { ApiClient } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';
import { text } from '../../app/text.ts';
import { type Dated, dated, type Work } from '../maintenance/maintenance.ts';
import { checked, type Draft, nameOf, type Path, type Problems, withValue } from './draft.ts';

export type Role = keyof Result<'admin.tokens.get'>['tokens'];

/** The part of the store that is about settings. */
export interface SettingsState {
  /** As the host has them; null until they are loaded. */
  readonly settings: Settings | null;
  readonly settingsError: ApiError | null;
  /** Those that hold from the next start on. */
  readonly settingsForNextStart: readonly string[];
  readonly settingsDraft: Draft;
  /** What the host had of those in the draft when they were begun. */
  readonly settingsBase: Partial<Settings>;
  /** What the host has refused, by place. */
  readonly settingsRefused: Problems;
  readonly settingsSave: Work<null>;
  /** How it goes with the webhook that is set, or null. */
  readonly webhook: WebhookStatus | null;
  readonly webhookTest: Work<Dated<WebhookTest>>;
}

export const NO_SETTINGS: SettingsState = {
  settings: null,
  settingsError: null,
  settingsForNextStart: [],
  settingsDraft: {},
  settingsBase: {},
  settingsRefused: new Map(),
  settingsSave: { kind: 'none' },
  webhook: null,
  webhookTest: { kind: 'none' },
};

/** What it needs of the window around it. */
export interface SettingsSurroundings {
  /** The connection of the moment, or null. */
  readonly client: () => Pick<ApiClient, 'call'> | null;
  readonly get: () => SettingsState;
  readonly set: (change: Partial<SettingsState>) => void;
  /** Says for a moment that something is done. */
  readonly say: (text: string) => void;
}

export class SettingsDesk {
  readonly #around: SettingsSurroundings;
  #isLoading = false;

  constructor(around: SettingsSurroundings) {
    this.#around = around;
  }

  /** Those of the host, which others may have changed. One that is under way is not overtaken by the next. */
  async load(): Promise<void> {
    const { client: current, get, set } = this.#around;
    const client = current();
    if (client === null || this.#isLoading) return;
    this.#isLoading = true;
    try {
      const [{ settings, restart }, { webhook }] = await Promise.all([
        client.call('admin.settings.get', {}),
        client.call('admin.alerts.list', {}),
      ]);
      // What a save has brought meanwhile is newer than this answer.
      if (get().settingsSave.kind === 'running') return;
      set({ settings, settingsForNextStart: restart, webhook, settingsError: null });
    } catch (thrown) {
      if (current() === client) set({ settingsError: ApiError.from(thrown) });
    } finally {
      this.#isLoading = false;
    }
  }

  /** Something is typed. */
  edit(path: Path, value: unknown): void {
    const { settings, settingsDraft, settingsBase, settingsRefused } = this.#around.get();
    if (settings === null) return;
    const [key] = path;
    const draft = withValue(settings, settingsDraft, path, value);
    const { [key]: base = settings[key], ...others } = settingsBase;
    const refused = new Map(settingsRefused);
    refused.delete(nameOf(path));
    this.#around.set({
      settingsDraft: draft,
      settingsBase: Object.hasOwn(draft, key) ? { ...others, [key]: base } : others,
      settingsRefused: refused,
      settingsSave: { kind: 'none' },
    });
  }

  /** Forgets what was typed: all of it, or of one setting. */
  discard(key?: keyof Settings): void {
    const { settingsDraft, settingsBase } = this.#around.get();
    const { [key as keyof Settings]: _draft, ...draft } = settingsDraft;
    const { [key as keyof Settings]: _base, ...base } = settingsBase;
    this.#around.set({
      settingsDraft: key === undefined ? {} : draft,
      settingsBase: key === undefined ? {} : base,
      settingsRefused: new Map(),
      settingsSave: { kind: 'none' },
    });
  }

  /** Saves what was typed. Answers the place of the first thing that is in the way, or null. */
  async save(): Promise<string | null> {
    const { client: current, get, set, say } = this.#around;
    const client = current();
    const { settingsDraft: sent, settingsSave } = get();
    if (client === null || settingsSave.kind === 'running') return null;
    const { patch, problems } = checked(sent);
    const [first] = problems.keys();
    if (first !== undefined) return first;
    set({ settingsSave: { kind: 'running' }, settingsRefused: new Map() });
    try {
      const { settings } = await client.call('admin.settings.set', { settings: patch });
      // What was typed on meanwhile is a draft still.
      const { settingsDraft } = get();
      const left = Object.entries(settingsDraft).filter(
        ([key, value]) => sent[key as keyof Settings] !== value,
      );
      const kept = Object.fromEntries(left) as Draft;
      const base = Object.fromEntries(
        left.map(([key]) => [key, settings[key as keyof Settings]]),
      ) as Partial<Settings>;
      set({
        settings,
        settingsDraft: kept,
        settingsBase: base,
        settingsSave: { kind: 'done', result: null },
      });
      say(text.settings.saved);
    } catch (thrown) {
      const error = ApiError.from(thrown);
      const place = placeOf(error);
      if (place === null) {
        set({ settingsSave: { kind: 'failed', error } });
        return null;
      }
      set({
        settingsSave: { kind: 'none' },
        settingsRefused: new Map([[place, error.message.replace(/^settings[\w.]*: /, '')]]),
      });
      return place;
    }
    await this.load();
    return null;
  }

  async token(role: Role): Promise<string> {
    const { tokens } = await this.#require().call('admin.tokens.get', {});
    return tokens[role];
  }

  /** Gives a role another token; answers it, and how many connections were closed. */
  async rotate(role: Role): Promise<Dated<Result<'admin.tokens.rotate'>>> {
    return dated(await this.#require().call('admin.tokens.rotate', { role }));
  }

  /** Where those come from who are connected by the token of a role. */
  async connectedBy(role: Role): Promise<readonly string[]> {
    const { connections } = await this.#require().call('admin.connections.list', {});
    return connections.filter((one) => one.role === role).map(({ address }) => address);
  }

  async testWebhook(): Promise<void> {
    const { get, set } = this.#around;
    if (get().webhookTest.kind === 'running') return;
    set({ webhookTest: { kind: 'running' } });
    try {
      const result = await this.#require().call('admin.alerts.test', {});
      set({ webhookTest: { kind: 'done', result: dated(result) } });
    } catch (thrown) {
      set({ webhookTest: { kind: 'failed', error: ApiError.from(thrown) } });
    }
    await this.load();
  }

  async restart(): Promise<void> {
    await this.#require().call('admin.shutdown', { restart: true });
  }

  #require(): Pick<ApiClient, 'call'> {
    const client = this.#around.client();
    if (client === null) throw new ApiError('Closed', text.app.notServing);
    return client;
  }
}

/** Whether something is typed and not saved. */
export function hasUnsaved({ settingsDraft }: Pick<SettingsState, 'settingsDraft'>): boolean {
  return Object.keys(settingsDraft).length > 0;
}

/** The setting that a refusal is about, and where in it; null where it is about none. */
function placeOf({ details }: ApiError): string | null {
  const [, place] = /^settings\.(.+)$/.exec(String(details.path ?? '')) ?? [];
  return place ?? null;
}
