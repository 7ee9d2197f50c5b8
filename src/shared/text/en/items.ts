/** The page Items. */
export const items = {};
