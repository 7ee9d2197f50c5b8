/** What can be done with one backup. */

import { ActionIcon, Menu } from '@mantine/core';
import {
  IconCopy,
  IconDots,
  IconFolderOpen,
  IconHistory,
  IconLock,
  IconLockOpen,
  IconShieldCheck,
  IconTrash,
} from '@tabler/icons-react';
import { useRef } from 'react';
import type { Backup } from '../../../shared/host-methods.ts';
import { useSession } from '../../app/session-context.ts';
import { text } from '../../app/text.ts';
import { ButtonMenu } from '../../ui/button-menu.tsx';
import classes from './backups.module.css';
import { nameOf } from './words.ts';

interface RowMenuProps {
  readonly backup: Backup;
  readonly isBusy: boolean;
  readonly onDelete: (backup: Backup) => void;
}

export function RowMenu({ backup, isBusy, onDelete }: RowMenuProps) {
  const { backups, restores, isLocal } = useSession();
  const target = useRef<HTMLButtonElement>(null);
  // The item that has the focus goes away with the menu; whatever comes next has to find its way back.
  const from = (run: () => void) => () => {
    target.current?.focus({ preventScroll: true });
    run();
  };
  return (
    <ButtonMenu
      button={
        <ActionIcon
          ref={target}
          variant="subtle"
          color="gray"
          className={classes.quiet}
          size={28}
          aria-label={text.backups.menu.label(nameOf(backup))}
        >
          <IconDots size="1.125rem" aria-hidden />
        </ActionIcon>
      }
    >
      <Menu.Item
        leftSection={<IconHistory size="1rem" aria-hidden />}
        disabled={isBusy || backup.problem !== null}
        onClick={() => void restores.preview({ kind: 'backup', backup })}
      >
        {text.backups.restore}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item
        leftSection={<IconShieldCheck size="1rem" aria-hidden />}
        disabled={isBusy}
        onClick={from(() => void backups.verify(backup))}
      >
        {text.backups.menu.verify}
      </Menu.Item>
      <Menu.Item
        leftSection={
          backup.protected ? (
            <IconLockOpen size="1rem" aria-hidden />
          ) : (
            <IconLock size="1rem" aria-hidden />
          )
        }
        disabled={isBusy}
        onClick={from(() => void backups.protect(backup, !backup.protected))}
      >
        {backup.protected ? text.backups.menu.unprotect : text.backups.menu.protect}
      </Menu.Item>
      {isLocal && (
        <Menu.Item
          leftSection={<IconFolderOpen size="1rem" aria-hidden />}
          onClick={from(() => void backups.reveal(backup))}
        >
          {text.backups.menu.reveal}
        </Menu.Item>
      )}
      <Menu.Item
        leftSection={<IconCopy size="1rem" aria-hidden />}
        onClick={from(() => void backups.copy(backup))}
      >
        {text.backups.menu.copy}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item
        className={classes.danger}
        leftSection={<IconTrash size="1rem" aria-hidden />}
        disabled={isBusy}
        onClick={from(() => onDelete(backup))}
      >
        {text.backups.menu.delete}
      </Menu.Item>
    </ButtonMenu>
  );
}
