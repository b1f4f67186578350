import { readStored, store } from './storage.ts'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const KEY = 'souffleur.theme'
const prefersDark = () => window.matchMedia('(prefers-color-scheme: dark)')

export function storedTheme(): Theme {
  const stored = readStored(KEY)
  return themes.find((theme) => theme === stored) ?? 'system'
}

export function chooseTheme(theme: Theme): void {
  store(KEY, theme)
  showTheme(theme)
}

/** Puts the theme on the page, and follows the system's for as long as that is the choice. */
export function followTheme(): void {
  showTheme(storedTheme())
  prefersDark().addEventListener('change', () => showTheme(storedTheme()))
}

function showTheme(theme: Theme): void {
  const isDark = theme === 'dark' || (theme === 'system' && prefersDark().matches)
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light'
}
