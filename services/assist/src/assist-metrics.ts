import type { Metrics } from '@souffleur/telemetry'
import { Counter, Gauge, Histogram } from 'prom-client'

/** What ops see of assist. No words, no articles. */
export function createAssistMetrics(metrics: Metrics) {
  const registers = [metrics]
  return {
    offered: new Counter({
      name: 'souffleur_suggestions_offered_total',
      help: 'Suggestions offered, by language, and whether the passage had been found before the final text.',
      labelNames: ['language', 'speculative'] as const,
      registers,
    }),
    rewordings: new Counter({
      name: 'souffleur_rewordings_total',
      help: 'Passages that a language model was to shorten: accepted, refused because it said something else, late, failed, or not asked.',
      labelNames: ['outcome'] as const,
      registers,
    }),
    expired: new Counter({
      name: 'souffleur_suggestions_expired_total',
      help: 'Suggestions that nobody dealt with, by what ended them.',
      labelNames: ['reason'] as const,
      registers,
    }),
    silences: new Counter({
      name: 'souffleur_suggestion_silences_total',
      help: 'Final utterances without a suggestion, by reason.',
      labelNames: ['reason'] as const,
      registers,
    }),
    guidance: new Counter({
      name: 'souffleur_guidance_total',
      help: 'What the guide made of calls: lists opened, items ticked off, alerts, fields filled.',
      labelNames: ['kind'] as const,
      registers,
    }),
    understandingSeconds: new Histogram({
      name: 'souffleur_understanding_seconds',
      help: 'From a final utterance to its intents and its suggestion, published.',
      buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.2],
      registers,
    }),
    takenOver: new Counter({
      name: 'souffleur_assist_taken_over_total',
      help: 'Calls that went on here after another process had them.',
      registers,
    }),
    lateEvents: new Counter({
      name: 'souffleur_assist_late_events_total',
      help: 'Events of calls that had ended, ignored.',
      registers,
    }),
    vectors: new Gauge({
      name: 'souffleur_knowledge_vectors',
      help: 'Articles that were given their vector of meaning since the start ("done"), and that shall have one ("wanted").',
      labelNames: ['state'] as const,
      registers,
    }),
    passages: new Gauge({
      name: 'souffleur_knowledge_passages',
      help: 'Passages that can be suggested, by language.',
      labelNames: ['language'] as const,
      registers,
    }),
  }
}
export type AssistMetrics = ReturnType<typeof createAssistMetrics>
