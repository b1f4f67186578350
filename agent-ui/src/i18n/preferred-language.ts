import { type Language, languages } from '@souffleur/proto'

/** What was chosen before, else the first of the browser's languages that we speak, else English. */
export function preferredLanguage(stored: string | null, browser: readonly string[]): Language {
  const wanted = [stored ?? '', ...browser].map((tag) => tag.slice(0, 2).toLowerCase())
  for (const tag of wanted) {
    const known = languages.find((language) => language === tag)
    if (known !== undefined) return known
  }
  return 'en'
}
