/** The catalogues, by language. A translation is added here and nowhere else. */
import { en, type Text } from './en.ts';

export type { Text } from './en.ts';

type Catalogues = Readonly<Record<string, Text>>;

const CATALOGUES: Catalogues = { en };

/** The catalogue of the first of these languages (BCP 47) that there is one for; else English. */
export function catalogueFor(languages: readonly string[], catalogues = CATALOGUES): Text {
  for (const language of languages) {
    const catalogue = catalogues[language] ?? catalogues[language.split('-')[0] as string];
    if (catalogue !== undefined) return catalogue;
  }
  return en;
}
