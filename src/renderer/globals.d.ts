/** What the page finds around it: the bridge that preload exposes, and the nonce that style libraries read. */
import type { WindowBridge } from '../shared/window.ts';

declare global {
  interface Window {
    /** Missing where the page was opened in a browser. */
    readonly shardkeep?: WindowBridge;
    /** The scroll lock of dialogs reads its style nonce here, by the name that webpack gave it. */
    __webpack_nonce__?: string;
  }
}
