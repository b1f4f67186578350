/** Audio time: positions in samples, and milliseconds of them. Wall time has no part in it. */
export class SampleClock {
  readonly sampleRateHz: number

  constructor(sampleRateHz: number) {
    if (!Number.isFinite(sampleRateHz) || sampleRateHz <= 0) throw new RangeError(`sampleRateHz ${sampleRateHz}: expected more than 0`)
    this.sampleRateHz = sampleRateHz
  }

  /** Not rounded. */
  msOf(samples: number): number {
    return (samples * 1000) / this.sampleRateHz
  }

  /** The first sample at or after that moment, within a millionth of a sample. */
  samplesOf(ms: number): number {
    const exact = (ms * this.sampleRateHz) / 1000
    const nearest = Math.round(exact)
    return Math.abs(exact - nearest) < 1e-6 ? nearest : Math.ceil(exact)
  }
}
