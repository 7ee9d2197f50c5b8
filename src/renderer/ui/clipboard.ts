/** How texts get onto the clipboard. The app gives the way; parts of the pages only copy. */

import { createContext, useContext } from 'react';
import { text } from '../app/text.ts';

type Copy = (text: string) => Promise<void>;

export const ClipboardContext = createContext<Copy>(() =>
  Promise.reject(new Error(text.shared.noClipboard)),
);

export function useCopy(): Copy {
  return useContext(ClipboardContext);
}
