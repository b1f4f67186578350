/** A call in which everything occurs that a transcript has a sign for. Its events in protobuf's JSON form. */

interface SignWord {
  readonly text: string
  readonly spokenText?: string
  readonly confidence?: number
}

const sure = (text: string): readonly SignWord[] => text.split(' ').map((word) => ({ text: word }))

function utterance(id: string, channel: 'CUSTOMER' | 'ADVISOR', language: 'fr' | 'en', words: readonly SignWord[], confidence = 0.9) {
  const startMs = Number(id.slice(1)) * 4000
  return {
    utterance: {
      utteranceId: id,
      channel: `CHANNEL_${channel}`,
      startMs,
      endMs: startMs + 3000,
      text: words.map(({ text }) => text).join(' '),
      language,
      confidence,
      words: words.map((word, index) => ({
        confidence: 0.95,
        ...word,
        startMs: startMs + index * 200,
        endMs: startMs + index * 200 + 180,
      })),
    },
  }
}

const bodies = [
  {
    callStarted: {
      language: 'auto',
      advisorId: 'advisor',
      channels: ['CHANNEL_CUSTOMER', 'CHANNEL_ADVISOR'],
      title: 'Contrat habitation',
      source: 'native',
    },
  },
  { callWarned: { code: 'engine.degraded', channel: 'CHANNEL_CUSTOMER' } },
  utterance('u1', 'CUSTOMER', 'fr', [
    ...sure('Bonjour. Mon numéro est le'),
    { text: '06 12 34 56 78,', spokenText: 'zéro six douze trente-quatre cinquante-six soixante-dix-huit,' },
    ...sure('vous pouvez me rappeler le'),
    { text: '12 mars 2026', spokenText: 'douze mars deux mille vingt-six' },
    ...sure('à'),
    { text: '14 h 30.', spokenText: 'quatorze heures trente.' },
  ]),
  utterance('u2', 'ADVISOR', 'fr', [
    ...sure('C’est noté. Et votre contrat'),
    { text: 'Sérénité', confidence: 0.3 },
    { text: 'intégrale,', confidence: 0.35 },
    ...sure('il est à'),
    { text: '45,50 €', spokenText: 'quarante-cinq euros cinquante' },
    ...sure('par mois ?'),
  ]),
  utterance('u3', 'CUSTOMER', 'en', sure('Sorry, could we go on in English? My husband is listening too.')),
  utterance('u4', 'CUSTOMER', 'en', sure('He is asking about the leek in the sealing.'), 0.41),
  utterance('u5', 'ADVISOR', 'fr', sure('Oui, bien sûr, je vous passe un collègue.')),
  {
    partialTranscript: {
      utteranceId: 'u6',
      channel: 'CHANNEL_CUSTOMER',
      revision: 3,
      startMs: 24_500,
      endMs: 26_000,
      firmText: 'Thank you, that is',
      tentativeText: 'very kind',
      language: 'en',
    },
  },
]

export function signsCall(callId: string): readonly Record<string, unknown>[] {
  return bodies.map((body, index) => ({ eventId: `signs-${index}`, callId, occurredAtMs: Date.now() - 30_000 + index, ...body }))
}
