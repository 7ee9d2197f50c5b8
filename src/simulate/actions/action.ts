/**
 * An action is something that a player does. It is planned with the model and the seed alone, and
 * run later, at the same time as those of other players: whatever it touches, it claims.
 */
import type { Model, Player } from '../model.ts';
import type { Random } from '../random.ts';
import type { Shard } from '../shard.ts';

export interface Round {
  readonly model: Model;
  readonly random: Random;
  readonly shard: Shard;
  /** Takes a thing for this action; false where another action of the round has it. */
  claim(thing: object): boolean;
  /** Takes a second player who fits, if one is found among a few that are tried. */
  partner(fits: (player: Player) => boolean): Player | undefined;
}

/** Does what was planned, and throws `Mismatch` where the shard's answers are not the expected ones. */
export type Run = () => Promise<void>;

export interface Action {
  readonly name: string;
  /** How often it is chosen, relative to the others. */
  readonly weight: number;
  /** Undefined where the player cannot do it now. All random draws are made here. */
  plan(player: Player, round: Round): Run | undefined;
}

/** Items that a player carries before it sells what it has; and what others may add to them. */
export const BAG_FULL = 20;
export const BAG_MAX = 28;
