/** What the window says, in the reader's language. */
import { catalogueFor } from '../../shared/text/index.ts';

export const text = catalogueFor(navigator.languages);
