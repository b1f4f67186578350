import type { Language } from '@souffleur/proto'
import type { Article } from '../knowledge/article.ts'
import type { IntentCatalogue } from './catalogue.ts'
import type { Example } from './intent-classifier.ts'

/**
 * What the intents of one language are learned from: the catalogue's examples, names and silence; and what the articles say that
 * customers ask, under the first intent that each article answers.
 */
export function examplesFor(language: Language, catalogue: IntentCatalogue, articles: readonly Article[]): Example[] {
  const known = new Set(catalogue.intents.map(({ id }) => id))
  const said = catalogue.intents.flatMap(({ id, label, examples }) =>
    [label[language], ...examples[language]].map((text) => ({ text, label: id })),
  )
  const silence = catalogue.silence[language].map((text) => ({ text, label: null }))
  const asked = articles.flatMap((article) => {
    const [label] = article.intents
    const usable = article.language === language && label !== undefined && known.has(label)
    return usable ? [article.title, ...article.questions].map((text) => ({ text, label })) : []
  })
  return [...said, ...asked, ...silence]
}
