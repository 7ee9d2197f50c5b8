/** The page Players. */
export const players = {
  loading: 'Loading',
  noSheet: 'The character could not be had',
};
