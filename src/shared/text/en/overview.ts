/** The page Overview. */
export const overview = {};
