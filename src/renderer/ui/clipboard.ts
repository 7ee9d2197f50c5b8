/** How texts get onto the clipboard. The app gives the way; parts of the pages only copy. */
import { createContext, useContext } from 'react';

type Copy = (text: string) => Promise<void>;

export const ClipboardContext = createContext<Copy>(() =>
  Promise.reject(new Error('There is no clipboard here.')),
);

export function useCopy(): Copy {
  return useContext(ClipboardContext);
}
