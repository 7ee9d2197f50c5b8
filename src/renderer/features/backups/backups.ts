/** What is done with backups from this window, and the list of them kept at what the host says. */

import type { Backup } from '../../../shared/host-methods.ts';
import type { ApiClient, Notifications } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';
import { text } from '../../app/text.ts';
import {
  type BackupProgress,
  checkedText,
  copiedText,
  deletedText,
  detailsText,
  madeText,
  notDoneText,
  protectedText,
  type Said,
} from './words.ts';

/** What is being done with a backup that is there. */
export type BackupWork = 'checking' | 'protecting' | 'deleting';

/** The part of the store that is about backups. */
export interface BackupsState {
  /** Newest first; null until they are loaded. */
  readonly backups: readonly Backup[] | null;
  /** Why they could not be loaded, or null. */
  readonly backupsError: ApiError | null;
  /** A backup that was asked for in this window and is being made. */
  readonly backupRun: { readonly progress: BackupProgress | null } | null;
  readonly backupWork: Readonly<Partial<Record<string, BackupWork>>>;
  /** What the last action with backups has to say. */
  readonly backupSaid: (Said & { readonly at: string }) | null;
  readonly backupFailed: { readonly title: string; readonly error: ApiError } | null;
}

export const NO_BACKUPS: BackupsState = {
  backups: null,
  backupsError: null,
  backupRun: null,
  backupWork: {},
  backupSaid: null,
  backupFailed: null,
};

/** What it needs of the window around it. */
export interface BackupsSurroundings {
  /** The connection of the moment, or null. */
  readonly client: () => Pick<ApiClient, 'call'> | null;
  readonly isVisible: () => boolean;
  readonly copy: (text: string) => Promise<void>;
  /** Shows the file of a backup in its folder. */
  readonly reveal: (name: string) => Promise<void>;
  readonly get: () => BackupsState;
  readonly set: (change: Partial<BackupsState>) => void;
}

export class Backups {
  readonly #around: BackupsSurroundings;
  #isLoading = false;
  #isAgain = false;

  constructor(around: BackupsSurroundings) {
    this.#around = around;
  }

  /** Loads the list, where somebody looks at it. What changes meanwhile makes it load once more. */
  async load(): Promise<void> {
    this.#isAgain = true;
    if (this.#isLoading) return;
    this.#isLoading = true;
    while (this.#isAgain) {
      this.#isAgain = false;
      const client = this.#around.client();
      if (client === null || !this.#around.isVisible()) break;
      try {
        const { backups } = await client.call('admin.backups.list', {});
        this.#around.set({ backups, backupsError: null });
      } catch (thrown) {
        if (this.#around.client() === client)
          this.#around.set({ backupsError: ApiError.from(thrown) });
      }
    }
    this.#isLoading = false;
  }

  /** What a notification says of one backup. */
  take(told: Notifications['backups']): void {
    if (this.#isLoading) this.#isAgain = true;
    if ('deleted' in told) this.#drop(told.deleted);
    else this.#put(told.backup);
  }

  progress(progress: Extract<Notifications['progress'], { backup: unknown }>['backup']): void {
    const { backupRun } = this.#around.get();
    if (backupRun !== null) this.#around.set({ backupRun: { progress } });
  }

  async create(label: string): Promise<void> {
    const client = this.#around.client();
    if (client === null || this.#around.get().backupRun !== null) return;
    this.#around.set({ backupRun: { progress: null }, backupSaid: null, backupFailed: null });
    try {
      const { backup } = await client.call('admin.backups.create', label === '' ? {} : { label });
      this.#put(backup);
      this.#say(madeText(backup));
    } catch (thrown) {
      this.#around.set({
        backupFailed: { title: text.backups.create.failed, error: ApiError.from(thrown) },
      });
    } finally {
      this.#around.set({ backupRun: null });
    }
  }

  verify(backup: Backup): Promise<void> {
    const { name } = backup;
    return this.#work(backup, 'checking', 'notChecked', async (client) => {
      const checked = (await client.call('admin.backups.verify', { name })).backup;
      this.#put(checked);
      return checkedText(checked);
    });
  }

  protect(backup: Backup, isProtected: boolean): Promise<void> {
    const { name } = backup;
    const what = isProtected ? 'notProtected' : 'notUnprotected';
    return this.#work(backup, 'protecting', what, async (client) => {
      const params = { name, protected: isProtected };
      const changed = (await client.call('admin.backups.protect', params)).backup;
      this.#put(changed);
      return protectedText(changed);
    });
  }

  delete(backup: Backup): Promise<void> {
    const { name } = backup;
    return this.#work(backup, 'deleting', 'notDeleted', async (client) => {
      await client.call('admin.backups.delete', { name });
      this.#drop(name);
      return deletedText(backup);
    });
  }

  /** Its file in its folder, on the machine of the host. */
  async reveal({ name }: Backup): Promise<void> {
    this.#around.set({ backupSaid: null, backupFailed: null });
    try {
      await this.#around.reveal(name);
    } catch (thrown) {
      this.#around.set({
        backupFailed: { title: text.backups.notShown, error: ApiError.from(thrown) },
      });
    }
  }

  /** Everything about one, onto the clipboard. */
  async copy(backup: Backup): Promise<void> {
    this.#around.set({ backupSaid: null, backupFailed: null });
    try {
      await this.#around.copy(detailsText(backup));
      this.#say(copiedText(backup));
    } catch (thrown) {
      this.#around.set({
        backupFailed: { title: text.backups.notCopied, error: ApiError.from(thrown) },
      });
    }
  }

  /** One thing at a time is done with each backup; what became of it is said on the page. */
  async #work(
    backup: Backup,
    work: BackupWork,
    what: Parameters<typeof notDoneText>[1],
    run: (client: Pick<ApiClient, 'call'>) => Promise<Said>,
  ): Promise<void> {
    const client = this.#around.client();
    const { name } = backup;
    const { backupWork } = this.#around.get();
    if (client === null || backupWork[name] !== undefined) return;
    this.#around.set({
      backupWork: { ...backupWork, [name]: work },
      backupSaid: null,
      backupFailed: null,
    });
    try {
      this.#say(await run(client));
    } catch (thrown) {
      const title = notDoneText(backup, what);
      this.#around.set({ backupFailed: { title, error: ApiError.from(thrown) } });
    } finally {
      const { [name]: _done, ...rest } = this.#around.get().backupWork;
      this.#around.set({ backupWork: rest });
    }
  }

  #say(said: Said): void {
    this.#around.set({ backupSaid: { ...said, at: new Date().toISOString() } });
  }

  /** A new one or a changed one; one is told of by its answer and by its notification alike. */
  #put(backup: Backup): void {
    const { backups } = this.#around.get();
    if (backups === null) return;
    const others = backups.filter(({ name }) => name !== backup.name);
    // Names are moments, so that their order is that of time.
    const index = others.findIndex(({ name }) => name < backup.name);
    this.#around.set({
      backups: others.toSpliced(index === -1 ? others.length : index, 0, backup),
    });
  }

  #drop(name: string): void {
    const { backups } = this.#around.get();
    this.#around.set({ backups: backups?.filter((backup) => backup.name !== name) ?? null });
  }
}
