/** Keeps a fault of a page from taking the window with it: the shard runs on, and the rest can be used. */
import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { ApiError } from '../api/errors.ts';
import { ErrorNotice } from '../ui/error-notice.tsx';

interface FaultBoundaryProps {
  readonly children: ReactNode;
}

export class FaultBoundary extends Component<FaultBoundaryProps, { fault: ApiError | null }> {
  override state = { fault: null };

  static getDerivedStateFromError(thrown: unknown) {
    const { message } = ApiError.from(thrown);
    const hint = 'The shard is not touched by it. Please report what stands here.';
    return { fault: new ApiError('PageFault', message, hint) };
  }

  override render() {
    const { fault } = this.state;
    if (fault === null) return this.props.children;
    return (
      <div>
        <h1>This page has a fault</h1>
        <ErrorNotice title="The page could not be shown" error={fault} />
        <Button mt="sm" size="xs" onClick={() => this.setState({ fault: null })}>
          Show it again
        </Button>
      </div>
    );
  }
}
