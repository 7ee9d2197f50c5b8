/** What several pages say: units, errors, buttons. */
export const shared = {
  tryAgain: 'Try again',
  loading: 'Loading',
  noConnection: 'There is no connection to the shard.',
  /** The numbers of a character. */
  stats: {
    level: 'Level',
    experience: 'Experience',
    str: 'Strength',
    dex: 'Dexterity',
    int: 'Intelligence',
    con: 'Constitution',
    lck: 'Luck',
    cha: 'Charisma',
  },
};
