/** A menu that opens under a button. */

import { Menu } from '@mantine/core';
import { cloneElement, type MouseEvent, type ReactElement, type ReactNode } from 'react';

interface ButtonMenuProps {
  readonly button: ReactElement<{ onClick?: (event: MouseEvent) => void }>;
  /** Its items. */
  readonly children: ReactNode;
}

export function ButtonMenu({ button, children }: ButtonMenuProps) {
  return (
    <Menu
      position="bottom-end"
      transitionProps={{ duration: 0 }}
      // The first item gets the focus, and the menu lies inside the landmark that it belongs to.
      withInitialFocusPlaceholder={false}
      portalProps={{ target: '#main' }}
    >
      <Menu.Target>{cloneElement(button, { onClick: bringIntoView })}</Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

/** A menu is not shown beside a button that is out of sight; a key presses it all the same while it has the focus. */
function bringIntoView({ currentTarget }: MouseEvent): void {
  currentTarget.scrollIntoView({ block: 'nearest' });
}
