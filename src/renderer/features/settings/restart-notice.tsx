/** Settings that hold from the next start on: said until there was one, with a way to it. */
import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import type { Settings } from '../../../shared/settings.ts';
import { act } from '../../app/commands.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { labelOf } from './words.ts';

const words = text.settings.restart;

export function RestartNotice() {
  const session = useSession();
  const keys = useApp((state) => state.settingsForNextStart);
  const shard = useApp(({ status }) => status?.name ?? 'Shardkeep');
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  if (keys.length === 0) return null;
  return (
    <>
      <Notice tone="warning" title={words.title} testId="notice-restart">
        <Text size="sm">{words.text(keys.map((key) => labelOf(key as keyof Settings)))}</Text>
        <Button mt="xs" size="xs" variant="default" onClick={() => setOpen(true)}>
          {words.button}
        </Button>
      </Notice>
      <Dialog isOpen={isOpen} onClose={close} title={words.ask}>
        <Text size="sm">{words.what(shard)}</Text>
        <Group justify="flex-end" mt="md">
          <Button data-autofocus variant="default" onClick={close}>
            {text.settings.tokens.cancel}
          </Button>
          <Button
            onClick={() => {
              close();
              act(words.failed, session.settings.restart());
            }}
          >
            {words.confirm}
          </Button>
        </Group>
      </Dialog>
    </>
  );
}
