/** What is around the pages: header, notices, steps, palette. */
import { counted } from './counted.ts';

export const app = {
  goTo: (page: string) => `Go to ${page}`,
  openPlayer: 'Open the player’s page',
  found: (count: number) => counted(count, { other: 'found' }),
};
