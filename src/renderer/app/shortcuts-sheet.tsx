/** The sheet of shortcuts, on `?`. */

import { Dialog } from '../ui/dialog.tsx';
import classes from './app.module.css';
import { SHORTCUTS } from './commands.ts';
import { Keys } from './palette.tsx';
import { useApp } from './store.ts';
import { text } from './text.ts';

export function ShortcutsSheet() {
  const isOpen = useApp(({ dialog }) => dialog === 'shortcuts');
  return (
    <Dialog
      isOpen={isOpen}
      onClose={() => useApp.setState({ dialog: null })}
      title={text.app.shortcuts}
    >
      <dl className={classes.shortcuts}>
        {SHORTCUTS.map(({ keys, what }) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              <Keys keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
