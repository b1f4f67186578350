import type { Result } from '@souffleur/flow'
import { AppError, type ErrorCode, languages } from '@souffleur/proto'
import type { FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { AuditTrail } from '../audit/audit-trail.ts'
import type { CallPlayer, SampleCalls } from '../desk-ports.ts'
import { principalOf } from './admission.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'

export interface RecordingRoutePorts {
  readonly player: CallPlayer
  readonly samples: SampleCalls
  readonly audit: AuditTrail
}

const started = z.object({ callId: z.string() })
const localised = z.object({ en: z.string(), fr: z.string() })
const samplesBody = z.object({
  samples: z.array(
    z.object({
      id: z.string(),
      title: localised,
      language: z.enum([...languages, 'auto']),
      durationMs: z.number(),
      synthetic: z.boolean(),
    }),
  ),
})
const wavFile = z.custom<Uint8Array>((value) => value instanceof Uint8Array).meta({ type: 'string', format: 'binary' })
const sampleParams = z.object({ id: z.string().max(128) })

/** Uploads held in memory at once: each may be as long as a recording is allowed to be. */
const MAX_UPLOADS = 4
const MAX_TITLE = 200

/** Sample calls and recordings, played as calls of the advisor who asks. */
export function addRecordingRoutes(server: HttpServer, ports: RecordingRoutePorts): void {
  addSampleRoutes(server, ports)
  const { player, audit } = ports
  let uploads = 0

  server.post(
    '/api/v1/recordings',
    {
      schema: {
        tags: ['recordings'],
        summary: 'Play a WAV recording as a call',
        description: 'multipart/form-data with the parts `language` (fr, en, auto), `order` (advisor-left, customer-left) and `file`.',
        consumes: ['multipart/form-data'],
        response: { 202: started, default: errorBody },
      },
    },
    async (request, reply) => {
      const { username } = principalOf(request)
      if (uploads >= MAX_UPLOADS) throw new AppError('call.too-many')
      uploads += 1
      try {
        const upload = await readUpload(request)
        const played = await player.play({ ...upload, queue: 'default', advisorId: username, synthetic: false })
        const callId = callIdOf(played)
        audit.record({ actor: username, action: 'recording.uploaded', subject: callId, details: { bytes: upload.wav.byteLength } })
        return reply.code(202).send({ callId })
      } finally {
        uploads -= 1
      }
    },
  )

  server.delete(
    '/api/v1/playbacks/:callId',
    {
      schema: {
        tags: ['recordings'],
        summary: 'End a call that is played from a sample or a recording',
        params: z.object({ callId: z.string().max(64) }),
        response: { 204: z.undefined(), default: errorBody },
      },
    },
    async (request, reply) => {
      if (!player.stop(request.params.callId)) throw new AppError('request.not-found')
      return reply.code(204).send()
    },
  )
}

function addSampleRoutes(server: HttpServer, { player, samples, audit }: RecordingRoutePorts): void {
  server.get('/api/v1/samples', { schema: { tags: ['recordings'], response: { 200: samplesBody, default: errorBody } } }, async () => ({
    samples: samples.list().map(({ id, title, language, durationMs, synthetic }) => ({ id, title, language, durationMs, synthetic })),
  }))

  server.get(
    '/api/v1/samples/:id/audio',
    {
      schema: {
        tags: ['recordings'],
        summary: 'The sample’s WAV file, advisor left',
        params: sampleParams,
        response: { 200: { description: 'WAV, stereo', content: { 'audio/wav': { schema: wavFile } } }, default: errorBody },
      },
    },
    async (request, reply) => {
      const wav = await samples.read(request.params.id)
      if (wav === undefined) throw new AppError('request.not-found')
      return reply
        .type('audio/wav')
        .header('cache-control', 'private, max-age=3600')
        .send(Buffer.from(wav.buffer, wav.byteOffset, wav.byteLength))
    },
  )

  server.post(
    '/api/v1/samples/:id/play',
    {
      schema: {
        tags: ['recordings'],
        summary: 'Play a sample as a call',
        params: sampleParams,
        response: { 202: started, default: errorBody },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const sample = samples.list().find(({ id }) => id === request.params.id)
      const wav = await samples.read(request.params.id)
      if (sample === undefined || wav === undefined) throw new AppError('request.not-found')
      const { language, synthetic, title } = sample
      const advisorId = principal.username
      const played = await player.play({
        wav,
        title: title[principal.language],
        language,
        order: 'advisor-left',
        queue: 'default',
        advisorId,
        synthetic,
        sampleId: sample.id,
      })
      const callId = callIdOf(played)
      audit.record({ actor: advisorId, action: 'sample.played', subject: callId, details: { sample: sample.id } })
      return reply.code(202).send({ callId })
    },
  )
}

const uploadFields = z.object({
  language: z.enum(['fr', 'en', 'auto']).default('auto'),
  order: z.enum(['advisor-left', 'customer-left']).default('advisor-left'),
})

/** The parts may come in any order; the file is bounded by the server's limits. */
async function readUpload(request: FastifyRequest) {
  if (!request.isMultipart()) throw new AppError('request.invalid', 'expected multipart/form-data')
  const fields: Record<string, unknown> = {}
  let file: { wav: Uint8Array; title: string } | undefined
  for await (const part of request.parts()) {
    if (part.type === 'field') fields[part.fieldname] = part.value
    else if (part.fieldname === 'file') file = { wav: await part.toBuffer(), title: titleOf(part.filename) }
    else part.file.resume()
  }
  const parsed = uploadFields.safeParse(fields)
  if (!parsed.success) throw new AppError('request.invalid', parsed.error.issues.map(({ path }) => path.join('.')).join(', '))
  if (file === undefined) throw new AppError('request.invalid', 'file: missing')
  return { ...file, ...parsed.data }
}

/** The file's name without its folders, which some clients send. */
function titleOf(filename: string | undefined): string {
  const name = (filename ?? '').split(/[\\/]/).at(-1) ?? ''
  return name.slice(0, MAX_TITLE)
}

function callIdOf(played: Result<{ readonly callId: string }, ErrorCode>): string {
  if (!played.ok) throw new AppError(played.error)
  return played.value.callId
}
