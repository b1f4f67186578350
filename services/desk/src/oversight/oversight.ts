import { languages } from '@souffleur/proto'
import * as z from 'zod'

/** What lies in a place: pages have a sentence for each. */
export const storeKinds = [
  'database',
  'secret-key',
  'vectors',
  'verified-models',
  'lock',
  'anchors',
  'vault',
  'models',
  'logs',
  'browser',
  'other',
] as const

const model = z.object({
  name: z.string(),
  purpose: z.enum(['speech-recognition', 'voice-activity', 'meaning', 'language-model']),
  languages: z.array(z.enum(languages)),
  /** Null where only whoever provides it knows. */
  licence: z.string().nullable(),
  /** The host that it runs on; null for this process. */
  runsAt: z.string().nullable(),
  state: z.enum(['good', 'missing', 'corrupt', 'outdated', 'elsewhere']),
  origin: z.enum(['published', 'site', 'elsewhere']),
  files: z.array(z.object({ name: z.string(), bytes: z.number(), sha256: z.string() })),
})

/** Where everything is: what ops and the data-protection officer are shown instead of promised. */
export const dataMap = z.object({
  stores: z.array(
    z.object({
      kind: z.enum(storeKinds),
      place: z.string(),
      /** Null where it can't be told from here. */
      bytes: z.number().nullable(),
      isOnThisMachine: z.boolean(),
    }),
  ),
  models: z.array(model),
  egress: z.object({
    /** False in a process that somebody else's program runs, such as a test. */
    enforced: z.boolean(),
    places: z.array(
      z.object({
        host: z.string(),
        port: z.number().nullable(),
        purpose: z.enum([
          'database',
          'bus',
          'assist',
          'gateway',
          'speech-recognition',
          'language-model',
          'embeddings',
          'sign-on',
          'webhooks',
          'named',
        ]),
      }),
    ),
    attempts: z.object({ loopback: z.number(), permitted: z.number(), refused: z.number() }),
    refusedHosts: z.array(z.string()),
  }),
})
export type DataMap = z.infer<typeof dataMap>

/** What was measured of a model or of what is made with it, with the committed result that says so. */
export const qualityFigure = z.object({
  id: z.enum([
    'words-wrong',
    'words-invented',
    'suggestions-right',
    'suggestions-found',
    'silence-kept',
    'answers-found',
    'lines-supported',
    'corruptions-caught',
  ]),
  language: z.enum(languages).nullable(),
  /** A share from 0 to 1; words for `words-invented`. */
  value: z.number(),
  /** 95 % interval, where there is one. */
  between: z.tuple([z.number(), z.number()]).nullable(),
  command: z.string(),
})
export type QualityFigure = z.infer<typeof qualityFigure>

export const governance = z.object({ models: z.array(model.omit({ files: true, state: true })), figures: z.array(qualityFigure) })
export type Governance = z.infer<typeof governance>

/** What desk asks the rest of Souffleur for, to show it. */
export interface Oversight {
  dataMap(): Promise<DataMap>
  governance(): Promise<Governance>
}
