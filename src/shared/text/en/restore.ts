/** Restoring the world. */
export const restore = {};
