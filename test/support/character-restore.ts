/** One character back, in tests: a state that is kept, a preview of it, and a run of what is chosen. */
import { restoreCharacter } from '../../src/main/world/character-restore/apply.ts';
import { compareCharacter } from '../../src/main/world/character-restore/compare.ts';
import { type CharacterState, stateOf } from '../../src/main/world/character-restore/state.ts';
import type {
  CharacterChoices,
  CharacterComparison,
  CharacterReceipt,
} from '../../src/shared/character-restore.ts';
import type { Role } from '../../src/shared/method.ts';
import type { TestWorld } from './world.ts';

export const TARGET = { timeline: 1, seq: 1, at: '2026-01-01T00:00:00.000Z' };

/** A character as he was when this was made, to be brought back into a world that went on. */
export class Past {
  readonly world: TestWorld;
  readonly state: CharacterState;

  constructor(world: TestWorld, character_id: number) {
    this.world = world;
    const state = stateOf(world.tables, character_id);
    if (state === null) throw new Error(`there is no character ${character_id}`);
    this.state = state;
  }

  compare(): CharacterComparison {
    return compareCharacter(this.state, this.world.tables, this.world.rules);
  }

  /** Runs what is chosen of `seen`, a preview of now unless it is an older one. */
  run(choices: Partial<CharacterChoices>, seen = this.compare(), role: Role = 'gm') {
    const { state: past, world } = this;
    const executed = world.transact((transaction) =>
      restoreCharacter(transaction, world.rules, role, {
        target: TARGET,
        past,
        seen,
        choices: { reason: 'a test', ...choices },
      }),
    );
    const receipt = executed.result as CharacterReceipt;
    return { receipt, seq: executed.seq, events: executed.changeSet?.events ?? [] };
  }

  /** Takes the first choice of `wanted` that each item of the preview offers, or leaves it. */
  choose(...wanted: ('take_back' | 'make_anew')[]): NonNullable<CharacterChoices['items']> {
    return this.compare().items.map(({ item_id, choices }) => ({
      item_id,
      choice: wanted.find((choice) => choices.includes(choice)) ?? 'leave',
    }));
  }
}
