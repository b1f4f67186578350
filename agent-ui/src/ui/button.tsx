import type { ComponentProps } from 'react'

const looks = {
  primary: 'bg-curtain text-on-curtain hover:bg-curtain-deep border-transparent',
  plain: 'bg-surface text-ink border-line-strong hover:bg-sunken',
  quiet: 'bg-transparent text-soft border-transparent hover:bg-sunken hover:text-ink',
  cue: 'bg-cue text-surface border-transparent hover:opacity-90',
  danger: 'bg-surface text-bad border-bad hover:bg-bad-ground',
} as const

const sizes = {
  normal: 'min-h-9 px-3 text-sm gap-2',
  small: 'min-h-7 px-2 text-xs gap-1.5',
  icon: 'size-9 justify-center',
  smallIcon: 'size-7 justify-center',
} as const

interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: keyof typeof looks
  readonly size?: keyof typeof sizes
}

export function Button({ look = 'plain', size = 'normal', className = '', type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={`${buttonClass(look, size)} ${className}`} {...rest} />
}

/** For links that look like buttons. */
export function buttonClass(look: keyof typeof looks = 'plain', size: keyof typeof sizes = 'normal'): string {
  return `inline-flex shrink-0 items-center justify-center rounded-md border font-medium whitespace-nowrap transition-colors disabled:opacity-55 ${looks[look]} ${sizes[size]}`
}
