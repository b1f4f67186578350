import type { Metrics } from '@souffleur/telemetry'
import { Counter, Gauge, Histogram } from 'prom-client'

/** The bucket ends that matter are the targets': 0.35 and 0.6 s for finals, 0.8 s for the first partial. */
const latencyBuckets = [0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.8, 1, 1.5, 2, 3, 5, 10]
const decodingBuckets = [0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1.2, 2, 4, 8]

export type RecognizerMetrics = ReturnType<typeof createRecognizerMetrics>

/** Registers the recognizer's metrics. One recognizer a registry. */
export function createRecognizerMetrics(metrics: Metrics) {
  const registers = [metrics]
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Counter<Label>({ name: `souffleur_recognizer_${name}`, help, labelNames: [...labelNames], registers })
  const histogram = <Label extends string>(name: string, help: string, buckets: number[], labelNames: readonly Label[] = []) =>
    new Histogram<Label>({ name: `souffleur_recognizer_${name}`, help, buckets, labelNames: [...labelNames], registers })
  return {
    finalLatency: histogram('final_latency_seconds', 'From the arrival of the last speech to the final text.', latencyBuckets),
    firstPartialLatency: histogram(
      'first_partial_latency_seconds',
      'From the arrival of the first speech to the first text.',
      latencyBuckets,
    ),
    decodingSeconds: histogram('decoding_seconds', 'Time an engine took.', decodingBuckets, ['engine', 'kind']),
    decodings: counter('decodings_total', 'Decodings by what became of them: decoded, superseded, given-up, retried, failed.', [
      'engine',
      'kind',
      'outcome',
    ]),
    decodedAudio: counter('decoded_audio_seconds_total', 'Audio that engines have decoded, repetitions included.', ['engine', 'kind']),
    waiting: new Gauge<'kind'>({
      name: 'souffleur_recognizer_waiting_decodings',
      help: 'Decodings that wait for a free slot.',
      labelNames: ['kind'],
      registers,
    }),
    partialInterval: new Gauge({
      name: 'souffleur_recognizer_partial_interval_seconds',
      help: 'Between two partials of a channel that speaks: longer when the machine is busy.',
      registers,
    }),
    languageChanges: counter('language_changes_total', 'Changes of the language that a channel is taken to speak.', ['to']),
    inventedWords: counter('invented_words_total', 'Words taken out of hypotheses: loops, and the endings of films.'),
    corrections: counter('vocabulary_corrections_total', 'Heard names that were replaced by names of the organisation.'),
    utterances: counter('utterances_total', 'Utterances by the rule that ended them.', ['rule']),
    discarded: counter('discarded_segments_total', 'Segments that gave no utterance.', ['reason']),
    crossTalkSeconds: counter('cross_talk_seconds_total', 'Voice that leaked from another channel: not taken for speech.'),
    echoes: counter('echoed_utterances_total', 'Utterances that only repeated a louder channel: not published.'),
    firmWords: counter('firm_words_total', 'Words shown as firm before the final text.'),
    revisedWords: counter('revised_firm_words_total', 'Firm words that the final text does not have.'),
    lateResults: counter('late_results_total', 'Results for a call or an epoch that is over: dropped.'),
    lateBatches: counter('late_batches_total', 'Audio for a call whose transcript is complete, or of an older epoch: dropped.'),
    callsWithoutWords: new Counter({
      name: 'souffleur_calls_without_words_total',
      help: 'Calls on which there was speech, or sound, and no word was written.',
      registers,
    }),
    detectionFailures: counter('voice_detection_failures_total', 'Stretches of audio taken for silence because the voice detector failed.'),
  }
}
