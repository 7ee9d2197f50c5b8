/** docs/ROLES.md is the table of the declared methods; `vitest run -u` on this file writes it. */
import { expect, it } from 'vitest';
import { METHODS } from '../../src/shared/host-methods.ts';
import { ROLES } from '../../src/shared/method.ts';
import { cellsOf, ROLES_PAGE, rolesPage } from '../support/roles.ts';

it('[E7] docs/ROLES.md has every method with the roles that may call it', async () => {
  await expect(rolesPage()).toMatchFileSnapshot(ROLES_PAGE);
  expect(cellsOf(rolesPage()).map(({ method, role }) => `${method} ${role}`)).toEqual(
    Object.keys(METHODS).flatMap((method) => ROLES.map((role) => `${method} ${role}`)),
  );
});
