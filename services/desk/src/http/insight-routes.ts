import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import * as z from 'zod'
import { visibleCalls } from '../access.ts'
import { readCallInsights } from '../insights/call-insights.ts'
import type { FeedbackStore } from '../insights/source-feedback.ts'
import { readSuggestionInsights } from '../insights/suggestion-figures.ts'
import type { Database } from '../storage/database.ts'
import { principalOf } from './admission.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'

export interface InsightRoutePorts {
  readonly clock: Clock
  readonly database: Database
  readonly feedback: FeedbackStore
}

const tags = ['insights']
const DAY_MS = 86_400_000
const DEFAULT_DAYS = 30

/** Days of UTC, both included; the last thirty when none are named. */
export const periodQuery = z.object({ from: z.iso.date().optional(), to: z.iso.date().optional(), queue: z.string().max(64).optional() })

export interface Period {
  readonly from: Date
  /** Not included. */
  readonly to: Date
}

/** @throws AppError `request.invalid` for a period that ends before it begins */
export function periodOf({ from, to }: z.infer<typeof periodQuery>, clock: Clock): Period {
  const today = Math.floor(clock.unixMs() / DAY_MS) * DAY_MS
  const end = (to === undefined ? today : Date.parse(to)) + DAY_MS
  const start = from === undefined ? end - DEFAULT_DAYS * DAY_MS : Date.parse(from)
  if (start >= end) throw new AppError('request.invalid', 'from: after to')
  return { from: new Date(start), to: new Date(end) }
}

const share = z.object({ share: z.number().nullable(), low: z.number(), high: z.number() })
const figures = z.object({
  key: z.string(),
  offered: z.number(),
  shown: z.number(),
  accepted: z.number(),
  edited: z.number(),
  copied: z.number(),
  dismissed: z.number(),
  ignored: z.number(),
  helpful: z.number(),
  unhelpful: z.number(),
  meanEditDistance: z.number().nullable(),
  used: share,
})
const insightsBody = z.object({
  total: figures,
  byKind: z.array(figures),
  bySource: z.array(figures),
  byIntent: z.array(figures),
  byDay: z.array(figures),
})
const feedbackBody = z.object({
  isOff: z.boolean(),
  sources: z.array(
    z.object({
      sourceId: z.string(),
      shown: z.number(),
      used: z.number(),
      dismissed: z.number(),
      isOff: z.boolean(),
      /** What it does to the odds that a suggestion from there is of use; null: too little is known, or nothing stands out. */
      effect: z.enum(['raised', 'lowered']).nullable(),
      oddsFactor: z.number(),
    }),
  ),
})

/** What works, by kind, source, intent and day: never by person. */
export function addInsightRoutes(server: HttpServer, { clock, database, feedback }: InsightRoutePorts): void {
  server.get(
    '/api/v1/insights/suggestions',
    {
      schema: {
        tags,
        summary: 'What became of suggestions, by kind, source, intent and day',
        querystring: periodQuery,
        response: { 200: insightsBody, default: errorBody },
      },
    },
    async (request) => {
      const { queue } = request.query
      const insights = await readSuggestionInsights(database, { ...periodOf(request.query, clock), queue })
      return insightsBody.parse(insights)
    },
  )

  const callFigures = z.object({
    key: z.string(),
    calls: z.number(),
    lately: z.number(),
    durationMs: z.number().nullable(),
    customerShare: z.number().nullable(),
    advisorShare: z.number().nullable(),
    overlapShare: z.number().nullable(),
    silenceShare: z.number().nullable(),
    settled: z.number(),
    unsettled: z.number(),
    saved: z.number(),
    editDistance: z.number().nullable(),
    suggestions: z.number(),
    unanswered: z.number(),
  })
  const callInsights = z.object({
    total: callFigures,
    byDay: z.array(callFigures),
    byQueue: z.array(callFigures),
    byIntent: z.array(callFigures),
    byDisposition: z.array(callFigures),
    byTeam: z.array(callFigures),
  })
  server.get(
    '/api/v1/insights/calls',
    {
      schema: {
        tags,
        summary: 'How calls went, by day, queue, team, intent and disposition',
        querystring: periodQuery,
        response: { 200: callInsights, default: errorBody },
      },
    },
    async (request) => {
      const { queue } = request.query
      const { teams } = visibleCalls(principalOf(request))
      return callInsights.parse(await readCallInsights(database, { ...periodOf(request.query, clock), queue, teams }))
    },
  )

  const feedbackNow = async (): Promise<z.infer<typeof feedbackBody>> => feedbackBody.parse(await feedback.load())
  server.get(
    '/api/v1/insights/feedback',
    {
      schema: { tags, summary: 'What advisors’ feedback does to what is suggested', response: { 200: feedbackBody, default: errorBody } },
    },
    feedbackNow,
  )

  server.put(
    '/api/v1/insights/feedback/:sourceId',
    {
      schema: {
        tags,
        summary: 'Switch the effect of feedback off or on, for one source or for all (*)',
        params: z.object({ sourceId: z.string().min(1).max(256) }),
        body: z.object({ isOff: z.boolean() }),
        response: { 200: feedbackBody, default: errorBody },
      },
    },
    async (request) => {
      await feedback.switch(request.params.sourceId, request.body.isOff, principalOf(request).username)
      return feedbackNow()
    },
  )
}
