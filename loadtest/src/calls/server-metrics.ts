/** One line of the Prometheus text format. */
export interface MetricSample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** What a server says about its own work since it started. */
export interface ServerFigures {
  /** By kind and by what became of them, such as `partial superseded`. */
  readonly decodings: Readonly<Record<string, number>>
  /** Sound that engines decoded, repetitions included. */
  readonly decodedAudioSeconds: number | null
  /** Of the main thread since the last time that it was asked. */
  readonly eventLoopP99Ms: number | null
}

/** @throws Error when the server doesn't answer */
export async function serverFigures(url: string): Promise<ServerFigures> {
  return figuresOf(await (await fetch(`${url}/metrics`)).text())
}

export function figuresOf(text: string): ServerFigures {
  const samples = parseMetrics(text)
  const named = (name: string) => samples.filter((sample) => sample.name === name)
  const decodings: Record<string, number> = {}
  for (const { labels, value } of named('souffleur_recognizer_decodings_total')) {
    const key = `${labels.kind ?? 'any'} ${labels.outcome ?? 'any'}`
    decodings[key] = (decodings[key] ?? 0) + value
  }
  const decoded = named('souffleur_recognizer_decoded_audio_seconds_total')
  const lagSeconds = named('nodejs_eventloop_lag_p99_seconds')[0]?.value
  return {
    decodings,
    decodedAudioSeconds: decoded.length === 0 ? null : Math.round(decoded.reduce((sum, { value }) => sum + value, 0)),
    eventLoopP99Ms: lagSeconds === undefined ? null : Math.round(lagSeconds * 1000),
  }
}

/** The text format of Prometheus, version 0.0.4, as far as counters and gauges need it: `name{label="value"} 1.5`. */
export function parseMetrics(text: string): MetricSample[] {
  return text.split('\n').flatMap((line) => {
    const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line)
    if (match === null) return []
    const [, name = '', labels = '', value = ''] = match
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', text = '']) => [key, text] as const)
    return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }]
  })
}
