/** Of this program, as its screens and programs show it. */
export const VERSION = '0.1.0'
