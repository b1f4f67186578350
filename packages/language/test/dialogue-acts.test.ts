import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DialogueActName, dialogueActs, type Language, type Speaker } from '../src/index.ts'

type Row = readonly [speaker: Speaker, text: string, ...acts: DialogueActName[]]

const english: readonly Row[] = [
  ['advisor', 'Good morning.', 'greeting'],
  ['advisor', 'Thank you for calling Auréline, how can I help?', 'greeting'],
  ['customer', 'Thank you very much.', 'thanks'],
  ['customer', 'Goodbye.', 'farewell'],
  ['advisor', 'Have a nice day!', 'farewell'],
  ['advisor', 'Bear with me one moment.', 'holding'],
  ['advisor', 'Let me check that for you.', 'holding'],
  ['advisor', "I'll have a look.", 'holding'],
  ['customer', 'Okay, I see.', 'acknowledgement'],
  ['customer', "Yes, that's right.", 'confirmation'],
  ['customer', 'No.', 'refusal'],
  ['advisor', 'I will not send you the form.', 'refusal'],
  ['advisor', 'I have not opened a claim.', 'refusal'],
  ['customer', 'What is the excess?', 'question'],
  ['customer', 'how long do I have to declare it', 'question'],
  ['customer', 'Have you opened a claim?', 'question'],
  ['customer', 'Will you send me the form today?', 'request'],
  ['customer', 'I would like to cancel my contract.', 'request'],
  ['advisor', 'Can I have your contract number please?', 'request'],
  ['advisor', "I'll send you the form today.", 'commitment'],
  ['advisor', 'I will call you back on Thursday.', 'commitment'],
  ['advisor', "You'll receive a letter within five days.", 'commitment'],
  ['advisor', 'An expert will call you tomorrow.', 'commitment'],
  ['advisor', 'I can send you the form.', 'statement'],
  ['advisor', 'If you prefer, I can send it.', 'statement'],
  ['advisor', "I've updated your address.", 'action_done'],
  ['advisor', 'I have opened a claim for you.', 'action_done'],
  ['advisor', 'Your bank details have been changed.', 'action_done'],
  ['advisor', "I've updated your address and I'll send you a letter.", 'action_done', 'commitment'],
  ['customer', 'There is water coming through my ceiling.', 'statement'],
  ['customer', 'How are you today?', 'small_talk'],
  ['customer', 'Sorry, could we carry on in French please?', 'small_talk'],
  ['customer', "My husband doesn't speak English.", 'small_talk'],
  ['customer', 'Do you have the form in English?', 'question'],
]

const french: readonly Row[] = [
  ['advisor', 'Bonjour madame.', 'greeting'],
  ['advisor', 'Auréline bonjour, que puis-je faire pour vous ?', 'greeting'],
  ['customer', 'Merci beaucoup.', 'thanks'],
  ['customer', 'Au revoir.', 'farewell'],
  ['advisor', 'Bonne journée !', 'farewell'],
  ['advisor', 'Ne quittez pas.', 'holding'],
  ['advisor', 'Je regarde ça tout de suite.', 'holding'],
  ['advisor', 'Je vais vérifier.', 'holding'],
  ['customer', "D'accord, très bien.", 'acknowledgement'],
  ['customer', "Oui, c'est ça.", 'confirmation'],
  ['customer', 'Non.', 'refusal'],
  ['advisor', 'Je ne vous envoie pas le formulaire.', 'refusal'],
  ['customer', 'Quelle est la franchise ?', 'question'],
  ['customer', "combien de temps j'ai pour déclarer", 'question'],
  ['customer', 'Vous pouvez me rappeler ?', 'request'],
  ['customer', 'Je voudrais résilier mon contrat.', 'request'],
  ['advisor', 'Je vous envoie le formulaire.', 'commitment'],
  ['advisor', 'Je vous rappelle jeudi.', 'commitment'],
  ['advisor', 'Je vais vous envoyer une attestation.', 'commitment'],
  ['advisor', 'Je vous enverrai un courrier.', 'commitment'],
  ['advisor', 'Vous recevrez le remboursement sous 48 heures.', 'commitment'],
  ['advisor', 'Un expert vous contactera demain.', 'commitment'],
  ['advisor', 'Je peux vous envoyer le formulaire.', 'statement'],
  ['advisor', "J'ai modifié votre adresse.", 'action_done'],
  ['advisor', 'J’ai ouvert un dossier.', 'action_done'],
  ['advisor', 'Je viens de vous envoyer un courriel.', 'action_done'],
  ['advisor', 'Votre adresse a été modifiée.', 'action_done'],
  ['advisor', "J'ai ouvert un dossier et je vous envoie un courriel.", 'action_done', 'commitment'],
  ['customer', "J'ai une fuite d'eau dans la cuisine.", 'statement'],
  ['customer', 'Excusez-moi, est-ce que nous pouvons continuer en anglais ?', 'small_talk'],
  ['customer', 'Mon mari ne parle pas français.', 'small_talk'],
  ['customer', 'Vous avez le formulaire en anglais ?', 'question'],
  ['advisor', "J'ai lancé une recherche de paiement.", 'action_done'],
  ['advisor', 'Votre dossier est clôturé.', 'action_done'],
  ['advisor', "Ce qui n'a pas servi est remboursé.", 'statement'],
]

describe.each([
  ['en', english],
  ['fr', french],
] as const)('dialogue acts in %s', (language, rows) => {
  test.each(rows.map(([speaker, text, ...acts]) => [speaker, text, acts] as const))('%s: %s', (speaker, text, acts) => {
    const found = dialogueActs(text, language, speaker).map(({ act }) => act)
    // A greeting may be followed by the question that goes with it.
    expect(found.slice(0, acts.length)).toEqual(acts)
  })
})

test('the range is the clause, without its punctuation', () => {
  const text = 'Très bien. J’ai ouvert un dossier, et je vous rappelle jeudi !'
  const said = dialogueActs(text, 'fr', 'advisor').map(({ act, start, end }) => [act, text.slice(start, end)])
  expect(said).toEqual([
    ['acknowledgement', 'Très bien'],
    ['action_done', 'J’ai ouvert un dossier'],
    ['commitment', 'je vous rappelle jeudi'],
  ])
})

test('whatever is said, clauses are in order, apart from each other and within the text', () => {
  const piece = fc.oneof(
    fc.constantFrom(...english.map(([, text]) => text), ...french.map(([, text]) => text), ', and I ', ' et je ', '?!', '…', '12.5'),
    fc.string({ unit: 'binary', maxLength: 6 }),
  )
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 5 }),
      fc.constantFrom<Language>('fr', 'en'),
      fc.constantFrom<Speaker>('customer', 'advisor', 'unknown'),
      (pieces, language, speaker) => {
        const text = pieces.join(' ')
        let end = 0
        for (const act of dialogueActs(text, language, speaker)) {
          expect(act.start).toBeGreaterThanOrEqual(end)
          expect(act.end).toBeGreaterThan(act.start)
          end = act.end
        }
        expect(end).toBeLessThanOrEqual(text.length)
      },
    ),
    { numRuns: 300 },
  )
})
