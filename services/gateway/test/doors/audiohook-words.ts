/** A client's messages as a test wants them. */
export const SESSION = '30b0e395-84d3-4570-ac13-9a62d8f514c0'
export const ORGANISATION = 'd7934305-0972-4844-938e-9060eef73d05'
export const CONVERSATION = '090eaa2f-72fa-480a-83e0-8667ff89c0ec'
export const NULL_UUID = '00000000-0000-0000-0000-000000000000'

export const stereo = { type: 'audio', format: 'PCMU', channels: ['external', 'internal'], rate: 8000 }
export const monoOf = (party: 'external' | 'internal', format = 'PCMU') => ({ type: 'audio', format, channels: [party], rate: 8000 })

export const openParameters = {
  organizationId: ORGANISATION,
  conversationId: CONVERSATION,
  participant: { id: '883efee8-3d6c-4537-b500-6d7ca4b92fa0', ani: '+33123456789', aniName: 'Anne Onyme', dnis: '+33987654321' },
  media: [stereo, monoOf('external'), monoOf('internal')],
}

export interface Numbers {
  readonly id?: string
  readonly seq: number
  readonly serverseq?: number
  readonly position?: string
}

export function said(type: string, parameters: object, { id = SESSION, seq, serverseq = 0, position = 'PT0S' }: Numbers): string {
  return JSON.stringify({ version: '2', id, type, seq, serverseq, position, parameters })
}
