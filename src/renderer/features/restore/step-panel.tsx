/**
 * A way in steps, in the place of the page of backups: room for what is looked at, and the other pages
 * stay in reach. Each step begins at its heading, for the keyboard and for who listens.
 */
import { Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { PageNotices } from '../../app/notices.tsx';
import classes from './restore.module.css';

interface StepPanelProps {
  readonly step: string;
  readonly title: string;
  /** Which step it is, and what becomes of the world by it. */
  readonly text: string;
  readonly testId: string;
  readonly children: ReactNode;
}

export function StepPanel({ step, title, text, testId, children }: StepPanelProps) {
  const heading = useRef<HTMLHeadingElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus moves as the step does
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [step]);

  return (
    <div className={classes.panel} data-testid={testId} data-step={step}>
      <div>
        <Title order={1} ref={heading} tabIndex={-1}>
          {title}
        </Title>
        <p className={classes.step}>{text}</p>
      </div>
      <PageNotices />
      {children}
    </div>
  );
}
