/**
 * One character back, as the network asks for it: previews, which are remembered for a while by their
 * token, and the run of what was chosen. How a moment is read is handed in; what is done is the world's.
 */
import type { CharacterPreview, CharacterReceipt } from '../../shared/character-restore.ts';
import { invalid, ShardError } from '../../shared/errors.ts';
import type { HostParams } from '../../shared/host-methods.ts';
import { CHARACTER_PREVIEW_AGE_MS, CHARACTER_PREVIEWS_MAX } from '../../shared/limits.ts';
import type { Role } from '../../shared/method.ts';
import type { Point } from '../../shared/restore.ts';
import type { Engine } from '../journal/engine.ts';
import { restoreCharacter } from '../world/character-restore/apply.ts';
import { compareCharacter } from '../world/character-restore/compare.ts';
import type { CharacterState } from '../world/character-restore/state.ts';

/** Names a state of the world. */
export type Moment =
  | {
      /** ISO 8601: the last change at or before it. */
      readonly at: string;
    }
  | {
      /** After this change. */
      readonly seq: number;
    };

/** Reads a character's state, null where he did not exist. Rejects with ShardError. */
export type StateAt = (
  moment: Moment,
  character_id: number,
) => Promise<{ readonly point: Point; readonly state: CharacterState | null }>;

export interface CharacterRestoresOptions {
  readonly engine: Engine;
  readonly stateAt: StateAt;
  readonly uuid: () => string;
  /** Milliseconds that only grow. */
  readonly monotonic?: () => number;
}

interface Remembered {
  readonly preview: CharacterPreview;
  readonly state: CharacterState;
  readonly since: number;
}

export class CharacterRestores {
  readonly #options: CharacterRestoresOptions;
  readonly #monotonic: () => number;
  /** By their tokens, oldest first. */
  readonly #previews = new Map<string, Remembered>();

  constructor(options: CharacterRestoresOptions) {
    this.#options = options;
    this.#monotonic = options.monotonic ?? (() => performance.now());
  }

  async preview({
    character_id,
    at,
    seq,
  }: HostParams<'admin.restore.previewCharacter'>): Promise<CharacterPreview> {
    const { engine, stateAt, uuid } = this.#options;
    const { point, state } = await stateAt(momentOf(at, seq), character_id);
    if (state === null) {
      throw new ShardError(
        'NotFound',
        `There was no character ${character_id} at change ${point.seq}.`,
        { details: { what: 'character', id: character_id, seq: point.seq } },
      );
    }
    const { tables, rules } = engine.world;
    const compared = compareCharacter(state, tables, rules);
    const preview = { ...compared, token: uuid(), target: point };
    this.#forgetOld(CHARACTER_PREVIEWS_MAX - 1);
    this.#previews.set(preview.token, { preview, state, since: this.#monotonic() });
    return preview;
  }

  /** Resolves once it is on disk. A preview can be run once. */
  async run(
    { token, ...choices }: HostParams<'admin.restore.runCharacter'>,
    role: Role,
  ): Promise<CharacterReceipt> {
    const { engine } = this.#options;
    this.#forgetOld(CHARACTER_PREVIEWS_MAX);
    const remembered = this.#previews.get(token);
    if (remembered === undefined) {
      throw new ShardError('PreviewOutdated', 'There is no such preview, or it is too old.', {
        hint: 'Preview again, and choose by what it shows.',
      });
    }
    const { preview, state } = remembered;
    const { result, seq } = engine.transact((transaction) =>
      restoreCharacter(transaction, engine.world.rules, role, {
        target: preview.target,
        past: state,
        seen: preview,
        choices,
      }),
    );
    this.#previews.delete(token);
    await engine.durable.durable(seq);
    return result as CharacterReceipt;
  }

  #forgetOld(kept: number): void {
    const before = this.#monotonic() - CHARACTER_PREVIEW_AGE_MS;
    for (const [token, { since }] of this.#previews) {
      if (this.#previews.size > kept || since < before) this.#previews.delete(token);
    }
  }
}

function momentOf(at: string | undefined, seq: number | undefined): Moment {
  if (at !== undefined && seq === undefined) return { at };
  if (seq !== undefined && at === undefined) return { seq };
  throw invalid('at', 'exactly one of at and seq must be given');
}
