/** The heading of a page that lists things: beside it how many there are, and what else is to stand there. */
import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './ui.module.css';

interface ListHeadingProps {
  readonly title: string;
  /** Null as long as nobody knows. */
  readonly total: string | null;
  readonly children?: ReactNode;
}

export function ListHeading({ title, total, children }: ListHeadingProps) {
  return (
    <div className={classes.listHeading}>
      <Title order={1}>{title}</Title>
      <p className={classes.total} role="status" data-testid="total">
        {total}
      </p>
      {children}
    </div>
  );
}
