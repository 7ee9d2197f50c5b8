/** What several pages say: units, errors, buttons. */
export const shared = {
  tryAgain: 'Try again',
  loading: 'Loading',
  noConnection: 'There is no connection to the shard.',
};
