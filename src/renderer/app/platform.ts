/** On which system the window runs, as far as its keys are concerned. */
export const isMac = /Mac/.test(navigator.userAgent);
