import type { Page } from 'playwright-core'

export interface HeardSound {
  readonly channels: number
  readonly rateHz: number
  readonly seconds: number
  /** Root mean square of the first channel, 0 to 1. */
  readonly loudness: number
}

/** Notes every sound that the page sends to the loudspeakers from now on, until it is loaded again. */
export async function listenToSounds(page: Page): Promise<() => Promise<readonly HeardSound[]>> {
  const sounds = await page.evaluateHandle(() => {
    const heard: { channels: number; rateHz: number; seconds: number; loudness: number }[] = []
    const start = AudioBufferSourceNode.prototype.start
    AudioBufferSourceNode.prototype.start = function startAndNote(...when) {
      const { buffer } = this
      if (buffer !== null) {
        const samples = buffer.getChannelData(0)
        const loudness = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
        heard.push({ channels: buffer.numberOfChannels, rateHz: buffer.sampleRate, seconds: buffer.duration, loudness })
      }
      start.apply(this, when)
    }
    return heard
  })
  return () => sounds.jsonValue()
}

/** The words that the page has shown as being played since, one after the other; an empty one at the end. */
export async function followPlayedWords(page: Page): Promise<() => Promise<readonly string[]>> {
  const words = await page.evaluateHandle(() => {
    const shown: string[] = []
    const observer = new MutationObserver(() => {
      const word = document.querySelector('[data-playing]')?.textContent ?? ''
      if (word !== (shown.at(-1) ?? '')) shown.push(word)
    })
    observer.observe(document.body, { subtree: true, attributes: true, attributeFilter: ['data-playing'] })
    return shown
  })
  return () => words.jsonValue()
}
