/**
 * Start-up loads the world while the database is still being checked and the journal recovered: each takes
 * seconds, and needs nothing of the others. What was loaded counts only where the file turned out to be
 * whole and is the same file; the rows that the fold has written since are read again.
 */
import type { FoldedAtStart } from '../processes/snapshot/protocol.ts';
import type { World } from '../world/world.ts';
import { loadWorld, type RunStep, WorldLoad } from './load-world.ts';

export class EarlyLoad {
  readonly #newWorld: () => World;
  #load: WorldLoad | null = null;
  #closing: Promise<void> = Promise.resolve();

  constructor(newWorld: () => World) {
    this.#newWorld = newWorld;
  }

  /** Begins to load from `file`, which nobody has checked yet. */
  begin(file: string): void {
    void this.letGo();
    try {
      this.#load = new WorldLoad(this.#newWorld(), file);
    } catch {
      // The check says what is wrong with it, or the load that comes after it.
    }
  }

  /** Gives up what was loaded; resolves once nothing of it reads the file. */
  letGo(): Promise<void> {
    const load = this.#load;
    this.#load = null;
    if (load !== null) this.#closing = Promise.all([this.#closing, load.close()]).then(() => {});
    return this.#closing;
  }

  /**
   * The world as it is in `file`, which is whole and stands where `folded` has brought it. Rejects with what
   * prevents loading it.
   */
  async finish(file: string, folded: FoldedAtStart, run: RunStep): Promise<World> {
    const load = this.#load;
    const { from, changed } = folded;
    const isSame =
      load?.position.timeline === from.timeline && load.position.appliedSeq === from.appliedSeq;
    if (load === null || !isSame || changed === null) {
      await this.letGo();
      const world = this.#newWorld();
      await loadWorld(world, file, run);
      return world;
    }
    try {
      await load.finish(run);
      if (folded.seq !== from.appliedSeq) await load.takeIn(changed);
      return load.world;
    } finally {
      await this.letGo();
    }
  }
}
