/** What the shell says, in the language of the app. To be asked once the app is ready. */
import { app } from 'electron';
import { catalogueFor, type Text } from '../../shared/text/index.ts';

export function shellText(): Text['shell'] {
  return catalogueFor([app.getLocale()]).shell;
}
