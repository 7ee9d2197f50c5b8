/** What can be done to something by an action with a reason. Pure. */
import type { Form } from './form.ts';
import type { Subject, SubjectOf } from './subjects.ts';

export interface Action {
  readonly id: string;
  readonly title: string;
  readonly of: Subject['kind'];
  /** Whether something is gone after it: its button warns. */
  readonly destroys: boolean;
  /** Its form for one of them; null where it cannot be done to this one. */
  readonly begin: (subject: Subject) => Form | null;
}

export function actionOn<K extends Subject['kind']>(
  of: K,
  id: string,
  title: string,
  begin: (subject: SubjectOf<K>) => Form | null,
): Action {
  return {
    id,
    title,
    of,
    destroys: false,
    begin: (subject) => (subject.kind === of ? begin(subject as SubjectOf<K>) : null),
  };
}

export function actionThatDestroys<K extends Subject['kind']>(
  ...what: Parameters<typeof actionOn<K>>
): Action {
  return { ...actionOn(...what), destroys: true };
}
