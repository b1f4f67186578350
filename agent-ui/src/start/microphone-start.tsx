import { Mic } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../i18n/use-language.ts'
import { MicrophoneBar } from '../microphone/microphone-bar.tsx'
import type { MicrophoneChoice } from '../microphone/microphone-call.ts'
import { useMicrophone } from '../microphone/microphone-context.tsx'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { useLanguageChoices } from './language-choices.ts'
import { SectionTitle } from './section-title.tsx'

const channels = ['mixed', 'customer'] as const

export function MicrophoneStart({ onStarted }: { readonly onStarted: (callId: string) => void }) {
  const { t } = useTranslation()
  const languageChoices = useLanguageChoices()
  const { microphone, state } = useMicrophone()
  const [language, setLanguage] = useState<MicrophoneChoice['language']>(useLanguage())
  const [channel, setChannel] = useState<MicrophoneChoice['channel']>('mixed')
  const start = async () => {
    const callId = await microphone.start({ channel, language, title: t('microphone.callTitle') })
    if (callId !== undefined) onStarted(callId)
  }
  return (
    <section aria-labelledby="microphone">
      <SectionTitle id="microphone" icon={Mic} title={t('microphone.title')} lead={t('microphone.lead')} />
      <div className="card space-y-4 p-4">
        <div className="grid gap-3 sm:grid-cols-2">
          <SelectField
            label={t('microphone.language')}
            value={language}
            options={languageChoices}
            hint={t(`language.hint.${language}`)}
            onChoose={(value) => setLanguage(languageChoices.find((choice) => choice.value === value)?.value ?? 'auto')}
          />
          <SelectField
            label={t('microphone.channel')}
            value={channel}
            options={channels.map((value) => ({ value, label: t(`microphone.channels.${value}`) }))}
            onChoose={(value) => setChannel(channels.find((choice) => choice === value) ?? 'mixed')}
          />
        </div>
        {state.kind === 'failed' ? <CodedNotice error={state.error} /> : null}
        {state.kind === 'speaking' ? (
          <MicrophoneBar callId={state.callId} onOpen={() => onStarted(state.callId)} />
        ) : (
          <Button look="primary" disabled={state.kind === 'starting'} onClick={() => void start()}>
            <Mic aria-hidden className="size-4" />
            {state.kind === 'starting' ? t('microphone.starting') : t('microphone.start')}
          </Button>
        )}
      </div>
    </section>
  )
}
