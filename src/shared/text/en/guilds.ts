/** The page Guilds. */
export const guilds = {};
