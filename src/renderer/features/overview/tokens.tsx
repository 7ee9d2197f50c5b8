/** The tokens by role: masked, fetched from the shell only when somebody asks to see or copy one. */

import { Button, Code, Group, Text, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import { ApiError } from '../../api/errors.ts';
import { useSession } from '../../app/session-context.ts';
import { text } from '../../app/text.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import classes from './overview.module.css';

const { tokens } = text.overview;

const ROLES = ['game', 'gm', 'admin'] as const;

type Role = (typeof ROLES)[number];

const MASK = '••••••••••••••••';

export function Tokens() {
  return (
    <ul className={classes.plainList} aria-label={text.overview.connect.tokens}>
      {ROLES.map((role) => (
        <Token key={role} role={role} />
      ))}
    </ul>
  );
}

function Token({ role }: { readonly role: Role }) {
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
            {tokens.roles[role]}
          </Text>
        </div>
        <Code className={classes.secret}>
          {token ?? (
            <>
              <span aria-hidden>{MASK}</span>
              <VisuallyHidden>{tokens.hidden}</VisuallyHidden>
            </>
          )}
        </Code>
        <Group gap="xs" wrap="nowrap">
          <Button
            size="compact-sm"
            variant="default"
            aria-label={token === null ? tokens.showToken(role) : tokens.hideToken(role)}
            onClick={() => void toggle()}
          >
            {token === null ? tokens.show : tokens.hide}
          </Button>
          <CopyButton what={tokens.theToken(role)} text={() => bridge.call('token', role)} />
        </Group>
      </div>
      {error !== null && <ErrorNotice title={tokens.failed} error={error} />}
    </li>
  );
}
