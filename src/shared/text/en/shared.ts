/** What several pages say: units, errors, buttons. */
export const shared = {};
