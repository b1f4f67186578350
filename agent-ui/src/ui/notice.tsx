import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

const looks = {
  info: { box: 'border-line bg-sunken text-ink', icon: Info },
  warning: { box: 'border-cue-line bg-cue-ground text-ink', icon: TriangleAlert },
  error: { box: 'border-bad/50 bg-bad-ground text-ink', icon: CircleAlert },
} as const

interface NoticeProps {
  readonly look?: keyof typeof looks
  readonly role?: 'status' | 'alert'
  readonly children: ReactNode
}

export function Notice({ look = 'info', role, children }: NoticeProps) {
  const { box, icon: Icon } = looks[look]
  return (
    <div role={role} className={`flex gap-2.5 rounded-md border px-3 py-2.5 text-sm ${box}`}>
      <Icon
        aria-hidden
        className={`mt-0.5 size-4 shrink-0 ${look === 'error' ? 'text-bad' : look === 'warning' ? 'text-cue' : 'text-soft'}`}
      />
      <div className="min-w-0 flex-1 space-y-1">{children}</div>
    </div>
  )
}
