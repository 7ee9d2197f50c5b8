/** The keys of a page with a list: `/` to its search, `j` and `k` into the list. */
import { useEffect } from 'react';
import { isTyping } from './keyboard.ts';
import { useApp } from './store.ts';

/** The id of the field in which such a page is searched: one page is shown at a time. */
export const SEARCH_FIELD = 'page-search';

export function useListKeys(): void {
  useEffect(() => {
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function onKey(event: KeyboardEvent): void {
  const { dialog, acting } = useApp.getState();
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (dialog !== null || acting !== null) return;
  if (event.key === '/') {
    const field = document.getElementById(SEARCH_FIELD);
    field?.focus();
    if (field instanceof HTMLInputElement) field.select();
  } else if (event.key === 'j' || event.key === 'k') {
    const list = document.getElementById('main')?.querySelector<HTMLElement>('[role="grid"]');
    if (list == null || event.target === list) return;
    list.focus();
  } else return;
  event.preventDefault();
}
