import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

export function Loading() {
  const { t } = useTranslation()
  return (
    <div role="status" className="flex items-center gap-2 p-4 text-sm text-soft">
      <span aria-hidden className="size-2 animate-pulse rounded-full bg-curtain" />
      {t('state.loading')}
    </div>
  )
}

interface EmptyProps {
  readonly icon: LucideIcon
  readonly title: string
  readonly children?: ReactNode
}

export function Empty({ icon: Icon, title, children }: EmptyProps) {
  return (
    <div className="flex flex-col items-center gap-1 px-4 py-8 text-center text-sm text-soft">
      <Icon aria-hidden className="mb-1 size-6 text-faint" strokeWidth={1.5} />
      <p className="font-medium text-ink">{title}</p>
      {children}
    </div>
  )
}
