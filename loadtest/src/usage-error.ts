/** What was asked for can't be done as it was written: the message says what is wrong with it. */
export class UsageError extends Error {}
