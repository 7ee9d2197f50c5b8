/** Says where the history of an item and its place do not agree. Nothing where they do. */
import { text } from '../../app/text.ts';
import { asSentence } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';

export function ContradictionNotice({ sentences }: { readonly sentences: readonly string[] }) {
  if (sentences.length === 0) return null;
  return (
    <Notice tone="bad" title={text.items.life.contradicts} testId="contradictions">
      {sentences.map((sentence) => (
        <div key={sentence}>{asSentence(sentence)}</div>
      ))}
    </Notice>
  );
}
