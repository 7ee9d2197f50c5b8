/** What is done about the shard's upkeep from this window, and its figures kept at what the host says. */
import type { Result } from '../../../shared/host-methods.ts';
import type { MaintenanceStatus, VacuumRun } from '../../../shared/maintenance.ts';
import type { ApiClient } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';

export type JournalStatus = Result<'admin.journal.status'>['journal'];
export type IntegrityResult = Result<'admin.integrityCheck'>;
export type InvariantsResult = Result<'admin.verifyInvariants'>;

/** A result, and when it was had. */
export type Dated<T> = T & { readonly at: string };

/** Something that was asked for in this window, and what came of it. */
export type Work<T> =
  | { readonly kind: 'none' }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly result: T }
  | { readonly kind: 'failed'; readonly error: ApiError };

/** The part of the store that is about upkeep. */
export interface MaintenanceState {
  /** Null until it is loaded. */
  readonly maintenance: MaintenanceStatus | null;
  readonly journal: JournalStatus | null;
  /** Why they could not be loaded, or null. */
  readonly maintenanceError: ApiError | null;
  readonly vacuum: Work<VacuumRun>;
  readonly integrity: Work<Dated<IntegrityResult>>;
  readonly invariants: Work<Dated<InvariantsResult>>;
}

export const NO_MAINTENANCE: MaintenanceState = {
  maintenance: null,
  journal: null,
  maintenanceError: null,
  vacuum: { kind: 'none' },
  integrity: { kind: 'none' },
  invariants: { kind: 'none' },
};

/** In this window, or begun by the schedule or by somebody else. */
export function isVacuuming({ vacuum, maintenance }: MaintenanceState): boolean {
  return vacuum.kind === 'running' || maintenance?.vacuum.running === true;
}

/** What it needs of the window around it. */
export interface MaintenanceSurroundings {
  /** The connection of the moment, or null. */
  readonly client: () => Pick<ApiClient, 'call'> | null;
  readonly get: () => MaintenanceState;
  readonly set: (change: Partial<MaintenanceState>) => void;
}

/** Milliseconds between two looks at the pages of the database, which the host reads all for it. */
const RELOAD_MS = 30_000;

export class Maintenance {
  readonly #around: MaintenanceSurroundings;
  #loadedAt = Number.NEGATIVE_INFINITY;
  #look: Promise<void> | null = null;

  constructor(around: MaintenanceSurroundings) {
    this.#around = around;
  }

  /** Everything that the page shows, anew; after a look that is under way, which may have begun too early. */
  async load(): Promise<void> {
    await this.#look;
    this.#loadedAt = Number.NEGATIVE_INFINITY;
    await this.refresh();
  }

  /** The journal, and the rest where it is due. One that is under way is not overtaken by the next. */
  refresh(): Promise<void> {
    this.#look ??= this.#refresh().finally(() => {
      this.#look = null;
    });
    return this.#look;
  }

  async #refresh(): Promise<void> {
    const client = this.#around.client();
    if (client === null) return;
    // The end of a vacuum that was not begun here is not told otherwise.
    const isDue = isVacuuming(this.#around.get()) || performance.now() - this.#loadedAt > RELOAD_MS;
    if (isDue) this.#loadedAt = performance.now();
    try {
      const [{ journal }, whole] = await Promise.all([
        client.call('admin.journal.status', {}),
        isDue ? client.call('admin.maintenance.get', {}) : null,
      ]);
      this.#around.set({ journal, maintenanceError: null, ...whole });
    } catch (thrown) {
      this.#loadedAt = Number.NEGATIVE_INFINITY;
      if (this.#around.client() === client) {
        this.#around.set({ maintenanceError: ApiError.from(thrown) });
      }
    }
  }

  async runVacuum(): Promise<void> {
    await this.#work('vacuum', async (client) => (await client.call('admin.vacuum', {})).vacuum);
    // Done or failed, it is in the history now.
    await this.load();
  }

  checkIntegrity(): Promise<void> {
    return this.#work('integrity', async (client) =>
      dated(await client.call('admin.integrityCheck', {})),
    );
  }

  checkInvariants(): Promise<void> {
    return this.#work('invariants', async (client) =>
      dated(await client.call('admin.verifyInvariants', {})),
    );
  }

  async #work<K extends 'vacuum' | 'integrity' | 'invariants'>(
    kind: K,
    work: (client: Pick<ApiClient, 'call'>) => Promise<ResultOf<K>>,
  ): Promise<void> {
    const client = this.#around.client();
    if (client === null || this.#around.get()[kind].kind === 'running') return;
    const show = (state: Work<ResultOf<K>>) =>
      this.#around.set({ [kind]: state } as unknown as Pick<MaintenanceState, K>);
    show({ kind: 'running' });
    try {
      show({ kind: 'done', result: await work(client) });
    } catch (thrown) {
      show({ kind: 'failed', error: ApiError.from(thrown) });
    }
  }
}

export function dated<T extends object>(result: T): Dated<T> {
  return { ...result, at: new Date().toISOString() };
}

type ResultOf<K extends keyof MaintenanceState> =
  MaintenanceState[K] extends Work<infer T> ? T : never;
