/** Of the lists of articles: whoever stores one makes them be read again. */
export const articlesKey = ['knowledge-articles'] as const
