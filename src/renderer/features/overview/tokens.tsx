/** The tokens by role: masked, fetched from the shell only when somebody asks to see or copy one. */
import { Button, Code, Group, Text, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import { ApiError } from '../../api/errors.ts';
import { useSession } from '../../app/session-context.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import classes from './overview.module.css';

const ROLES = [
  { role: 'game', what: 'for game servers' },
  { role: 'gm', what: 'for game masters' },
  { role: 'admin', what: 'for everything' },
] as const;

type Role = (typeof ROLES)[number]['role'];

const MASK = '••••••••••••••••';

export function Tokens() {
  return (
    <ul className={classes.plainList} aria-label="Tokens">
      {ROLES.map(({ role, what }) => (
        <Token key={role} role={role} what={what} />
      ))}
    </ul>
  );
}

function Token({ role, what }: { readonly role: Role; readonly what: string }) {
  const { bridge } = useSession();
  const [token, setToken] = useState<string | null>(null);
  const [error, setError] = useState<ApiError | null>(null);

  const toggle = async () => {
    setError(null);
    if (token !== null) {
      setToken(null);
      return;
    }
    try {
      setToken(await bridge.call('token', role));
    } catch (thrown) {
      setError(ApiError.from(thrown));
    }
  };

  return (
    <li>
      <div className={classes.tokenRow}>
        <div>
          <Text size="sm" fw={600} lh={1.3}>
            {role}
          </Text>
          <Text size="xs" c="dimmed" lh={1.3}>
            {what}
          </Text>
        </div>
        <Code className={classes.secret}>
          {token ?? (
            <>
              <span aria-hidden>{MASK}</span>
              <VisuallyHidden>hidden</VisuallyHidden>
            </>
          )}
        </Code>
        <Group gap="xs" wrap="nowrap">
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`${token === null ? 'Show' : 'Hide'} the ${role} token`}
            onClick={() => void toggle()}
          >
            {token === null ? 'Show' : 'Hide'}
          </Button>
          <CopyButton what={`the ${role} token`} text={() => bridge.call('token', role)} />
        </Group>
      </div>
      {error !== null && <ErrorNotice title="The token cannot be read" error={error} />}
    </li>
  );
}
