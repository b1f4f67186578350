/** The encoder's output has a position for each 20 ms. */
export const POSITION_SAMPLES = 320
const POSITIONS_PER_SECOND = 50

/** The model was trained on 30 s with silence after the speech: so much of it is given as it is... */
const WHOLE_SILENCE_POSITIONS = 50
/** ...and of the rest every eighth position. */
const SILENCE_STRIDE = 8

export interface PaddedSound {
  /** 16 kHz, as long as there are positions. */
  readonly samples: Float32Array
  /** Which of the model's places each 20 ms takes. */
  readonly positions: BigInt64Array
  /** For each position the logarithm of how many it stands for. */
  readonly keyBias: Float32Array
  /** Positions with sound. */
  readonly heard: number
}

/**
 * Whisper was trained on stretches of exactly 30 s; shorter sound has to be padded, and with less silence it writes worse. Attention
 * over silence is the same everywhere, though: one silent position with log(8) added to its score gets the attention of eight. So a
 * sentence of 4 s costs 400 positions instead of 1,500. (Measured in `models/eval`.)
 */
export function padSparsely(sound: Float32Array, places: number): PaddedSound {
  const heard = Math.min(places, Math.ceil(sound.length / POSITION_SAMPLES))
  const dense = Math.min(places, heard + WHOLE_SILENCE_POSITIONS)
  const positions = Array.from({ length: dense }, (_, index) => index)
  for (let next = dense + SILENCE_STRIDE - 1; next < places; next += SILENCE_STRIDE) positions.push(next)
  if (positions.at(-1) !== places - 1) positions.push(places - 1)
  const samples = new Float32Array(positions.length * POSITION_SAMPLES)
  samples.set(sound.subarray(0, places * POSITION_SAMPLES))
  const keyBias = Float32Array.from(positions, (position, index) => Math.log(position - (positions[index - 1] ?? -1)))
  return { samples, positions: BigInt64Array.from(positions, BigInt), keyBias, heard }
}

export function positionMs(position: number): number {
  return (position * 1000) / POSITIONS_PER_SECOND
}
