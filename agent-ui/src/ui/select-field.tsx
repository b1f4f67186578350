import { type ComponentProps, useId } from 'react'

interface SelectFieldProps extends Omit<ComponentProps<'select'>, 'onChange'> {
  readonly label: string
  readonly onChoose: (value: string) => void
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

/** The system's own menu: every keyboard and screen reader knows it. */
export function SelectField({ label, options, onChoose, className = '', ...rest }: SelectFieldProps) {
  const id = useId()
  return (
    <div className={`flex flex-col gap-1 ${className}`}>
      <label htmlFor={id} className="text-xs font-medium text-soft">
        {label}
      </label>
      <select id={id} className="field w-full" onChange={(event) => onChoose(event.target.value)} {...rest}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}
