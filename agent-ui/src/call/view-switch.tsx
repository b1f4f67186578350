import { ToggleGroup } from 'radix-ui'
import { useTranslation } from 'react-i18next'

const views = ['panel', 'transcript'] as const
export type CallViewName = (typeof views)[number]

interface ViewSwitchProps {
  readonly view: CallViewName
  readonly onChange: (view: CallViewName) => void
}

/** In a side panel there is room for one at a time. */
export function ViewSwitch({ view, onChange }: ViewSwitchProps) {
  const { t } = useTranslation()
  const choose = (value: string) => {
    const chosen = views.find((name) => name === value)
    if (chosen !== undefined) onChange(chosen)
  }
  return (
    <ToggleGroup.Root
      type="single"
      value={view}
      onValueChange={choose}
      aria-label={t('view.label')}
      className="flex border-b border-line bg-surface px-3 @4xl/call:hidden"
    >
      {views.map((name) => (
        <ToggleGroup.Item
          key={name}
          value={name}
          className="-mb-px flex-1 border-b-2 border-transparent py-2 text-sm font-medium text-soft data-[state=on]:border-curtain data-[state=on]:text-ink"
        >
          {t(`view.${name}`)}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
