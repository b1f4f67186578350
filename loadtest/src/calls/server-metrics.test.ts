import { expect, test } from 'vitest'
import { figuresOf } from './server-metrics.ts'

test('decodings are added up by kind and outcome, over all engines', () => {
  const text = `# HELP souffleur_recognizer_decodings_total Decodings by what became of them.
# TYPE souffleur_recognizer_decodings_total counter
souffleur_recognizer_decodings_total{engine="a",kind="partial",outcome="decoded"} 30
souffleur_recognizer_decodings_total{engine="b",kind="partial",outcome="decoded"} 12
souffleur_recognizer_decodings_total{engine="a",kind="partial",outcome="superseded"} 4
souffleur_recognizer_decoded_audio_seconds_total{engine="a",kind="final"} 12.25
souffleur_recognizer_decoded_audio_seconds_total{engine="a",kind="partial"} 30.5
nodejs_eventloop_lag_p99_seconds 0.0123
`
  expect(figuresOf(text)).toEqual({
    decodings: { 'partial decoded': 42, 'partial superseded': 4 },
    decodedAudioSeconds: 43,
    eventLoopP99Ms: 12,
  })
})

test('a server that says nothing of it has no figures', () => {
  expect(figuresOf('up 1\n')).toEqual({ decodings: {}, decodedAudioSeconds: null, eventLoopP99Ms: null })
})
