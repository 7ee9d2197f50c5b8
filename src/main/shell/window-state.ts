/**
 * Where the window stood and what the user chose of it, in `window/state.json` of the data directory.
 * Losing it costs nothing, so a broken one is begun anew.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserWindow, type Rectangle, screen } from 'electron';
import { z } from 'zod';

const schema = z.object({
  bounds: z
    .object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) })
    .nullable(),
  maximized: z.boolean(),
  /** Closing hides the window without asking again. */
  staysInTray: z.boolean(),
});
type State = z.output<typeof schema>;

const FIRST: State = { bounds: null, maximized: false, staysInTray: false };

export class WindowState {
  readonly #file: string;
  #state: State;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#file = join(folder, 'state.json');
    this.#state = read(this.#file);
  }

  /** The bounds to open with: none where they lie on no screen any more. */
  get bounds(): Rectangle | null {
    const { bounds } = this.#state;
    if (bounds === null) return null;
    const { workArea } = screen.getDisplayMatching(bounds);
    const isSeen =
      bounds.x < workArea.x + workArea.width &&
      bounds.x + bounds.width > workArea.x &&
      bounds.y < workArea.y + workArea.height &&
      bounds.y + bounds.height > workArea.y;
    return isSeen ? bounds : null;
  }

  get maximized(): boolean {
    return this.#state.maximized;
  }

  get staysInTray(): boolean {
    return this.#state.staysInTray;
  }

  set staysInTray(staysInTray: boolean) {
    this.#save({ staysInTray });
  }

  /** Remembers where the window stands. */
  keep(window: BrowserWindow): void {
    this.#save({ bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  }

  #save(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    const beside = `${this.#file}.tmp`;
    writeFileSync(beside, JSON.stringify(this.#state));
    renameSync(beside, this.#file);
  }
}

function read(file: string): State {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return FIRST;
  }
}
