import { type CallWarned, Channel } from '@souffleur/proto'
import { ChevronDown, Info, TriangleAlert, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { codedErrorOf } from '../api/http.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { Button } from '../ui/button.tsx'
import { InlineCommands } from '../ui/inline-commands.tsx'
import type { CallState } from './call-state.ts'
import { isOperational, isOutdated, isQuiet } from './warning-weight.ts'

/** What the people on the call should know. One line each; what to do about it unfolds, and what costs nothing can be put away. */
export function CallWarnings({ state }: { readonly state: CallState }) {
  // Nothing tells when a machine is quiet again: who has read it says so, for as long as the call is on screen.
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const byCode = new Map([...state.warnings.values()].map((warning) => [warning.code, warning]))
  const warnings = [...byCode.values()].filter(({ code }) => !isOperational(code) && !isOutdated(code, state.utterances.size))
  return (
    <div role="status" aria-live="polite">
      {warnings.map((warning) => {
        if (!isQuiet(warning.code)) return <Warning key={warning.code} warning={warning} />
        const close = () => setClosed((before) => new Set(before).add(warning.code))
        return closed.has(warning.code) || state.ended !== undefined ? null : (
          <QuietNotice key={warning.code} code={warning.code} onClose={close} />
        )
      })}
    </div>
  )
}

function Warning({ warning: { code, parameters, channel } }: { readonly warning: CallWarned }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { message, action } = codedErrorOf(code).localised
  const command = parameters.command
  return (
    <details className="group border-b border-cue-line bg-cue-ground text-sm text-ink" open={code === 'engine.language-missing'}>
      <summary className="flex list-none items-start gap-2 px-4 py-2">
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-cue" />
        <span className="flex-1">
          {channel === Channel.UNSPECIFIED || channel === Channel.MIXED ? null : (
            <strong className="font-semibold">{channel === Channel.CUSTOMER ? t('channel.customer') : t('channel.advisor')} – </strong>
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
}

function QuietNotice({ code, onClose }: { readonly code: string; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <div className="flex items-start gap-2 border-b border-line bg-sunken px-4 py-1 text-xs text-soft">
      <Info aria-hidden className="mt-[7px] size-3.5 shrink-0" />
      <p className="flex-1 py-1.5">{codedErrorOf(code).localised.message[language]}</p>
      <Button look="quiet" size="smallIcon" aria-label={t('warning.close')} title={t('warning.close')} onClick={onClose}>
        <X aria-hidden className="size-3.5" />
      </Button>
    </div>
  )
}
