/** The page Saves. */
export const saves = {};
