import { Copy } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useToasts } from '../app/toasts.tsx'
import { Button } from '../ui/button.tsx'

/** To be read out or handed over: in both languages, whatever the screen's is, as callers and advisors speak either. */
export function TransparencyTexts() {
  const { t } = useTranslation()
  return (
    <section aria-labelledby="transparency" className="space-y-2">
      <h2 id="transparency" className="text-base font-semibold">
        {t('governance.transparency.title')}
      </h2>
      <p className="text-sm text-soft">{t('governance.transparency.lead')}</p>
      <div className="grid gap-3 md:grid-cols-2">
        <TextsIn language="fr" />
        <TextsIn language="en" />
      </div>
    </section>
  )
}

function TextsIn({ language }: { readonly language: 'fr' | 'en' }) {
  const { i18n } = useTranslation()
  const t = i18n.getFixedT(language)
  return (
    <div lang={language} className="card space-y-2 px-4 py-3 text-sm">
      <h3 className="font-medium">{t('governance.transparency.callersTitle')}</h3>
      <blockquote>{t('governance.transparency.callers')}</blockquote>
      <CopyText text={t('governance.transparency.callers')} label={t('governance.transparency.copyCallers')} />
      <h3 className="font-medium">{t('governance.transparency.advisorsTitle')}</h3>
      <blockquote>{t('governance.transparency.advisors')}</blockquote>
      <CopyText text={t('governance.transparency.advisors')} label={t('governance.transparency.copyAdvisors')} />
    </div>
  )
}

function CopyText({ text, label }: { readonly text: string; readonly label: string }) {
  const { t } = useTranslation()
  const { say } = useToasts()
  const copy = async () => {
    const isDone = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
    say(isDone ? t('governance.transparency.copied') : t('suggestion.copyFailed'))
  }
  return (
    <Button size="small" onClick={() => void copy()}>
      <Copy aria-hidden className="size-3.5" />
      {label}
    </Button>
  )
}
