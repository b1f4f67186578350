import { readFile } from 'node:fs/promises'
import { parseCatalogue, parseGuide, tryPhrase } from '@souffleur/assist'
import { expect, test } from 'vitest'
import { demoCatalogueFile, demoGuideFile } from './demo.ts'

const guide = parseGuide(await readFile(demoGuideFile, 'utf8'))

test('the demonstration’s guide names intents that there are', async () => {
  const known = new Set(parseCatalogue(await readFile(demoCatalogueFile, 'utf8')).intents.map(({ id }) => id))
  const named = [...guide.lists.flatMap(({ starts }) => starts.intents), ...guide.replies.flatMap(({ intents }) => intents)]
  expect(named.filter((intent) => !known.has(intent))).toEqual([])
})

test.each([
  ['fr', 'customer', 'Je ne suis pas content du tout de votre service.', ['alert complaint']],
  ['fr', 'customer', 'Je vais saisir le médiateur.', ['alert legal']],
  ['fr', 'customer', 'Quelqu’un m’a appelée de votre part.', ['alert fraud']],
  ['fr', 'customer', 'Mon mari est décédé la semaine dernière.', ['alert vulnerable']],
  ['fr', 'customer', 'J’ai trouvé un contrat moins cher, je voudrais partir de chez vous.', ['alert leaving']],
  ['fr', 'customer', 'Je voudrais changer l’adresse de mon contrat.', []],
  ['fr', 'customer', 'Merci beaucoup, c’est parfait.', []],
  [
    'fr',
    'advisor',
    'Vous avez 5 jours ouvrés pour le déclarer.',
    ['item water-damage deadline', 'step water-damage photographs', 'item complaint answer'],
  ],
  ['en', 'customer', 'I would like to cancel my insurance.', ['alert leaving']],
  ['en', 'customer', 'I want to make a complaint.', ['alert complaint', 'list complaint']],
  ['en', 'customer', 'I will take you to court.', ['alert legal']],
  ['en', 'customer', 'I don’t want to make a complaint.', []],
  ['en', 'customer', 'How long do I have to declare the damage?', []],
  ['en', 'advisor', 'This call may be recorded.', ['item opening notice']],
] as const)('%s, the %s says "%s"', (language, speaker, text, expected) => {
  const effects = tryPhrase(guide, { text, language, speaker, queue: speaker === 'advisor' ? 'home-claims' : '', intents: [] })
  expect(effects.map(({ kind, id }) => `${kind} ${id}`).toSorted()).toEqual([...expected].toSorted())
})
