/** The page Players. */
export const players = {};
