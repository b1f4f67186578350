import { useTranslation } from 'react-i18next'
import { languageName } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { InlineCommands } from '../ui/inline-commands.tsx'
import { Notice } from '../ui/notice.tsx'
import { useStatus } from './use-status.ts'

/** Languages that calls may be in and nothing can write down yet: better said before a call than in it. */
export function EngineWarnings() {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data } = useStatus()
  const missing = (data?.engines ?? []).flatMap(({ name, state, languages, installCommand }) => {
    const unserved = languages.filter((tag) => !data?.languages.includes(tag))
    return state === 'missing' && unserved.length > 0 ? [{ name, unserved, installCommand }] : []
  })
  if (missing.length === 0) return null
  return (
    <Notice look="warning">
      {missing.map(({ name, unserved, installCommand }) => (
        <p key={name}>
          {t('start.engineMissing', { languages: unserved.map((tag) => languageName(tag, language)).join(', ') })}{' '}
          {installCommand === null ? null : <InlineCommands text={t('start.engineInstall', { command: `\`${installCommand}\`` })} />}
        </p>
      ))}
    </Notice>
  )
}
