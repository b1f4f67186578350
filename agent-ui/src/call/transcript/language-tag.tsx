import { languageName } from '../../i18n/format.ts'
import { useLanguage } from '../../i18n/use-language.ts'

/** Where what is said goes on in another language. */
export function LanguageTag({ tag }: { readonly tag: string }) {
  const language = useLanguage()
  const name = languageName(tag, language)
  return (
    <span
      lang={language}
      title={name}
      className="mr-1.5 inline-block rounded border border-line-strong px-1 align-[0.1em] font-sans text-2xs leading-4 font-semibold tracking-wide text-soft uppercase no-underline select-none"
    >
      <span aria-hidden>{tag}</span>
      <span className="sr-only">{name}</span>
    </span>
  )
}
