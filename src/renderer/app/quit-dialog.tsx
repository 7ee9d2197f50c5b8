/** Asks before the shard ends: whoever plays on it is put off. */

import { Button, Group, Text } from '@mantine/core';
import { useShallow } from 'zustand/react/shallow';
import { Dialog } from '../ui/dialog.tsx';
import { asSentence } from '../ui/format.ts';
import { act } from './commands.ts';
import { useSession } from './session-context.ts';
import { useApp } from './store.ts';
import { text } from './text.ts';

export function QuitDialog() {
  const { bridge } = useSession();
  const isOpen = useApp(({ dialog }) => dialog === 'quit');
  const { name, online, connections, refusing } = useApp(
    useShallow(({ status }) => ({
      name: status?.name ?? text.shared.thisShard,
      online: status?.online ?? 0,
      connections: status?.connections ?? 0,
      refusing: status?.refusing ?? null,
    })),
  );
  const close = () => useApp.setState({ dialog: null });
  return (
    <Dialog isOpen={isOpen} onClose={close} title={text.app.quit.title(name)}>
      <Text size="sm">
        {online === 0 ? text.app.quit.nobody : text.app.quit.disconnects(online, connections)}{' '}
        {refusing === null
          ? text.app.quit.nothingLost
          : text.app.quit.refusing(asSentence(refusing))}
      </Text>
      <Group justify="flex-end" mt="md">
        <Button data-autofocus variant="default" onClick={close}>
          {text.shared.cancel}
        </Button>
        <Button
          onClick={() => {
            close();
            act(text.app.quit.failed, bridge.call('quit'));
          }}
        >
          {text.app.quit.quit}
        </Button>
      </Group>
    </Dialog>
  );
}
