import type { Language } from '@souffleur/proto'
import { type LoadBuilder, loadBuilderOf } from './model-builder.ts'
import { checkModel } from './model-files.ts'
import { type Model, registry } from './registry.ts'

const names: Record<Language, { readonly en: string; readonly fr: string }> = {
  en: { en: 'English', fr: 'anglais' },
  fr: { en: 'French', fr: 'français' },
}

/** What doesn't work while these models are not here, and how to get it: each line in English, then in French. */
export async function whatGoesWithout(
  missing: readonly string[],
  filesFolder: string,
  load: LoadBuilder = loadBuilderOf,
): Promise<readonly string[]> {
  const lost = registry.filter((model) => missing.includes(model.name))
  const detectors = lost.filter((model) => model.purpose === 'voice-activity').flatMap((model) => withoutDetector(model.name))
  const meaning = lost.filter((model) => model.purpose === 'meaning').flatMap((model) => withoutMeaning(model.name))
  const recognisers = lost.filter((model) => model.purpose === 'speech-recognition')
  const served = await servedLanguages(filesFolder, load)
  const unserved = new Set(recognisers.flatMap((model) => model.languages).filter((language) => !served.has(language)))
  return [...detectors, ...[...unserved].flatMap((language) => withoutRecogniser(language, recognisers)), ...meaning]
}

async function servedLanguages(filesFolder: string, load: LoadBuilder): Promise<ReadonlySet<Language>> {
  const served = new Set<Language>()
  for (const model of registry) {
    if (model.purpose !== 'speech-recognition' || (await checkModel(model, filesFolder, load)) !== 'good') continue
    for (const language of model.languages) served.add(language)
  }
  return served
}

function withoutDetector(model: string): readonly string[] {
  return [
    `No call is transcribed: ${model} is not here. When a source of it answers: \`npm run models -- pull ${model}\`.`,
    `Aucun appel n’est transcrit : ${model} est absent. Dès qu’une de ses sources répond : \`npm run models -- pull ${model}\`.`,
  ]
}

function withoutMeaning(model: string): readonly string[] {
  return [
    `Suggestions and search go by words alone, and find less: ${model} is not here. When a source of it answers: \`npm run models -- pull ${model}\`.`,
    `Les suggestions et la recherche se fient aux mots seuls et trouvent moins : ${model} est absent. Dès qu’une de ses sources répond : \`npm run models -- pull ${model}\`.`,
  ]
}

function withoutRecogniser(language: Language, lost: readonly Model[]): readonly string[] {
  const { en, fr } = names[language]
  // The registry begins with the model that serves a language best.
  const [model] = lost.filter((candidate) => candidate.languages.includes(language))
  if (model === undefined) return []
  const { name } = model
  return [
    `Calls in ${en} are followed, but not transcribed: ${name} is not here. To get it, give this machine one of its sources (docs/operations.md, "Models"), then run \`npm run models -- pull ${name}\`.`,
    `Les appels en ${fr} sont suivis, mais pas transcrits : ${name} est absent. Pour l’obtenir, donnez à cette machine une de ses sources (docs/operations.md, « Models »), puis lancez \`npm run models -- pull ${name}\`.`,
  ]
}
