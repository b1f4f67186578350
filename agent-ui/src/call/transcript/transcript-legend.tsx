import { CircleQuestionMark } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { LanguageTag } from './language-tag.tsx'
import { rewrittenLook, unsureLook } from './word-looks.ts'

/** What the signs of the transcript mean, each beside an example of it. */
export function TranscriptLegend() {
  const { t } = useTranslation()
  return (
    <>
      <h3 className="mt-4 mb-2 text-sm font-semibold">{t('help.signs.title')}</h3>
      <dl className="grid grid-cols-[5.25rem_1fr] items-baseline gap-x-4 gap-y-2 text-sm">
        <Sign example={<span className={unsureLook}>{t('help.signs.unsureExample')}</span>}>{t('help.signs.unsure')}</Sign>
        <Sign example={<CircleQuestionMark role="img" aria-label={t('help.signs.questionMark')} className="inline size-3.5 text-soft" />}>
          {t('help.signs.unsureUtterance')}
        </Sign>
        <Sign example={<span className={rewrittenLook}>06 12 34</span>}>{t('help.signs.rewritten')}</Sign>
        <Sign
          example={
            <>
              <LanguageTag tag="fr" />
              <LanguageTag tag="en" />
            </>
          }
        >
          {t('help.signs.language')}
        </Sign>
      </dl>
    </>
  )
}

function Sign({ example, children }: { readonly example: ReactNode; readonly children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="font-script whitespace-nowrap">{example}</dt>
      <dd>{children}</dd>
    </div>
  )
}
