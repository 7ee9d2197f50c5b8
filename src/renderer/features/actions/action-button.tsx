/** Actions as buttons in the place that they are about; nothing where one cannot be done. */
import { Button, Group } from '@mantine/core';
import { useSession } from '../../app/session-context.ts';
import { text } from '../../app/text.ts';
import { ACTIONS, actionsFor } from './registry.ts';
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

interface ActionButtonsProps {
  readonly subject: Subject;
  /** A dialog takes the place of what they stand in. */
  readonly onAct: () => void;
}

/** All that can be done to it. */
export function ActionButtons({ subject, onAct }: ActionButtonsProps) {
  const { actions } = useSession();
  return (
    <Group gap="xs">
      {actionsFor(subject).map((action) => (
        <Button
          key={action.id}
          size="compact-sm"
          variant="default"
          onClick={() => {
            onAct();
            actions.open(action, subject);
          }}
        >
          {text.actions.opens(action.title)}
        </Button>
      ))}
    </Group>
  );
}
