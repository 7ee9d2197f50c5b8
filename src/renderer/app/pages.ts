/** The pages, and where in them one is: in the address's hash, and remembered over a restart. */
import {
  IconActivityHeartbeat,
  IconArchive,
  IconDeviceFloppy,
  IconListSearch,
  IconSettings,
  IconShield,
  IconSword,
  IconTool,
  IconUsers,
} from '@tabler/icons-react';
import { text } from './text.ts';

/** First the world, then the host. */
export const PAGES = [
  { id: 'overview', title: text.pages.overview, icon: IconActivityHeartbeat },
  { id: 'players', title: text.pages.players, icon: IconUsers },
  { id: 'items', title: text.pages.items, icon: IconSword },
  { id: 'guilds', title: text.pages.guilds, icon: IconShield },
  { id: 'activity', title: text.pages.activity, icon: IconListSearch },
  { id: 'saves', title: text.pages.saves, icon: IconDeviceFloppy },
  { id: 'backups', title: text.pages.backups, icon: IconArchive },
  { id: 'maintenance', title: text.pages.maintenance, icon: IconTool },
  { id: 'settings', title: text.pages.settings, icon: IconSettings },
] as const;

export type Page = (typeof PAGES)[number]['id'];

/** A page and which of its things is open, `#players/12`: the id of a character, an item, a guild. */
export interface Route {
  readonly page: Page;
  /** Null for the page itself. */
  readonly subject: string | null;
}

/** In the place of a player's number: what game masters did to all of them. */
export const REMEMBERED = 'actions';

const STORAGE_KEY = 'shardkeep.page';

function routeOf(address: string | null): Route | undefined {
  const [id, subject] = (address ?? '').split('/', 2);
  const page = PAGES.find((one) => one.id === id)?.id;
  return page && { page, subject: subject ? decode(subject) : null };
}

/** Anybody may write an address: what is not well encoded stands for itself. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a page or of one of its things, for a link: `#players/12`. */
export function hrefOf(page: Page, subject: string | number | null = null): string {
  return subject === null ? `#${page}` : `#${page}/${encodeURIComponent(subject)}`;
}

export function routeAtStart(): Route {
  return (
    routeOfHash() ??
    routeOf(localStorage.getItem(STORAGE_KEY)) ?? { page: 'overview', subject: null }
  );
}

export function routeOfHash(): Route | undefined {
  return routeOf(window.location.hash.slice(1));
}

export function rememberRoute({ page, subject }: Route): void {
  const address = hrefOf(page, subject);
  localStorage.setItem(STORAGE_KEY, address.slice(1));
  if (window.location.hash !== address) window.location.hash = address;
}
