/**
 * All that was acknowledged, by its sequence number, and where the world went back: what the world was
 * after any change, on whatever timeline.
 */
import type { Applied } from './crew.ts';
import { WorldModel } from './world-model.ts';

/** From `firstSeq` on, changes follow the state after `from`. */
interface Branch {
  readonly firstSeq: number;
  readonly from: number;
}

/** The number of events is not part of the world: it goes on where the world goes back. */
interface EventsCounted {
  readonly seq: number;
  readonly events: number;
}

type Entry = Applied | EventsCounted;

export class Chronicle {
  /** In the order of their numbers, which never repeat. */
  readonly #entries: Entry[] = [];
  readonly #branches: Branch[] = [{ firstSeq: 0, from: 0 }];
  readonly #checkpoints: { readonly seq: number; readonly model: WorldModel }[] = [
    { seq: 0, model: new WorldModel() },
  ];

  /** How many timelines there are. */
  get timelines(): number {
    return this.#branches.length;
  }

  add(entry: Entry): void {
    this.#entries.push(entry);
  }

  /** Remembers the world after `seq`, so that those after it are sooner made. */
  checkpoint(seq: number, model: WorldModel): void {
    this.#checkpoints.push({ seq, model: model.copy() });
  }

  /** The world went back: what comes from `firstSeq` on follows the state after `from`. */
  branch(firstSeq: number, from: number): void {
    this.#branches.push({ firstSeq, from });
  }

  /** The world after `seq`. */
  modelAt(seq: number): WorldModel {
    const branch = this.#branches.findLast(({ firstSeq }) => firstSeq <= seq);
    if (branch === undefined) throw new Error(`there is no change ${seq}`);
    const known = this.#checkpoints.findLast(
      (checkpoint) => checkpoint.seq <= seq && checkpoint.seq >= branch.firstSeq,
    );
    const model = known?.model.copy() ?? this.modelAt(branch.from);
    const after = known?.seq ?? branch.firstSeq - 1;
    for (const entry of this.#entries) {
      if (entry.seq <= after || entry.seq > seq) continue;
      if ('events' in entry) model.events = entry.events;
      else model.apply(entry.method, entry.params, entry.result);
    }
    return model;
  }
}
