/** Numbers with their noun, in English. */
import { countedIn } from '../counted.ts';

export const counted = countedIn('en');
