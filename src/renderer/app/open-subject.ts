/** The character, item or guild whose page is open, as actions are done to it. Null for other pages, and until it is loaded. */
import type { Subject } from '../features/actions/subjects.ts';
import { subjectOf } from '../features/players/sheet.ts';
import type { AppState } from './store.ts';

export function openSubject({ page, openSheet, openItem, openGuild }: AppState): Subject | null {
  switch (page) {
    case 'players': {
      const sheet = openSheet?.sheet ?? null;
      return sheet === null ? null : subjectOf(sheet);
    }
    case 'items':
      return openItem;
    case 'guilds':
      return openGuild;
    default:
      return null;
  }
}
