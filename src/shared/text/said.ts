/** Sentences with things in them that can be pressed, which stay whole wherever a language puts them. */

/** A piece of a sentence: plain, or a character or an item. */
export type Part =
  | { readonly text: string; readonly character_id?: never; readonly item_id?: never }
  | { readonly text: string; readonly character_id: number; readonly item_id?: never }
  | { readonly text: string; readonly item_id: string; readonly character_id?: never };

export type Said = readonly Part[];

/** A sentence of a catalogue: said`${killer} killed ${victim}`. */
export function said(
  words: TemplateStringsArray,
  ...values: readonly (string | Part | Said)[]
): Said {
  const parts = words.flatMap((word, index) => [{ text: word }, ...partsOf(values[index])]);
  return joined(parts);
}

/** A line of the log that somebody wrote by hand may lack anything, and hold anything. */
function partsOf(value: unknown): Said {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'object') return [{ text: String(value) }];
  return Array.isArray(value) ? value : [value as Part];
}

/** What is plain goes on as one. */
function joined(parts: Said): Said {
  const all: Part[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (part.text === '') continue;
    if (last !== undefined && isPlain(last) && isPlain(part)) {
      all[all.length - 1] = { text: `${last.text}${part.text}` };
    } else all.push(part);
  }
  return all;
}

function isPlain({ character_id, item_id }: Part): boolean {
  return character_id === undefined && item_id === undefined;
}
