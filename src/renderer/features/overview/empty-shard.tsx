/** What a shard without a single character says: how to begin. */

import { Button, Group, Text, Title } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { ApiError } from '../../api/errors.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import classes from './overview.module.css';

export function EmptyShard() {
  const { bridge } = useSession();
  const isEmpty = useApp(
    ({ status }) => status !== null && status.characters.count === 0 && !status.demo,
  );
  const [error, setError] = useState<ApiError | null>(null);
  if (!isEmpty) return null;

  const open = async () => {
    setError(null);
    try {
      await bridge.call('openDemo');
    } catch (thrown) {
      setError(ApiError.from(thrown));
    }
  };

  return (
    <section className={classes.empty} aria-labelledby="empty-title" data-testid="empty">
      <Title order={2} size="h3" id="empty-title">
        {text.overview.empty.title}
      </Title>
      <Text maw="38rem">{text.overview.empty.text}</Text>
      <Group gap="sm" mt="sm">
        <Button
          leftSection={<IconPlayerPlay size="1.125rem" aria-hidden />}
          onClick={() => void open()}
        >
          {text.overview.empty.openDemo}
        </Button>
        <Button
          variant="default"
          onClick={() =>
            document.querySelector('[data-testid="connect"]')?.scrollIntoView({ block: 'start' })
          }
        >
          {text.overview.empty.howToConnect}
        </Button>
      </Group>
      {error !== null && <ErrorNotice title={text.overview.empty.failed} error={error} />}
    </section>
  );
}
