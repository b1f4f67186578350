import { type ComponentProps, useId } from 'react'

interface SelectFieldProps extends Omit<ComponentProps<'select'>, 'onChange'> {
  readonly label: string
  readonly onChoose: (value: string) => void
  readonly options: readonly { readonly value: string; readonly label: string }[]
  /** What the choice means. */
  readonly hint?: string
}

/** The system's own menu: every keyboard and screen reader knows it. */
export function SelectField({ label, options, onChoose, hint, className = '', ...rest }: SelectFieldProps) {
  const id = useId()
  return (
    <div className={`flex flex-col gap-1 ${className}`}>
      <label htmlFor={id} className="text-xs font-medium text-soft">
        {label}
      </label>
      <select
        id={id}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className="field w-full"
        onChange={(event) => onChoose(event.target.value)}
        {...rest}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="text-xs text-soft">
          {hint}
        </p>
      )}
    </div>
  )
}
