/** Menu, tray and dialogs of the system. */
export const shell = {};
