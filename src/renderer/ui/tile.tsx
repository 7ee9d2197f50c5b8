/** One figure that is read at a glance, with a bar where there is a limit to it. */

import { Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import { text } from '../app/text.ts';
import classes from './ui.module.css';

interface TileProps {
  readonly label: string;
  readonly value: string;
  /** What the figure is measured against, beside it. */
  readonly of?: string;
  readonly detail: ReactNode;
  /** From 0 to 1: how much of the limit is taken. */
  readonly share?: number;
  readonly testId: string;
}

/** Shares of a limit at which its bar changes colour; the figures beside it say the same. */
const NEAR = 0.8;
const FULL = 0.95;

export function Tile({ label, value, of, detail, share, testId }: TileProps) {
  return (
    <li className={classes.tile} data-testid={testId}>
      <div className={classes.tileLabel}>{label}</div>
      <div className={classes.tileFigure}>
        <span className={classes.tileValue}>{value}</span>
        {of !== undefined && <span className={classes.tileOf}>{of}</span>}
      </div>
      <div className={classes.tileDetail}>{detail}</div>
      {share !== undefined && (
        <Progress.Root size="xs" className={classes.tileBar}>
          <Progress.Section
            value={Math.min(100, share * 100)}
            color={share >= FULL ? 'red' : share >= NEAR ? 'yellow' : 'keep'}
            aria-label={
              of === undefined
                ? text.shared.share(label, value)
                : text.shared.shareOf(label, value, of)
            }
          />
        </Progress.Root>
      )}
    </li>
  );
}
