/** The page Maintenance. */
export const maintenance = {};
