/** Numbers with their noun, by the rules of a language. */

/** The forms that a language has for a noun; `other` is the one that all have. */
export type Forms = { readonly other: string } & Readonly<
  Partial<Record<Intl.LDMLPluralRule, string>>
>;

/**
 * `1 player`, `2 players`: a function for the language of a catalogue. The figures are the reader's own,
 * as they are everywhere in the window.
 */
export function countedIn(language: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language);
  const figures = new Intl.NumberFormat();
  return (count, forms) => `${figures.format(count)} ${forms[rules.select(count)] ?? forms.other}`;
}
