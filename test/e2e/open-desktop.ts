/** An app that ends with its test. */
import { onTestFinished } from 'vitest';
import { type Desktop, type DesktopOptions, launchDesktop } from '../support/desktop.ts';

export async function openDesktop(options?: DesktopOptions): Promise<Desktop> {
  const desktop = await launchDesktop(options);
  onTestFinished(() => desktop.kill());
  return desktop;
}
