import type { Language } from '@souffleur/proto'
import { useTranslation } from 'react-i18next'

/** The language of the screens. */
export function useLanguage(): Language {
  const { i18n } = useTranslation()
  return i18n.language === 'fr' ? 'fr' : 'en'
}
