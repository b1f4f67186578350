import type { LucideIcon } from 'lucide-react'

interface SectionTitleProps {
  readonly id: string
  readonly icon: LucideIcon
  readonly title: string
  readonly lead?: string
}

export function SectionTitle({ id, icon: Icon, title, lead }: SectionTitleProps) {
  return (
    <div className="mb-3">
      <h2 id={id} className="flex items-center gap-2 text-base font-semibold">
        <Icon aria-hidden className="size-4.5 text-curtain-text" />
        {title}
      </h2>
      {lead === undefined ? null : <p className="mt-0.5 text-sm text-soft">{lead}</p>}
    </div>
  )
}
