/** Starts the page: styles by the nonce that the server gave it, the session, the app. */
import './app/validation.ts';
import '@mantine/core/styles.css';
import '@mantine/charts/styles.css';
import './app/base.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { FailedView } from './app/failed-view.tsx';
import { FaultBoundary } from './app/fault-boundary.tsx';
import { Session } from './app/session.ts';
import { text } from './app/text.ts';
import { cssVariables, theme } from './app/theme.ts';

// Browsers hide the attribute from scripts and keep the property.
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
window.__webpack_nonce__ = nonce;

const bridge = window.shardkeep;
const session = bridge === undefined ? null : new Session(bridge);
session?.start();

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      colorSchemeManager={localStorageColorSchemeManager({ key: 'shardkeep.theme' })}
      getStyleNonce={() => nonce}
    >
      {session === null ? (
        <FailedView message={text.app.failed.noShard} hint={text.app.failed.noShardHint} />
      ) : (
        <FaultBoundary>
          <App session={session} />
        </FaultBoundary>
      )}
    </MantineProvider>
  </StrictMode>,
);
