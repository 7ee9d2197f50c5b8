/** The window's end of a connection to the host: JSON-RPC frames between a page and the gateway. */
import { ipcMain, type WebContents } from 'electron';
import { FRAME_BYTES_MAX } from '../../shared/limits.ts';
import { CHANNELS } from '../../shared/window-channels.ts';
import type { Channel, Frame } from '../gateway/channel.ts';
import { isOwnPage } from './guard.ts';
import { shellText } from './text.ts';

/** What serves a channel; the answer ends it. */
export type Attach = (channel: Channel, address: string) => () => void;

/** Lets each page that asks speak to the host, over one connection at a time. */
export function serveWindow(attach: () => Attach | null): void {
  const open = new Map<WebContents, PageChannel>();

  ipcMain.handle(CHANNELS.connect, (event) => {
    if (!isOwnPage(event)) throw new Error('This page may not connect.');
    const serve = attach();
    if (serve === null) throw new Error(shellText().notServing);
    const { sender } = event;
    open.get(sender)?.end();
    const channel = new PageChannel(sender);
    const detach = serve(channel, 'this window');
    const end = () => {
      if (open.get(sender) === channel) open.delete(sender);
      sender.off('destroyed', channel.end);
      sender.off('render-process-gone', channel.end);
      detach();
    };
    channel.onEnd = end;
    open.set(sender, channel);
    sender.once('destroyed', channel.end);
    sender.once('render-process-gone', channel.end);
  });

  ipcMain.on(CHANNELS.frame, (event, frame: unknown) => {
    if (!isOwnPage(event)) return;
    if (typeof frame !== 'string' || Buffer.byteLength(frame) > FRAME_BYTES_MAX) return;
    open.get(event.sender)?.receive(frame);
  });
}

class PageChannel implements Channel {
  /** Electron queues without telling how much; a page that is gone gets nothing at all. */
  readonly bufferedAmount = 0;
  readonly #contents: WebContents;
  #listener: ((frame: Frame, isBinary: boolean) => void) | null = null;
  #isEnded = false;
  onEnd: () => void = () => {};

  constructor(contents: WebContents) {
    this.#contents = contents;
  }

  get isOpen(): boolean {
    return !this.#isEnded && !this.#contents.isDestroyed() && !this.#contents.isCrashed();
  }

  onFrame(listener: (frame: Frame, isBinary: boolean) => void): void {
    this.#listener = listener;
  }

  receive(frame: string): void {
    if (!this.#isEnded) this.#listener?.(frame, false);
  }

  send(encoded: Buffer | string): void {
    this.#contents.send(CHANNELS.frame, encoded);
  }

  close(): void {
    this.end();
  }

  terminate(): void {
    this.end();
  }

  readonly end = (): void => {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.onEnd();
  };
}
