/** The page's one way out of its sandbox: a typed object, and nothing of Electron or Node in it. */
import { contextBridge, ipcRenderer } from 'electron';
import type { ShellCall, ShellState, WindowBridge } from '../shared/window.ts';
import { CHANNELS } from '../shared/window-channels.ts';

/** Hands on what comes over a channel, without the event that it comes with. */
function listen<T>(channel: string, listener: (value: T) => void): () => void {
  const handler = (_event: unknown, value: T) => listener(value);
  ipcRenderer.on(channel, handler);
  return () => ipcRenderer.off(channel, handler);
}

const bridge: WindowBridge = {
  call: (name: ShellCall, input?: unknown) => ipcRenderer.invoke(CHANNELS.call, name, input),
  onState: (listener) => listen<ShellState>(CHANNELS.state, listener),
  connect: () => ipcRenderer.invoke(CHANNELS.connect),
  send: (frame) => ipcRenderer.send(CHANNELS.frame, frame),
  onFrame: (listener) => listen<string>(CHANNELS.frame, listener),
};

contextBridge.exposeInMainWorld('shardkeep', bridge);
