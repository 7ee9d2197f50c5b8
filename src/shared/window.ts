/**
 * What the window and the desktop shell around the host say to each other, beside the host's own
 * methods: those travel as the same JSON-RPC frames that the network carries, so that nothing can be
 * done in the window that cannot be done from anywhere else.
 */
import { z } from 'zod';
import { backupName, step } from './host-methods.ts';

/** How far the host in this app is, as long as it cannot say so itself. */
export const shellState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('starting'), steps: z.array(step) }),
  z.object({ kind: z.literal('serving'), url: z.string(), dataDir: z.string() }),
  /** Quitting: the window stays until the last step is done. Or it comes back, where it restarts. */
  z.object({ kind: z.literal('stopping'), steps: z.array(step), willRestart: z.boolean() }),
  z.object({ kind: z.literal('failed'), message: z.string(), hint: z.string().nullable() }),
]);
export type ShellState = z.output<typeof shellState>;

const exportId = z.uuid();
/** Characters of a piece of a file: a page of a thousand entries, each as long as an entry can be. */
const EXPORT_PIECE_MAX = 256 * 1024 * 1024;

/** What the window may ask of the shell, by name. Main checks sender and input of every one. */
export const SHELL_CALLS = {
  /** The state now; later ones are told. */
  state: { input: z.undefined(), output: shellState },
  /** Puts a text on the clipboard. */
  copy: { input: z.string().max(100_000), output: z.void() },
  /** Opens the folder that holds the shard's data. */
  openDataFolder: { input: z.undefined(), output: z.void() },
  /** Shows the file of a backup in its folder. */
  showBackup: { input: z.strictObject({ name: backupName }), output: z.void() },
  /** Asks the user for a file of this name and begins it; null where the user does not want one. */
  exportBegin: {
    input: z.strictObject({ name: z.string().regex(/^[a-z]+\.(csv|jsonl)$/) }),
    output: z.object({ id: z.string(), path: z.string() }).nullable(),
  },
  /** The next piece of the file, in order. */
  exportWrite: {
    input: z.strictObject({ id: exportId, text: z.string().max(EXPORT_PIECE_MAX) }),
    output: z.void(),
  },
  /** The file is whole and gets its name. */
  exportEnd: { input: z.strictObject({ id: exportId }), output: z.void() },
  /** Nothing of the file stays. */
  exportCancel: { input: z.strictObject({ id: exportId }), output: z.void() },
  /** Opens a demo world with simulated players, in an app and a data directory of its own. */
  openDemo: { input: z.undefined(), output: z.void() },
  /** Ends the shard in order, and the app with it. */
  quit: { input: z.undefined(), output: z.void() },
} as const;

export type ShellCall = keyof typeof SHELL_CALLS;
export type ShellInput<C extends ShellCall> = z.input<(typeof SHELL_CALLS)[C]['input']>;
export type ShellOutput<C extends ShellCall> = z.output<(typeof SHELL_CALLS)[C]['output']>;

/** The one object that preload gives to the page, as `window.shardkeep`. */
export interface WindowBridge {
  call<C extends ShellCall>(
    name: C,
    ...input: undefined extends ShellInput<C> ? [] : [ShellInput<C>]
  ): Promise<ShellOutput<C>>;
  /** Tells of every change of the shell's state. The answer ends it. */
  onState(listener: (state: ShellState) => void): () => void;
  /** Opens this page's one connection to the host; an earlier one is closed. Frames are JSON-RPC text. */
  connect(): Promise<void>;
  send(frame: string): void;
  onFrame(listener: (frame: string) => void): () => void;
}
