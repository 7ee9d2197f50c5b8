/** The page Backups. */
export const backups = {};
