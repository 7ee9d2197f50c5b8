/** A display of our own where the machine has none. */
import { type Running, start } from './servers.ts';

export async function ownDisplay(): Promise<Running | null> {
  if (process.platform !== 'linux' || process.env.DISPLAY) return null;
  return start('Xvfb', ['-displayfd', '1', '-screen', '0', '1400x900x24'], /^\d+$/);
}
