import { AppError, languages } from '@souffleur/proto'
import * as z from 'zod'
import type { PrivacyReader } from '../desk-ports.ts'
import type { VersionedText } from '../documents/versioned-text.ts'
import { principalOf } from './admission.ts'
import { documentBody, noDocument } from './document-body.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'

export interface PrivacyRoutePorts {
  readonly privacy: VersionedText
  readonly privacyReader: PrivacyReader
}

const tags = ['data protection']
const rulesText = z.string().max(200_000)
const trialBody = z.object({ masked: z.string(), found: z.array(z.object({ start: z.number(), end: z.number(), type: z.string() })) })

/** What is hidden of what is said: read, tried, and changed for the calls that follow. */
export function addPrivacyRoutes(server: HttpServer, { privacy, privacyReader }: PrivacyRoutePorts): void {
  server.get(
    '/api/v1/privacy-rules',
    { schema: { tags, summary: 'What is hidden, as it holds', response: { 200: documentBody, default: errorBody } } },
    async () => (await privacy.current()) ?? noDocument,
  )
  server.put(
    '/api/v1/privacy-rules',
    {
      schema: {
        tags,
        summary: 'What is hidden from the next call on',
        body: z.object({ text: rulesText, basedOn: z.number().int().min(0) }),
        response: { 200: documentBody, default: errorBody },
      },
    },
    async (request) => {
      const { text, basedOn } = request.body
      const complaint = privacyReader.complaint(text)
      if (complaint !== undefined) throw new AppError('privacy.invalid', complaint)
      return privacy.replace(text, { basedOn, actor: principalOf(request).username })
    },
  )
  server.post(
    '/api/v1/privacy-rules/try',
    {
      schema: {
        tags,
        summary: 'What rules would hide of words; neither is stored',
        body: z.object({ text: rulesText, words: z.string().max(2000), language: z.enum(languages) }),
        response: { 200: trialBody, default: errorBody },
      },
    },
    async (request) => {
      const { text, ...words } = request.body
      const complaint = privacyReader.complaint(text)
      if (complaint !== undefined) throw new AppError('privacy.invalid', complaint)
      return trialBody.parse(privacyReader.try(text, words))
    },
  )
}
