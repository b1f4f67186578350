import { useTranslation } from 'react-i18next'
import { useIsServed } from './use-status.ts'

/** What a call can be started in; a language that nothing can write down yet says so. */
export function useLanguageChoices() {
  const { t } = useTranslation()
  const isServed = useIsServed()
  return (['auto', 'en', 'fr'] as const).map((value) => {
    const label = t(`language.${value}`)
    return { value, label: isServed(value) ? label : t('language.unserved', { language: label }) }
  })
}
