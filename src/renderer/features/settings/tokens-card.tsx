/** The tokens, and a new one in the place of one that has got about: said first is who is cut off. */
import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { ApiError } from '../../api/errors.ts';
import { useSession } from '../../app/session-context.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { DoneAgo } from '../../ui/time.tsx';
import classes from './settings.module.css';
import type { Role } from './settings.ts';
import { ROLES, TokenRow } from './token-row.tsx';
import { cutOffText } from './words.ts';

const words = text.settings.tokens;

/** What is asked about, and who is connected by it; null while that is not known. */
interface Asked {
  readonly role: Role;
  readonly addresses: readonly string[] | null;
}

type Outcome =
  | { readonly kind: 'replaced'; readonly role: Role; readonly closed: number; readonly at: string }
  | { readonly kind: 'failed'; readonly error: ApiError };

export function TokensCard() {
  const session = useSession();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [isOpen, setOpen] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  /** How often each was replaced here: what is shown of the one before is not true any more. */
  const [rounds, setRounds] = useState<Readonly<Partial<Record<Role, number>>>>({});

  const ask = async (role: Role) => {
    setOutcome(null);
    setAsked({ role, addresses: null });
    setOpen(true);
    try {
      const addresses = await session.settings.connectedBy(role);
      setAsked((now) => (now?.role === role ? { role, addresses } : now));
    } catch (thrown) {
      setOpen(false);
      setOutcome({ kind: 'failed', error: ApiError.from(thrown) });
    }
  };

  const rotate = async (role: Role) => {
    setOpen(false);
    try {
      const { closed, at } = await session.settings.rotate(role);
      setRounds((now) => ({ ...now, [role]: (now[role] ?? 0) + 1 }));
      setOutcome({ kind: 'replaced', role, closed, at });
    } catch (thrown) {
      setOutcome({ kind: 'failed', error: ApiError.from(thrown) });
    }
  };

  return (
    <Card title={text.settings.sections.tokens} testId="settings-tokens">
      <Text size="sm" c="dimmed" mb="sm">
        {words.what}
      </Text>
      <ul className={classes.tokens} aria-label={words.list}>
        {ROLES.map((role) => (
          <TokenRow
            key={`${role} ${rounds[role] ?? 0}`}
            role={role}
            action={
              <Button
                size="compact-sm"
                variant="default"
                aria-label={words.rotateOf(role)}
                onClick={() => void ask(role)}
              >
                {words.rotate}
              </Button>
            }
          />
        ))}
      </ul>
      <div role="status" className={classes.outcome}>
        {outcome?.kind === 'replaced' && (
          <Notice tone="info" testId="token-replaced">
            {words.replaced(outcome.role, outcome.closed)} <DoneAgo at={outcome.at} />
          </Notice>
        )}
      </div>
      {outcome?.kind === 'failed' && (
        <ErrorNotice title={words.notReplaced} error={outcome.error} />
      )}
      <Dialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={words.ask(asked?.role ?? 'game')}
      >
        {asked !== null && asked.addresses !== null && (
          <Text size="sm">{cutOffText(asked.role, asked.addresses)}</Text>
        )}
        <Text size="sm" mt="xs">
          {words.windowStays}
        </Text>
        <Group justify="flex-end" mt="md">
          <Button data-autofocus variant="default" onClick={() => setOpen(false)}>
            {words.cancel}
          </Button>
          <Button onClick={() => asked !== null && void rotate(asked.role)}>{words.confirm}</Button>
        </Group>
      </Dialog>
    </Card>
  );
}
