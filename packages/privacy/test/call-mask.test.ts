import { parseMaskToken } from '@souffleur/proto'
import { expect, test } from 'vitest'
import { createCallMask, isPayment, maskText } from '../src/index.ts'

test.each([
  ['en', 'my card number is 4111 1111 1111 1111 thanks', 'my card number is [CARD ••11] thanks'],
  ['fr', "c'est le zéro six douze trente-quatre cinquante-six soixante-dix-huit", "c'est le [PHONE ••78]"],
  ['fr', 'mon numéro de sécu 1 85 05 78 006 084 91', 'mon numéro de sécu [NIR ••91]'],
  [
    'fr',
    "je m'appelle sophie le goff et j'habite 12 bis rue de la paix 75002 paris",
    "je m'appelle [NAME 1] et j'habite [POSTAL-ADDRESS 1]",
  ],
  ['en', 'This is Anna Kline speaking, K L I N E', 'This is [NAME 1] speaking, [NAME 2]'],
  ['fr', 'née le 12/03/1980', 'née le [BIRTH-DATE 1]'],
  ['fr', 'marie point dupont arobase gmail point com', '[EMAIL 1]'],
  // What looks like it and is nobody's secret.
  ['fr', 'La Visa Premier coûte 120 euros depuis le 12 mars 2024', 'La Visa Premier coûte 120 euros depuis le 12 mars 2024'],
  ['en', 'my card ends in 4242 and I waited 20 minutes', 'my card ends in 4242 and I waited 20 minutes'],
] as const)('%s: %s', (language, text, masked) => {
  expect(maskText(text, { language }).text).toBe(masked)
})

test('a card that was asked for is masked from its first part on, with what the other side says between', () => {
  const call = createCallMask()
  const say = (channel: string, text: string) => call.mask({ channel, text, language: 'en' })
  expect(say('agent', 'Your card number please?').dictation).toEqual({ type: 'card', stage: 'expected' })
  expect(say('caller', '4111 1111').text).toBe('[CARD …]')
  expect(call.dictation()).toEqual({ channel: 'caller', type: 'card', stage: 'dictating' })
  expect(say('agent', 'go on').text).toBe('go on')
  const last = say('caller', '1111 1111')
  expect(last.text).toBe('[CARD ••11]')
  expect(last.dictation).toEqual({ channel: 'caller', type: 'card', stage: 'complete' })
  expect(last.dictation !== undefined && isPayment(last.dictation)).toBe(true)
})

test('digits that nobody announced are masked from their second part on', () => {
  const call = createCallMask()
  call.mask({ channel: 'caller', text: 'so 4111 1111', language: 'en' })
  expect(call.mask({ channel: 'caller', text: '1111 1111', language: 'en' }).text).toBe('[CARD ••11]')
})

test('a name that the call has learnt has its token wherever it comes again', () => {
  const call = createCallMask()
  call.mask({ channel: 'caller', text: 'My name is Anna Zwickl', language: 'en' })
  expect(call.mask({ channel: 'agent', text: 'so zwickl is the account holder', language: 'en' }).tokens).toEqual(['[NAME 1]'])
})

test('words that may still change teach nothing', () => {
  const call = createCallMask()
  call.mask({ channel: 'caller', text: 'my name is anna zwickl', language: 'en', isFinal: false })
  expect(call.mask({ channel: 'caller', text: 'zwickl', language: 'en' }).spans).toEqual([])
})

test('an organisation sets words about health, patterns of its own, and names that stay', () => {
  const rules = {
    healthWords: ['diabète'],
    custom: [{ label: 'member-card', pattern: 'MC-\\d{4}' }],
    keep: ['Julie Durand'],
    off: ['email' as const],
  }
  expect(maskText('Julie Durand, mc-1234, diabète, a@b.fr', { language: 'fr', rules }).text).toBe(
    'Julie Durand, [CUSTOM 1], [HEALTH 1], a@b.fr',
  )
  expect(() => maskText('x', { rules: { custom: [{ label: 'slow', pattern: '(a+)+$' }] } })).toThrow()
})

test('a token is read back', () => {
  expect(parseMaskToken('[CARD ••42 2]')).toEqual({ type: 'card', ending: '42', ordinal: 2 })
  expect(parseMaskToken('[NAME]')).toEqual({ type: 'name' })
  expect(parseMaskToken('[ANYTHING 1]')).toBeUndefined()
})
