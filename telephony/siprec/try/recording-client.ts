import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { RtpSender } from '../../../services/siprec/test/running-rtpengine.ts'
import { Running, SIP_PORT, scenario } from './running-path.ts'

export interface ClientOptions {
  /** Where sipp writes its messages: a folder for each client. */
  readonly folder: string
  readonly port: number
  readonly address?: string
  /** Before the hold, and again after it. */
  readonly talkMs?: number
}

const FRAME_MS = 20
const FRAME_BYTES = 160

/** A session border controller: sipp speaks SIP, two senders speak RTP. */
export class RecordingClient {
  readonly sipp: Running
  readonly senders: readonly RtpSender[]
  readonly #folder: string

  static async start(options: ClientOptions): Promise<RecordingClient> {
    return new RecordingClient(options, [await RtpSender.open(), await RtpSender.open()])
  }

  private constructor({ folder, port, address = '127.0.0.1', talkMs = 1000 }: ClientOptions, senders: readonly RtpSender[]) {
    this.#folder = folder
    this.senders = senders
    const [advisor, customer] = senders.map((sender) => String(sender.port))
    const keys = ['-key', 'advisor_port', advisor ?? '', '-key', 'customer_port', customer ?? '']
    const own = ['-i', address, '-p', String(port), '-m', '1', '-d', String(talkMs)]
    this.sipp = new Running('sipp', [`127.0.0.1:${SIP_PORT}`, '-sf', scenario, ...own, ...keys, '-trace_msg', '-nostdin'], {}, folder)
  }

  /** Every SIP message so far, with the time of each. */
  async messages(): Promise<string> {
    const file = (await readdir(this.#folder)).find((name) => name.endsWith('_messages.log'))
    return file === undefined ? '' : readFile(join(this.#folder, file), 'utf8')
  }

  /** Aims both senders at what the first answer says. @returns the answer's session description */
  async answered(): Promise<string> {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const answer = /SIP\/2\.0 200 OK[\s\S]*?\r?\n\r?\n(v=0[\s\S]*?)\r?\n-{10,}/
        .exec(await this.messages())?.[1]
        ?.replaceAll(/\r?\n/g, '\r\n')
      if (answer !== undefined) {
        for (const [line, sender] of this.senders.entries()) sender.aim(answer, line)
        return answer
      }
      await wait(50)
    }
    throw new Error(`no answer to an INVITE:\n${await this.messages()}`)
  }

  /**
   * Says both sounds (PCMU at 8 kHz) at the speed of speech. What is undefined is not sent, and its time passes.
   * @returns packets sent on each line
   */
  async say(sounds: readonly ((frame: number) => Uint8Array | undefined)[], frames: number): Promise<number[]> {
    const sent = sounds.map(() => 0)
    const startMs = performance.now()
    for (let frame = 0; frame < frames; frame += 1) {
      const earlyMs = startMs + frame * FRAME_MS - performance.now()
      if (earlyMs > 0) await wait(earlyMs)
      for (const [line, sender] of this.senders.entries()) {
        const payload = sounds[line]?.(frame)
        if (payload === undefined) sender.skip(FRAME_BYTES)
        else {
          sender.say(0, payload)
          sent[line] = (sent[line] ?? 0) + 1
        }
      }
    }
    return sent
  }

  /** From the INVITE to its answer, by sipp's clock. */
  async answerMs(): Promise<number> {
    const times = [...(await this.messages()).matchAll(/^-+ (\d{4}-\d\d-\d\d)\s+(\d\d:\d\d:\d\d\.\d+)/gm)].map(
      (match) => `${match[1]}T${match[2]}`,
    )
    const bodies = (await this.messages()).split(/^-{20,} \d{4}.*$/m).slice(1)
    const at = (words: RegExp): number => Date.parse(times[bodies.findIndex((body) => words.test(body))]?.slice(0, 23) ?? '')
    return at(/SIP\/2\.0 200 OK/) - at(/INVITE sip:/)
  }

  close(): void {
    for (const sender of this.senders) sender.close()
  }
}
