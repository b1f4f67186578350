import { Channel } from '@souffleur/proto'
import { ChevronDown, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { codedErrorOf } from '../api/http.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { InlineCommands } from '../ui/inline-commands.tsx'
import type { CallState } from './call-state.ts'

/** What the people on the call should know. One line each; what to do about it unfolds. */
export function CallWarnings({ state }: { readonly state: CallState }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const warnings = [...new Map([...state.warnings.values()].map((warning) => [warning.code, warning])).values()]
  return (
    <div role="status" aria-live="polite">
      {warnings.map(({ code, parameters, channel }) => {
        const { message, action } = codedErrorOf(code).localised
        const command = parameters.command
        return (
          <details
            key={code}
            className="group border-b border-cue-line bg-cue-ground text-sm text-ink"
            open={code === 'engine.language-missing'}
          >
            <summary className="flex list-none items-start gap-2 px-4 py-2">
              <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-cue" />
              <span className="flex-1">
                {channel === Channel.UNSPECIFIED || channel === Channel.MIXED ? null : (
                  <strong className="font-semibold">
                    {channel === Channel.CUSTOMER ? t('channel.customer') : t('channel.advisor')} –{' '}
                  </strong>
                )}
                {message[language]}
              </span>
              <ChevronDown aria-hidden className="mt-0.5 size-4 shrink-0 text-soft transition-transform group-open:rotate-180" />
            </summary>
            <p className="px-4 pb-2.5 pl-10">
              <InlineCommands text={command === undefined ? action[language] : t('warning.run', { command: `\`${command}\`` })} />
            </p>
          </details>
        )
      })}
    </div>
  )
}
