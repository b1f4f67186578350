import { create } from '@bufbuild/protobuf'
import { CallEventSchema, Channel, UtteranceSchema, UtteranceUnderstoodSchema } from '@souffleur/proto'
import { type CallNotes, noteEvent } from '../src/call-notes.ts'

export interface Said {
  readonly speaker: 'customer' | 'advisor'
  readonly text: string
  readonly language: 'fr' | 'en'
}

const lines: readonly (readonly ['customer' | 'advisor', string])[] = [
  ['customer', 'And then the water came through the ceiling again, in room {n}.'],
  ['advisor', 'I see. I will send you the form for room {n} by e-mail tomorrow.'],
  ['customer', 'That makes {n} euros, does it not?'],
  ['advisor', 'Yes, {n} euros, as I said.'],
  ['customer', 'Right. Could you call me back about number {n}?'],
  ['advisor', 'One moment please, I am looking at your contract HB{n}.'],
]

/** The nth thing that is said in a call that may last for ever: facts, requests and promises among much else. */
export function talk(index: number): Said {
  const [speaker, text] = lines[index % lines.length] ?? ['customer', '']
  return { speaker, text: text.replaceAll('{n}', String(1000 + index)), language: 'en' }
}

export function heardBy(notes: CallNotes, { speaker, text, language }: Said): CallNotes {
  const index = notes.utterances.length
  const channel = speaker === 'customer' ? Channel.CUSTOMER : Channel.ADVISOR
  const utterance = create(UtteranceSchema, {
    utteranceId: `u${index}`,
    channel,
    startMs: index * 2000,
    endMs: index * 2000 + 1800,
    text,
    language,
  })
  const understood = create(UtteranceUnderstoodSchema, { utteranceId: utterance.utteranceId, intents: [] })
  const said = noteEvent(notes, create(CallEventSchema, { body: { case: 'utterance', value: utterance } }))
  return noteEvent(said, create(CallEventSchema, { body: { case: 'utteranceUnderstood', value: understood } }))
}
