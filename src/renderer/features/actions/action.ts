/** What can be done to something by an action with a reason. Pure. */
import type { Form } from './form.ts';
import type { Subject, SubjectOf } from './subjects.ts';

export interface Action {
  readonly id: string;
  readonly title: string;
  readonly of: Subject['kind'];
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
    begin: (subject) => (subject.kind === of ? begin(subject as SubjectOf<K>) : null),
  };
}
