/** The way from the page of one thing back to the list of all. */
import { Anchor } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import classes from './ui.module.css';

interface BackLinkProps {
  readonly href: string;
  readonly children: string;
}

export function BackLink({ href, children }: BackLinkProps) {
  return (
    <Anchor href={href} size="sm" className={classes.back}>
      <IconChevronLeft size="1rem" aria-hidden /> {children}
    </Anchor>
  );
}
