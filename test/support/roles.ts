/** docs/ROLES.md: which method takes which role, as a page made from the declarations and read back. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { METHODS, type Method } from '../../src/shared/host-methods.ts';
import { type MethodDefinition, ROLES, type Role, roleAllows } from '../../src/shared/method.ts';

export const ROLES_PAGE = fileURLToPath(new URL('../../docs/ROLES.md', import.meta.url));

const HEAD = `# Roles

Each token has a role, and each role may what the one before it may: \`game\` is for game servers, \`gm\` for game
masters, \`admin\` for whoever runs the shard. The window of the app itself has the role \`admin\`. Without a token
nothing is answered but \`GET /healthz\` and \`GET /openrpc.json\`; \`GET /metrics\` takes any token.

What a role may not is \`Forbidden\`, by itself and as an operation of \`tx.run\` or \`admin.act\`. This table is made from
the declarations of the methods, and every cell of it is tried over the network by \`test/contract/roles.test.ts\`.

`;

/** The page as it must be. */
export function rolesPage(): string {
  const rows = Object.entries(METHODS as Record<string, MethodDefinition>).map(
    ([method, { role, summary }]) => [
      `\`${method}\``,
      ...ROLES.map((one) => (roleAllows(one, role) ? 'yes' : '–')),
      summary.replaceAll('|', '\\|'),
    ],
  );
  const head = ['method', ...ROLES, ''];
  // Cells stand below each other, as the formatter has tables.
  const widths = head.map((_, i) =>
    Math.max(...[head, ...rows].map((cells) => cells[i]!.length), 3),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  return `${HEAD}${[line(head), rule, ...rows.map(line)].join('\n')}\n`;
}

export interface Cell {
  readonly method: Method;
  readonly role: Role;
  readonly isAllowed: boolean;
}

/** The cells of the page as it stands in the docs. */
export function documentedCells(): Cell[] {
  return cellsOf(readFileSync(ROLES_PAGE, 'utf8'));
}

export function cellsOf(page: string): Cell[] {
  return page.split('\n').flatMap((line) => {
    const [, method, ...cells] = line.split('|').map((cell) => cell.trim());
    if (!method?.startsWith('`')) return [];
    return ROLES.map((role, i) => {
      const cell = cells[i];
      if (cell !== 'yes' && cell !== '–') throw new Error(`${method}: ${cell} is no answer`);
      return { method: method.slice(1, -1) as Method, role, isAllowed: cell === 'yes' };
    });
  });
}
