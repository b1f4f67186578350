import { AppError } from '@souffleur/proto'
import * as z from 'zod'

const port = (fallback: number) => z.coerce.number().int().min(1).max(65_535).default(fallback)
const expression = z
  .string()
  .max(200)
  .transform((source, context) => {
    try {
      return source === '' ? undefined : new RegExp(source, 'i')
    } catch {
      context.addIssue({ code: 'custom', message: 'expected a regular expression' })
      return z.NEVER
    }
  })
const portRange = z
  .string()
  .regex(/^\d{4,5}-\d{4,5}$/, 'expected FIRST-LAST, such as 20000-20998')
  .transform((range) => range.split('-').map(Number))
  .refine(
    ([first = 0, last = 0]) => first % 2 === 0 && last % 2 === 0 && first <= last && last <= 65_534,
    'expected even ports, the first one not after the last',
  )
const addresses = z.string().transform(
  (list) =>
    new Set(
      list
        .split(',')
        .map((each) => each.trim())
        .filter(Boolean),
    ),
)

/** Every variable that the bridge reads; `docs/telephony/siprec.md` describes them. */
const environment = z.object({
  SOUFFLEUR_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:8080'),
  SOUFFLEUR_STREAM_TOKEN: z.string().default(''),
  SIPREC_DRACHTIO_HOST: z.string().min(1).default('127.0.0.1'),
  SIPREC_DRACHTIO_PORT: port(9022),
  SIPREC_DRACHTIO_SECRET: z.string().min(8),
  SIPREC_RTPENGINE_HOST: z.string().min(1).default('127.0.0.1'),
  SIPREC_RTPENGINE_PORT: port(22_222),
  SIPREC_RTP_ADDRESS: z.union([z.ipv4(), z.ipv6()]).default('127.0.0.1'),
  SIPREC_RTP_PORTS: portRange.default([20_000, 20_998]),
  SIPREC_PEERS: addresses.default(new Set(['127.0.0.1'])),
  SIPREC_MAX_CALLS: z.coerce.number().int().min(1).max(10_000).default(100),
  SIPREC_ADVISOR_AOR: expression.optional(),
  SIPREC_ADVISOR_NAME: expression.optional(),
  SIPREC_ADVISOR_LABEL: z.string().max(64).optional(),
  SIPREC_LANGUAGE: z.enum(['fr', 'en', 'auto']).default('auto'),
  SIPREC_QUEUE: z.string().min(1).max(64).default('default'),
  SIPREC_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

export type BridgeConfig = ReturnType<typeof readBridgeConfig>

/** @throws AppError `config.invalid` that names each wrong variable and what it expects. */
export function readBridgeConfig(variables: NodeJS.ProcessEnv) {
  const parsed = environment.safeParse(variables)
  if (!parsed.success) {
    throw new AppError('config.invalid', parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '))
  }
  const values = parsed.data
  const [firstPort = 0, lastPort = 0] = values.SIPREC_RTP_PORTS
  return Object.freeze({
    souffleur: { url: values.SOUFFLEUR_URL, token: values.SOUFFLEUR_STREAM_TOKEN },
    drachtio: { host: values.SIPREC_DRACHTIO_HOST, port: values.SIPREC_DRACHTIO_PORT, secret: values.SIPREC_DRACHTIO_SECRET },
    rtpengine: { host: values.SIPREC_RTPENGINE_HOST, port: values.SIPREC_RTPENGINE_PORT },
    rtp: { address: values.SIPREC_RTP_ADDRESS, firstPort, lastPort },
    peers: values.SIPREC_PEERS,
    maxCalls: values.SIPREC_MAX_CALLS,
    advisor: { aor: values.SIPREC_ADVISOR_AOR, name: values.SIPREC_ADVISOR_NAME, label: values.SIPREC_ADVISOR_LABEL || undefined },
    hello: { language: values.SIPREC_LANGUAGE, queue: values.SIPREC_QUEUE },
    logLevel: values.SIPREC_LOG,
  })
}
