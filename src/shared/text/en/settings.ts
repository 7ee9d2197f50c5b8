/** The page Settings. */
export const settings = {};
