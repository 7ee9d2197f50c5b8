/** The pages, and which of them is open: in the address's hash, and remembered over a restart. */
import {
  IconActivityHeartbeat,
  IconArchive,
  IconDeviceFloppy,
  IconListSearch,
  IconTool,
} from '@tabler/icons-react';

export const PAGES = [
  { id: 'overview', title: 'Overview', icon: IconActivityHeartbeat },
  { id: 'saves', title: 'Saves', icon: IconDeviceFloppy },
  { id: 'backups', title: 'Backups', icon: IconArchive },
  { id: 'activity', title: 'Activity', icon: IconListSearch },
  { id: 'maintenance', title: 'Maintenance', icon: IconTool },
] as const;

export type Page = (typeof PAGES)[number]['id'];

const STORAGE_KEY = 'shardkeep.page';

function pageOf(text: string | null | undefined): Page | undefined {
  return PAGES.find(({ id }) => id === text)?.id;
}

export function pageAtStart(): Page {
  const remembered = localStorage.getItem(STORAGE_KEY);
  return pageOf(window.location.hash.slice(1)) ?? pageOf(remembered) ?? 'overview';
}

export function pageOfHash(): Page | undefined {
  return pageOf(window.location.hash.slice(1));
}

export function rememberPage(page: Page): void {
  localStorage.setItem(STORAGE_KEY, page);
  if (pageOfHash() !== page) window.location.hash = page;
}
