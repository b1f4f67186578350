/** The languages that Souffleur understands. */
export type Language = 'fr' | 'en'
