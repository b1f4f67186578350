import { useTranslation } from 'react-i18next'
import { SelectField } from '../ui/select-field.tsx'
import { type PeriodLength, periodLengths } from './period.ts'

interface PeriodChoiceProps {
  readonly length: PeriodLength
  readonly onChoose: (length: PeriodLength) => void
}

export function PeriodChoice({ length, onChoose }: PeriodChoiceProps) {
  const { t } = useTranslation()
  const options = periodLengths.map((days) => ({ value: String(days), label: t('figures.lastDays', { count: days }) }))
  return (
    <SelectField
      label={t('figures.period')}
      value={String(length)}
      options={options}
      onChoose={(value) => onChoose(periodLengths.find((days) => String(days) === value) ?? 30)}
    />
  )
}
