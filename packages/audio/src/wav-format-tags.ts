/** Format tags of Microsoft's mmreg.h. */
export const TAG_PCM = 1
export const TAG_FLOAT = 3
export const TAG_A_LAW = 6
export const TAG_MU_LAW = 7
