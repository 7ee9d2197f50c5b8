/** What can be done to something: as a menu, or one of it as a button in place. */
import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useRef } from 'react';
import { useSession } from '../../app/session-context.ts';
import { text } from '../../app/text.ts';
import { ButtonMenu } from '../../ui/button-menu.tsx';
import { actionsFor } from './registry.ts';
import { nameOf, type Subject } from './subjects.ts';

/** By then the menu is gone, and the focus is where the dialog has to bring it back to. */
const FOCUS_MS = 30;

export function ActionMenu({ subject }: { readonly subject: Subject }) {
  const { actions } = useSession();
  const target = useRef<HTMLButtonElement>(null);
  return (
    <ButtonMenu
      button={
        <Button
          ref={target}
          rightSection={<IconChevronDown size="1rem" aria-hidden />}
          aria-label={text.actions.actOn(nameOf(subject))}
          data-testid="act"
        >
          {text.actions.act}
        </Button>
      }
    >
      {actionsFor(subject).map((action) => (
        <Menu.Item
          key={action.id}
          onClick={() => {
            target.current?.focus({ preventScroll: true });
            setTimeout(() => actions.open(action, subject), FOCUS_MS);
          }}
        >
          {text.actions.opens(action.title)}
        </Menu.Item>
      ))}
    </ButtonMenu>
  );
}
