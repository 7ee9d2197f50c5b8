/** An action as a button in the place that it is about; nothing where it cannot be done. */
import { Button } from '@mantine/core';
import { useSession } from '../../app/session-context.ts';
import { text } from '../../app/text.ts';
import { ACTIONS } from './registry.ts';
import type { Subject } from './subjects.ts';

interface ActionButtonProps {
  readonly id: string;
  readonly subject: Subject;
}

export function ActionButton({ id, subject }: ActionButtonProps) {
  const { actions } = useSession();
  const action = ACTIONS.find((one) => one.id === id);
  if (action === undefined || action.begin(subject) === null) return null;
  return (
    <Button size="compact-sm" variant="default" onClick={() => actions.open(action, subject)}>
      {text.actions.opens(action.title)}
    </Button>
  );
}
