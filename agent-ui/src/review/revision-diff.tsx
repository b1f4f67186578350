import type { Summary } from '@souffleur/proto'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useLabels } from '../calls/use-calls.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { type DiffPiece, diffSummaries } from './word-diff.ts'

export function RevisionDiff({ before, after }: { readonly before: Summary; readonly after: Summary }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const labels = useLabels()
  const { fields, disposition } = useMemo(() => diffSummaries(before, after), [before, after])
  const dispositionLabel = (id: string) => (id === '' ? t('summary.noDisposition') : labels.disposition(id))
  if (fields.length === 0 && disposition === undefined) return <p className="pt-1 text-soft">{t('revision.noChanges')}</p>
  return (
    <dl className="space-y-2 pt-1">
      {fields.map(({ field, pieces }) => (
        <div key={field.id}>
          <dt className="text-xs font-semibold text-soft">{field.label[language]}</dt>
          <dd className="whitespace-pre-line">
            <Pieces pieces={pieces} />
          </dd>
        </div>
      ))}
      {disposition === undefined ? null : (
        <div>
          <dt className="text-xs font-semibold text-soft">{t('summary.disposition')}</dt>
          <dd>
            <Pieces
              pieces={[
                { change: 'removed', text: dispositionLabel(disposition.before) },
                { change: 'same', text: ' ' },
                { change: 'added', text: dispositionLabel(disposition.after) },
              ]}
            />
          </dd>
        </div>
      )}
    </dl>
  )
}

/** Struck out and underlined as well as coloured, and said so to those who can't see either. */
function Pieces({ pieces }: { readonly pieces: readonly DiffPiece[] }) {
  const { t } = useTranslation()
  return withPositions(pieces).map(({ at, change, text }) =>
    change === 'same' ? (
      <span key={at}>{text}</span>
    ) : change === 'added' ? (
      <ins key={at} className="rounded-xs bg-good-ground px-0.5 text-good">
        <span className="sr-only">{t('revision.added')} </span>
        {text}
      </ins>
    ) : (
      <del key={at} className="rounded-xs bg-bad-ground px-0.5 text-bad">
        <span className="sr-only">{t('revision.removed')} </span>
        {text}
      </del>
    ),
  )
}

function withPositions(pieces: readonly DiffPiece[]): readonly (DiffPiece & { readonly at: number })[] {
  let at = 0
  return pieces.map((piece) => {
    const positioned = { ...piece, at }
    at += piece.text.length + 1
    return positioned
  })
}
