/** Whisper hears 16 kHz audio in windows of 25 ms, one every 10 ms. */
export const WINDOW_SAMPLES = 400
export const HOP_SAMPLES = 160
const SAMPLE_RATE_HZ = 16_000
export const SPECTRUM_BINS = WINDOW_SAMPLES / 2 + 1

/** Slaney's mel scale: linear below 1 kHz, logarithmic above (M. Slaney, "Auditory Toolbox", 1998), as librosa has it by default. */
const LINEAR_HZ = 200 / 3
const BREAK_HZ = 1000
const BREAK_MEL = BREAK_HZ / LINEAR_HZ
const LOG_STEP = Math.log(6.4) / 27

function melOf(hz: number): number {
  return hz < BREAK_HZ ? hz / LINEAR_HZ : BREAK_MEL + Math.log(hz / BREAK_HZ) / LOG_STEP
}

function hzOf(mel: number): number {
  return mel < BREAK_MEL ? mel * LINEAR_HZ : BREAK_HZ * Math.exp(LOG_STEP * (mel - BREAK_MEL))
}

/** [bands, SPECTRUM_BINS]: triangles of equal area over the power spectrum. */
export function melFilters(bands: number): Float32Array {
  const top = melOf(SAMPLE_RATE_HZ / 2)
  const corners = Array.from({ length: bands + 2 }, (_, index) => hzOf((top * index) / (bands + 1)))
  const filters = new Float32Array(bands * SPECTRUM_BINS)
  for (let band = 0; band < bands; band += 1) {
    const [low = 0, middle = 0, high = 0] = corners.slice(band, band + 3)
    for (let bin = 0; bin < SPECTRUM_BINS; bin += 1) {
      const hz = (bin * SAMPLE_RATE_HZ) / WINDOW_SAMPLES
      const height = Math.max(0, Math.min((hz - low) / (middle - low), (high - hz) / (high - middle)))
      filters[band * SPECTRUM_BINS + bin] = (height * 2) / (high - low)
    }
  }
  return filters
}

/** [2 x SPECTRUM_BINS, 1, WINDOW_SAMPLES]: the Fourier transform under a Hann window as a convolution: real parts, then imaginary ones. */
export function fourierKernels(): Float32Array {
  const kernels = new Float32Array(2 * SPECTRUM_BINS * WINDOW_SAMPLES)
  for (let bin = 0; bin < SPECTRUM_BINS; bin += 1) {
    for (let index = 0; index < WINDOW_SAMPLES; index += 1) {
      const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / WINDOW_SAMPLES)
      // The remainder keeps the angle small: float64 cosines of large angles lose digits.
      const angle = (2 * Math.PI * ((bin * index) % WINDOW_SAMPLES)) / WINDOW_SAMPLES
      kernels[bin * WINDOW_SAMPLES + index] = window * Math.cos(angle)
      kernels[(SPECTRUM_BINS + bin) * WINDOW_SAMPLES + index] = -window * Math.sin(angle)
    }
  }
  return kernels
}
