/** The catalogues, by language. A translation is added here and nowhere else. */
import { en, type Text } from './en.ts';

export type { Text } from './en.ts';

const CATALOGUES: Readonly<Record<string, Text>> = { en };

/** The catalogue of the first of these languages (BCP 47) that there is one for; else English. */
export function catalogueFor(languages: readonly string[]): Text {
  for (const language of languages) {
    const catalogue = CATALOGUES[language] ?? CATALOGUES[language.split('-')[0] as string];
    if (catalogue !== undefined) return catalogue;
  }
  return en;
}
