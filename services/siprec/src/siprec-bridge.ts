import { AppError, type ErrorCode } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import { readBody } from './multipart-body.ts'
import { codeOf, RecordedCall, type RecordedCallParts, type RecordingOffer } from './recorded-call.ts'
import { readMetadata } from './recording-metadata.ts'

/** What the bridge needs of drachtio-srf's requests, responses and dialogs: its tests stand at this edge. */
export interface SipRequest {
  readonly body: string
  readonly source_address: string
  get(header: string): string
  on(event: 'cancel', listener: () => void): void
}
export interface SipResponse {
  send(status: number, options?: { readonly headers?: Record<string, string>; readonly body?: string }): void
}
export interface SipDialog {
  on(event: 'modify', listener: (request: SipRequest, response: SipResponse) => void): unknown
  on(event: 'destroy', listener: () => void): unknown
  /** Sends BYE. Rejects when drachtio is away. */
  destroy(): Promise<unknown>
}
export interface SipServer {
  createUAS(
    request: SipRequest,
    response: SipResponse,
    options: { readonly localSdp: string; readonly headers: Record<string, string> },
  ): Promise<SipDialog>
}

export interface SiprecBridgeParts extends RecordedCallParts {
  readonly sip: SipServer
  /** Addresses of session border controllers. Others are refused with 403. */
  readonly peers: ReadonlySet<string>
  readonly maxCalls: number
}

/** drachtio fills in its own address; the tag says what this is (RFC 7866 section 6.1.2). */
const CONTACT = '<sip:souffleur@localhost>;+sip.srs'
/** A recording client that doesn't answer a BYE is left to itself. */
const FAREWELL_TIMEOUT_MS = 3000
const ANSWER_HEADERS = { Contact: CONTACT, 'Content-Type': 'application/sdp' }

/** A session recording server's calls (RFC 7866): one INVITE, one call with Souffleur. */
export class SiprecBridge {
  readonly #parts: SiprecBridgeParts
  readonly #log: Log
  readonly #calls = new Set<RecordedCall>()
  /** BYEs on their way. */
  readonly #farewells = new Set<Promise<void>>()
  #opening = 0
  #isStopping = false

  constructor(parts: SiprecBridgeParts) {
    this.#parts = parts
    this.#log = parts.log
  }

  get calls(): number {
    return this.#calls.size + this.#opening
  }

  /** A new INVITE. Never rejects: what goes wrong is answered with a SIP status and logged with its code. */
  async onInvite(request: SipRequest, response: SipResponse): Promise<void> {
    let isCancelled = false
    request.on('cancel', () => {
      isCancelled = true
    })
    this.#opening += 1
    try {
      this.#admit(request)
      const { call, sdp } = await RecordedCall.open(this.#parts, readOffer(request))
      if (isCancelled || this.#isStopping) {
        await call.end()
        if (!isCancelled) throw new AppError('call.server-stopping')
        return
      }
      await this.#establish(call, sdp, { request, response })
    } catch (error) {
      this.#refuse(response, error)
    } finally {
      this.#opening -= 1
    }
  }

  /** Every call ends, and its recording client is told; what was said so far is kept. */
  async stop(): Promise<void> {
    this.#isStopping = true
    await Promise.all([...this.#calls].map((call) => call.end()))
    const { promise: isTooLate, resolve } = Promise.withResolvers<void>()
    const cancel = this.#parts.clock.setTimer(resolve, FAREWELL_TIMEOUT_MS)
    await Promise.race([Promise.all(this.#farewells), isTooLate])
    cancel()
  }

  #admit({ source_address: address }: SipRequest): void {
    const { peers, maxCalls } = this.#parts
    if (!peers.has(address)) throw new UnknownPeer('stream.unauthorised', 'not an address of SIPREC_PEERS')
    if (this.#isStopping) throw new AppError('call.server-stopping')
    if (this.calls > maxCalls) throw new AppError('call.too-many')
  }

  async #establish(call: RecordedCall, sdp: string, { request, response }: { request: SipRequest; response: SipResponse }): Promise<void> {
    this.#calls.add(call)
    call.ended.then(() => this.#calls.delete(call))
    let dialog: SipDialog
    try {
      dialog = await this.#parts.sip.createUAS(request, response, { localSdp: sdp, headers: ANSWER_HEADERS })
    } catch (error) {
      // The recording client took its INVITE back, or is gone: drachtio has answered.
      this.#log.info('an INVITE came to nothing', { callId: call.id, error: nameOf(error) })
      return call.end()
    }
    this.#follow(call, dialog, sdp)
  }

  #follow(call: RecordedCall, dialog: SipDialog, firstSdp: string): void {
    let isDestroyed = false
    let isBusy = false
    let sdp = firstSdp
    dialog.on('destroy', () => {
      isDestroyed = true
      void call.end()
    })
    dialog.on('modify', async (request, response) => {
      // RFC 3261 section 14.2: a second offer while the first is not answered.
      if (isBusy) return this.#send(response, 491)
      isBusy = true
      try {
        // An INVITE without an offer asks for ours.
        if (request.body !== '') sdp = await call.renegotiate(readOffer(request))
        this.#send(response, 200, { headers: ANSWER_HEADERS, body: sdp })
      } catch (error) {
        this.#refuse(response, error)
      } finally {
        isBusy = false
      }
    })
    call.ended.then(() => {
      if (!isDestroyed) this.#sayGoodbye(dialog)
    })
  }

  #sayGoodbye(dialog: SipDialog): void {
    const farewell = dialog.destroy().then(
      () => undefined,
      (error: unknown) => this.#log.warn('no BYE could be sent', { code: 'stream.unreachable', error: nameOf(error) }),
    )
    this.#farewells.add(farewell)
    farewell.then(() => this.#farewells.delete(farewell))
  }

  #refuse(response: SipResponse, error: unknown): void {
    const isCoded = error instanceof AppError
    const status = error instanceof UnknownPeer ? 403 : isCoded ? statusOf(error.code) : 500
    this.#log.warn('a recording offer was refused', { code: codeOf(error), status, ...(isCoded ? { detail: error.detail } : { error }) })
    this.#send(response, status, { headers: { 'X-Souffleur-Error': codeOf(error) } })
  }

  /** drachtio-srf may throw when drachtio went away meanwhile: the recording client asks again, or gives up. */
  #send(response: SipResponse, status: number, content?: Parameters<SipResponse['send']>[1]): void {
    try {
      response.send(status, content)
    } catch (error) {
      this.#log.warn('no answer could be sent', { code: 'stream.unreachable', status, error: nameOf(error) })
    }
  }
}

/** @throws AppError `stream.message-invalid` without a session description. */
function readOffer(request: SipRequest): RecordingOffer {
  const parts = readBody(request.get('Content-Type') ?? '', request.body)
  const sdp = parts?.find(({ type }) => type === 'application/sdp')?.content
  if (sdp === undefined) throw new AppError('stream.message-invalid', 'no session description in the INVITE')
  const xml = parts?.find(({ type }) => type === 'application/rs-metadata+xml' || type === 'application/rs-metadata')?.content
  return { sdp, metadata: xml === undefined ? undefined : readMetadata(xml) }
}

/** A stranger; Souffleur's own `stream.unauthorised` is a fault of this side's configuration. */
class UnknownPeer extends AppError {}

/** Of an error whose text may hold parts of a SIP message. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown'
}

/** RFC 3261 section 21. A recording client tries elsewhere, or later, on 503. */
function statusOf(code: ErrorCode): number {
  switch (code) {
    case 'stream.message-invalid':
      return 400
    case 'stream.media-unsupported':
      return 488
    default:
      return 503
  }
}
