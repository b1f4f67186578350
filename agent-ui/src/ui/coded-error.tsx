import { useTranslation } from 'react-i18next'
import { CodedError } from '../api/http.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { Button } from './button.tsx'
import { InlineCommands } from './inline-commands.tsx'
import { Notice } from './notice.tsx'

interface CodedNoticeProps {
  readonly error: unknown
  readonly look?: 'error' | 'warning'
  readonly onRetry?: (() => void) | undefined
}

/** What happened, what to do, and the code to give to whoever helps. */
export function CodedNotice({ error, look = 'error', onRetry }: CodedNoticeProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { code, localised, detail } = CodedError.from(error)
  return (
    <Notice look={look} role={look === 'error' ? 'alert' : 'status'}>
      <p className="font-medium">{localised.message[language]}</p>
      <p>
        <InlineCommands text={localised.action[language]} />
      </p>
      <p className="text-xs text-soft break-words">
        {t('error.code', { code })}
        {detail === '' ? null : ` · ${detail}`}
      </p>
      {onRetry === undefined ? null : (
        <Button size="small" onClick={onRetry}>
          {t('action.retry')}
        </Button>
      )}
    </Notice>
  )
}
