/**
 * Where a player may be. A move is answered before it is on disk, so a crash of the host may take
 * back the latest ones; all that is known then is that the player is where one of them led.
 */
import { isDeepStrictEqual } from 'node:util';
import { Mismatch } from './check.ts';

export interface Position {
  readonly map_id: string;
  readonly position_x: number;
  readonly position_y: number;
  readonly position_z: number;
}

/** The part of a row that says where: a character's, or one of the ground. */
export function positionOf({ map_id, position_x, position_y, position_z }: Position): Position {
  return { map_id, position_x, position_y, position_z };
}

/** How far the shard's answers reach, over the connections of the simulator. */
export class Progress {
  /** Counts the times that a connection was lost: the host may be another one since. */
  epoch = 0;
  /** The highest change of this epoch that is known to be on disk, and with it all before. */
  durableSeq = 0;

  noteDurable(seq: number): void {
    if (seq > this.durableSeq) this.durableSeq = seq;
  }

  noteLost(): void {
    this.epoch++;
    this.durableSeq = 0;
  }
}

interface Move {
  readonly position: Position;
  readonly epoch: number;
  readonly seq: number;
}

export class Whereabouts {
  readonly #progress: Progress;
  /** The latest move known to be on disk, and those after it. */
  #moves: Move[];

  constructor(progress: Progress, position: Position) {
    this.#progress = progress;
    this.#moves = [{ position, epoch: progress.epoch, seq: 0 }];
  }

  get position(): Position {
    return (this.#moves.at(-1) as Move).position;
  }

  moved(position: Position, seq: number): void {
    const { epoch, durableSeq } = this.#progress;
    this.#moves.push({ position, epoch, seq });
    const durable = this.#moves.findLastIndex(
      (move) => move.epoch === epoch && move.seq <= durableSeq,
    );
    if (durable > 0) this.#moves.splice(0, durable);
  }

  /** Throws `Mismatch` where the player cannot be at `found`. */
  expect(what: string, found: Position): void {
    const position = positionOf(found);
    if (isDeepStrictEqual(position, this.position)) return;
    const { epoch } = this.#progress;
    const isPossible =
      (this.#moves.at(-1) as Move).epoch < epoch &&
      this.#moves.some((move) => isDeepStrictEqual(move.position, position));
    if (!isPossible) throw new Mismatch(`${what} is at`, position, this.position);
    // What the host came back with is on disk.
    this.#moves = [{ position, epoch, seq: 0 }];
  }
}
