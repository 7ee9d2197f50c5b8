/** Chooses what fills the window by how far the shell is. */
import { useCallback } from 'react';
import { ClipboardContext } from '../ui/clipboard.ts';
import { FailedView } from './failed-view.tsx';
import { Frame } from './frame.tsx';
import type { Session } from './session.ts';
import { SessionContext } from './session-context.ts';
import { StepsView } from './steps-view.tsx';
import { useApp } from './store.ts';

export function App({ session }: { readonly session: Session }) {
  const { bridge } = session;
  const copy = useCallback((text: string) => bridge.call('copy', text), [bridge]);
  return (
    <SessionContext value={session}>
      <ClipboardContext value={copy}>
        <Whole session={session} />
      </ClipboardContext>
    </SessionContext>
  );
}

function Whole({ session }: { readonly session: Session }) {
  const shell = useApp((state) => state.shell);
  switch (shell?.kind) {
    case undefined:
      // The shell answers within a moment; anything shown until then would only flash.
      return <main aria-busy />;
    case 'starting':
      return <StepsView phase="startup" steps={shell.steps} />;
    case 'stopping':
      return <StepsView phase="shutdown" steps={shell.steps} willRestart={shell.willRestart} />;
    case 'failed':
      return (
        <FailedView
          message={shell.message}
          hint={shell.hint}
          onQuit={() => void session.bridge.call('quit').catch(() => window.close())}
        />
      );
    case 'serving':
      return <Frame />;
  }
}
