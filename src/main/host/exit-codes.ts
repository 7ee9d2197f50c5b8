/** Exit codes of a host that mean something to whoever supervises it. */

/** All is saved and it wants to be started again: the `EX_TEMPFAIL` of sysexits.h. */
export const RESTART = 75;
