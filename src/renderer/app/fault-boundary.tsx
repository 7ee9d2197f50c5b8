/** Keeps a fault of a page from taking the window with it: the shard runs on, and the rest can be used. */

import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { ApiError } from '../api/errors.ts';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { text } from './text.ts';

interface FaultBoundaryProps {
  readonly children: ReactNode;
}

export class FaultBoundary extends Component<FaultBoundaryProps, { fault: ApiError | null }> {
  override state = { fault: null };

  static getDerivedStateFromError(thrown: unknown) {
    const { message } = ApiError.from(thrown);
    return { fault: new ApiError('PageFault', message, text.app.fault.hint) };
  }

  override render() {
    const { fault } = this.state;
    if (fault === null) return this.props.children;
    return (
      <div>
        <h1>{text.app.fault.title}</h1>
        <ErrorNotice title={text.app.fault.text} error={fault} />
        <Button mt="sm" size="xs" onClick={() => this.setState({ fault: null })}>
          {text.app.fault.again}
        </Button>
      </div>
    );
  }
}
