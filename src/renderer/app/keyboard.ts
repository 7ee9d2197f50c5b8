/** The shortcuts that hold on every page. */
import { useEffect } from 'react';
import { PAGES } from './pages.ts';
import { isMac } from './platform.ts';
import { openPage, useApp } from './store.ts';

export function useShortcuts(): void {
  useEffect(() => {
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function onKey(event: KeyboardEvent): void {
  if (isWithModifier(event)) {
    const page = PAGES[Number(event.key) - 1];
    if (page !== undefined) {
      event.preventDefault();
      useApp.setState({ dialog: null });
      openPage(page.id);
    } else if (event.key.toLowerCase() === 'k') {
      event.preventDefault();
      const { dialog } = useApp.getState();
      useApp.setState({ dialog: dialog === 'palette' ? null : 'palette' });
    }
    return;
  }
  // On many keyboards the question mark is a shifted key, and never one while somebody types.
  if (event.key === '?' && !event.ctrlKey && !event.metaKey && !isTyping(event.target)) {
    event.preventDefault();
    useApp.setState({ dialog: 'shortcuts' });
  }
}

/** With the key alone that makes a command of a letter: Control, on macOS Command. */
export function isWithModifier(event: KeyboardEvent): boolean {
  const isMod = isMac ? event.metaKey : event.ctrlKey;
  return isMod && !event.altKey && !event.shiftKey;
}

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input:not([type="radio"]), textarea, select'))
  );
}
