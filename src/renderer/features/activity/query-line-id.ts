/** The one field of the search, for who leads to it from another page. */
export const QUERY_LINE = 'activity-query';
