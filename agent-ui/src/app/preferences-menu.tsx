import { Check, Languages, Monitor, Moon, Sun } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { chooseLanguage } from '../i18n/index.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { chooseTheme, storedTheme, type Theme, themes } from '../preferences/theme.ts'
import { Button } from '../ui/button.tsx'

const themeIcons = { system: Monitor, light: Sun, dark: Moon } as const

/** Each language in its own words: whoever needs it can't read the others. */
const languageChoices = [
  { value: 'en', label: 'English' },
  { value: 'fr', label: 'Français' },
] as const

/** Language and theme, on every screen. */
export function PreferencesMenu() {
  const { t } = useTranslation()
  const language = useLanguage()
  const [theme, setTheme] = useState<Theme>(storedTheme)
  const ThemeIcon = themeIcons[theme]
  const pickTheme = (wanted: Theme) => {
    chooseTheme(wanted)
    setTheme(wanted)
  }
  return (
    <div className="flex items-center gap-1">
      <Menu label={t('preferences.language')} trigger={<Languages aria-hidden className="size-4" />} text={language.toUpperCase()}>
        <DropdownMenu.RadioGroup value={language}>
          {languageChoices.map(({ value, label }) => (
            <MenuChoice key={value} value={value} onSelect={() => void chooseLanguage(value)}>
              <span lang={value}>{label}</span>
            </MenuChoice>
          ))}
        </DropdownMenu.RadioGroup>
      </Menu>
      <Menu label={t('preferences.theme')} trigger={<ThemeIcon aria-hidden className="size-4" />}>
        <DropdownMenu.RadioGroup value={theme}>
          {themes.map((value) => (
            <MenuChoice key={value} value={value} onSelect={() => pickTheme(value)}>
              {t(`preferences.themes.${value}`)}
            </MenuChoice>
          ))}
        </DropdownMenu.RadioGroup>
      </Menu>
    </div>
  )
}

interface MenuProps {
  readonly label: string
  readonly trigger: React.ReactNode
  readonly text?: string
  readonly children: React.ReactNode
}

function Menu({ label, trigger, text, children }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button look="quiet" size={text === undefined ? 'icon' : 'normal'}>
          {trigger}
          <span className="sr-only">{label}</span>
          {text}
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Content align="end" sideOffset={4} className="card z-50 min-w-40 p-1 shadow-card">
        {children}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  )
}

function MenuChoice({ children, ...rest }: DropdownMenu.DropdownMenuRadioItemProps) {
  return (
    <DropdownMenu.RadioItem
      className="flex min-h-8 items-center gap-2 rounded px-2 text-sm outline-none select-none data-highlighted:bg-sunken"
      {...rest}
    >
      <span className="inline-flex w-4">
        <DropdownMenu.ItemIndicator>
          <Check aria-hidden className="size-4 text-curtain-text" />
        </DropdownMenu.ItemIndicator>
      </span>
      {children}
    </DropdownMenu.RadioItem>
  )
}
