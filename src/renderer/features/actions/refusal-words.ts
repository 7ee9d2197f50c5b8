/** What was refused and why, in words that name what it is about. Pure. */
import type { ApiError } from '../../api/errors.ts';
import { text } from '../../app/text.ts';

/** The word for a code, and that for all others. */
function wordOf<W extends { readonly other: string }>(words: W, code: string): string {
  return Object.hasOwn(words, code) ? (words[code as keyof W] as string) : words.other;
}

/** The title over an error at an action, by its code. */
export function refusedTitle(code: string): string {
  return wordOf(text.actions.refused, code);
}

/** Why it was not done, and what that leaves. */
export function refusedText({ code, message, hint }: ApiError): string {
  // Without an answer nobody knows.
  const isUnknown = code === 'Closed' || code === 'StorageUnavailable';
  const rest = isUnknown ? text.actions.unknown : text.actions.unchanged;
  return [message, ...(hint === null ? [] : [hint]), rest].join(' ');
}

export function notUndoneTitle({ code }: ApiError): string {
  const { Conflict, NotFound, other } = text.actions.notUndone;
  return wordOf({ Conflict, NotFound, other }, code);
}

/** Why an action was not undone, and what to do instead. */
export function notUndoneText(error: ApiError): string {
  const { because, unknown } = text.actions.notUndone;
  if (error.code === 'Closed') return unknown;
  const { reasons } = error.details;
  if (!Array.isArray(reasons) || reasons.length === 0) return refusedText(error);
  return because(text.shared.and(reasons.map(String)));
}
