/** What an action from the palette has to say, at the foot of the window for a moment. */

import { useEffect } from 'react';
import { ErrorNotice } from '../ui/error-notice.tsx';
import classes from './app.module.css';
import { useApp } from './store.ts';
import { text } from './text.ts';

const SHOWN_MS = 5_000;

export function Messages() {
  const message = useApp((state) => state.message);
  useEffect(() => {
    // An error stays until it was read.
    if (message?.kind !== 'said') return;
    const timer = setTimeout(() => useApp.setState({ message: null }), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [message]);
  return (
    <section className={classes.messages} aria-label={text.app.messages}>
      <div role="status">
        {message?.kind === 'said' && <p className={classes.said}>{message.text}</p>}
      </div>
      {message?.kind === 'failed' && (
        <ErrorNotice
          title={message.title}
          error={message.error}
          onClose={() => useApp.setState({ message: null })}
        />
      )}
    </section>
  );
}
