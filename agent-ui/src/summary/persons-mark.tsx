import { PenLine } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type DraftLine, isPersons } from './summary-draft.ts'

/** Tells a person's words from Souffleur's. */
export function PersonsMark({ line }: { readonly line: DraftLine }) {
  const { t } = useTranslation()
  if (!isPersons(line)) return null
  return (
    <span className="inline-flex items-center gap-1 text-xs whitespace-nowrap text-soft">
      <PenLine aria-hidden className="size-3" />
      {t('summary.byPerson')}
    </span>
  )
}
