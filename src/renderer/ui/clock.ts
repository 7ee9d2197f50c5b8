/**
 * The one ticking clock of the pages. A component that shows a span subscribes to the text it shows,
 * not to the time, and so renders only when that text changes. Nothing ticks in a hidden window.
 */
import { useSyncExternalStore } from 'react';

const TICK_MS = 1_000;

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | null = null;

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

function update(): void {
  const wanted = listeners.size > 0 && document.visibilityState === 'visible';
  if (wanted === (timer !== null)) return;
  if (timer !== null) {
    clearInterval(timer);
    timer = null;
    return;
  }
  timer = setInterval(tick, TICK_MS);
  tick();
}

document.addEventListener('visibilitychange', update);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // The first subscriber's own first value is fresh, so there is nobody to tell yet.
  if (listeners.size === 1) now = Date.now();
  update();
  return () => {
    listeners.delete(listener);
    update();
  };
}

/** Milliseconds between two looks at what changes by itself. */
const LOOK_MS = 4_000;

/** Another one every few seconds, while the window is seen: what is shown is looked at again. */
export function useLooks(): number {
  return useAtNow((time) => Math.floor(time / LOOK_MS));
}

/** What `read` makes of the present; renders anew when that differs. */
export function useAtNow<T extends string | number | boolean | null>(read: (now: number) => T): T {
  return useSyncExternalStore(subscribe, () => read(now));
}
