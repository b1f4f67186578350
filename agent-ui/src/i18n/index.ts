import type { Language } from '@souffleur/proto'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { readStored, store } from '../preferences/storage.ts'
import en from './en.json' with { type: 'json' }
import fr from './fr.json' with { type: 'json' }
import { preferredLanguage } from './preferred-language.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof en }
  }
}

const KEY = 'souffleur.language'

export async function startTranslations(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language
  })
  await i18next.use(initReactI18next).init({
    lng: preferredLanguage(readStored(KEY), navigator.languages),
    fallbackLng: 'en',
    resources: { en: { translation: en }, fr: { translation: fr } },
    interpolation: { escapeValue: false },
  })
}

export async function chooseLanguage(language: Language): Promise<void> {
  store(KEY, language)
  await i18next.changeLanguage(language)
}
