/** The page Activity and what opens beside its list. */
export const activity = {};
