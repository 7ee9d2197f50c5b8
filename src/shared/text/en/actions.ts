/** What a game master does: give, take, move, ban, and their undo. */
export const actions = {};
