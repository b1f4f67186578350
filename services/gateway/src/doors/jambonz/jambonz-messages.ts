import * as z from 'zod'
import { callIdText } from '../single-channel.ts'

/**
 * What jambonz and FreeSWITCH say of a call in the first text of a connection. jambonz puts the call's attributes, what the verb's
 * `metadata` holds, `sampleRate` and `mixType` into one object: https://github.com/jambonz/jambonz-feature-server, `lib/tasks/listen.js`
 * and `lib/session/call-info.js`. mod_audio_fork passes on whatever text it was started with: it has to hold the same fields.
 */
export const callAttributes = z.looseObject({
  /** One for each leg, and new for each call. */
  callSid: callIdText.optional(),
  /** Of the sound that follows. mod_audio_fork says it only to whoever writes it into its metadata. */
  sampleRate: z.coerce.number().int(),
  mixType: z.enum(['mono', 'mixed', 'stereo']).default('mono'),
  /** Who is on the leg that is listened to. */
  caller: z.enum(['customer', 'advisor']).catch('customer'),
  customerData: z.record(z.string(), z.unknown()).optional().catch(undefined),
})
export type CallAttributes = z.infer<typeof callAttributes>

/** Later texts: `{"event": "dtmf", ...}` of jambonz, `{"type": ...}` of mod_audio_fork, and what a dialplan sends with `send_text`. */
export const laterText = z.looseObject({ event: z.string().optional().catch(undefined), type: z.string().optional().catch(undefined) })
