import type { Clock } from '@souffleur/flow'
import * as z from 'zod'
import { visibleCalls } from '../access.ts'
import type { Principal } from '../accounts/sessions.ts'
import type { AuditTrail } from '../audit/audit-trail.ts'
import { callRow } from '../calls/call-row.ts'
import type { Database } from '../storage/database.ts'
import { callsToReview, readReviewRules, reviewReasons, reviewRules, storeReviewRules } from '../summaries/review-queue.ts'
import { principalOf } from './admission.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'

const tags = ['summaries']
const MOST = 200
const queueBody = z.object({ rules: reviewRules, calls: z.array(z.object({ call: callRow, reasons: z.array(z.enum(reviewReasons)) })) })

export interface ReviewRoutePorts {
  readonly database: Database
  readonly clock: Clock
  readonly audit: AuditTrail
}

/** What supervisors are asked to look at, and by which rules. */
export function addReviewRoutes(server: HttpServer, { database, clock, audit }: ReviewRoutePorts): void {
  const queue = async (principal: Principal): Promise<z.infer<typeof queueBody>> => {
    const rules = await readReviewRules(database)
    const calls = await callsToReview(database, rules, { visible: visibleCalls(principal), limit: MOST })
    audit.record({ actor: principal.username, action: 'reviews.read', subject: '', details: { calls: calls.length } })
    return queueBody.parse({ rules, calls })
  }
  server.get(
    '/api/v1/reviews',
    {
      schema: {
        tags,
        summary: 'Finished summaries that a rule picks out, the newest first',
        response: { 200: queueBody, default: errorBody },
      },
    },
    (request) => queue(principalOf(request)),
  )
  server.put(
    '/api/v1/reviews/rules',
    { schema: { tags, summary: 'What is picked out for review', body: reviewRules, response: { 200: queueBody, default: errorBody } } },
    async (request) => {
      await storeReviewRules(database, request.body, { actor: principalOf(request).username, clock })
      return queue(principalOf(request))
    },
  )
}
