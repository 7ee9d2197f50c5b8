/** A part of a page with a heading of its own. */
import { Group, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './ui.module.css';

interface CardProps {
  readonly title: string;
  /** What stands at the end of the heading's line. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly testId?: string;
}

export function Card({ title, aside, children, testId }: CardProps) {
  const id = useId();
  return (
    <section className={classes.card} aria-labelledby={id} data-testid={testId}>
      <Group justify="space-between" gap="sm" mb="sm">
        <Title order={2} size="h4" id={id}>
          {title}
        </Title>
        {aside}
      </Group>
      {children}
    </section>
  );
}
