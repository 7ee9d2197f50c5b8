/** Opens an entry, a character or an item beside the list, and closes it again. */
import { useApp } from '../../app/store.ts';
import { type Opened, withOpened } from './drawers.ts';

export function openBeside(opened: Opened): void {
  const { activityOpened } = useApp.getState();
  useApp.setState({ activityOpened: withOpened(activityOpened, opened) });
}

/** From another page, with no way back to what was looked at before. */
export function openAnew(opened: Opened): void {
  useApp.setState({ activityOpened: [opened] });
}

/** Back to what it was opened from. */
export function goBack(): void {
  const { activityOpened } = useApp.getState();
  useApp.setState({ activityOpened: activityOpened.slice(0, -1) });
}

export function closeBeside(): void {
  useApp.setState({ activityOpened: [] });
}
