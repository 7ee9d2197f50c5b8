/** Bringing one character back. */
export const characterRestore = {};
