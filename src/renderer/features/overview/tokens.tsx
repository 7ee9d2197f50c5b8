/** The tokens by role, for whoever sets up a game server. New ones are made on the page of settings. */
import { text } from '../../app/text.ts';
import { ROLES, TokenRow } from '../settings/token-row.tsx';
import classes from './overview.module.css';

export function Tokens() {
  return (
    <ul className={classes.plainList} aria-label={text.overview.connect.tokens}>
      {ROLES.map((role) => (
        <TokenRow key={role} role={role} />
      ))}
    </ul>
  );
}
