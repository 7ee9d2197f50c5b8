/** What several pages say: units, errors, buttons. */
export const shared = {
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
