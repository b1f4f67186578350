import { useTranslation } from 'react-i18next'

/** What a call can be started in. */
export function useLanguageChoices() {
  const { t } = useTranslation()
  return (['auto', 'en', 'fr'] as const).map((value) => ({ value, label: t(`language.${value}`) }))
}
