/** A token: masked, and fetched only when somebody asks to see or copy it. */
import { Button, Code, Group, Text, VisuallyHidden } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { ApiError } from '../../api/errors.ts';
import { useSession } from '../../app/session-context.ts';
import { text } from '../../app/text.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import classes from './settings.module.css';
import type { Role } from './settings.ts';

const words = text.settings.tokens;
const MASK = '••••••••••••••••';

export const ROLES = ['game', 'gm', 'admin'] as const satisfies readonly Role[];

interface TokenRowProps {
  readonly role: Role;
  /** What else can be done with it. */
  readonly action?: ReactNode;
}

export function TokenRow({ role, action }: TokenRowProps) {
  const session = useSession();
  const [token, setToken] = useState<string | null>(null);
  const [error, setError] = useState<ApiError | null>(null);

  const toggle = async () => {
    setError(null);
    if (token !== null) return setToken(null);
    try {
      setToken(await session.settings.token(role));
    } catch (thrown) {
      setError(ApiError.from(thrown));
    }
  };

  return (
    <li>
      <div className={classes.token}>
        <div>
          <Text size="sm" fw={600} lh={1.3}>
            {role}
          </Text>
          <Text size="xs" c="dimmed" lh={1.3}>
            {words.roles[role]}
          </Text>
        </div>
        <Code className={classes.secret} data-testid={`token-${role}`}>
          {token ?? (
            <>
              <span aria-hidden>{MASK}</span>
              <VisuallyHidden>{words.hidden}</VisuallyHidden>
            </>
          )}
        </Code>
        <Group gap="xs" wrap="nowrap">
          <Button
            size="compact-sm"
            variant="default"
            aria-label={token === null ? words.showOf(role) : words.hideOf(role)}
            onClick={() => void toggle()}
          >
            {token === null ? words.show : words.hide}
          </Button>
          <CopyButton what={words.theToken(role)} text={() => session.settings.token(role)} />
          {action}
        </Group>
      </div>
      {error !== null && <ErrorNotice title={words.failed} error={error} />}
    </li>
  );
}
