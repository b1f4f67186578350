import type { Language } from '@souffleur/proto'

/** A place in a call or its length, as a clock shows it: 2:05, or 1:02:05 from an hour on. */
export function formatClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const pad = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`
}

/** A length in words, "2 min 5 s", for those who can't guess what a clock face means. */
export function formatDuration(ms: number, language: Language): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const parts = [
    { value: Math.floor(seconds / 3600), unit: 'hour' },
    { value: Math.floor(seconds / 60) % 60, unit: 'minute' },
    { value: seconds % 60, unit: 'second' },
  ].filter(({ value }, index, all) => value > 0 || (index === 2 && all.every((part) => part.value === 0)))
  return parts
    .map(({ value, unit }) => new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(value))
    .join(' ')
}

/** Tenths of a second: "1.4 sec", "1,4 s". */
export function formatSeconds(ms: number, language: Language): string {
  return new Intl.NumberFormat(language, { style: 'unit', unit: 'second', unitDisplay: 'short', maximumFractionDigits: 1 }).format(
    ms / 1000,
  )
}

/** "1,234 ms". */
export function formatMilliseconds(ms: number, language: Language): string {
  return new Intl.NumberFormat(language, { style: 'unit', unit: 'millisecond', unitDisplay: 'short' }).format(ms)
}

/** "Today" and "yesterday" are for the reader to see: the date is left out on the same day only. */
export function formatWhen(iso: string, language: Language, now: Date): string {
  const at = new Date(iso)
  const isToday = at.toDateString() === now.toDateString()
  return new Intl.DateTimeFormat(language, isToday ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' }).format(at)
}

export function formatMoment(iso: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(iso))
}

export function formatDay(isoDay: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${isoDay}T00:00:00Z`))
}

export function formatPercent(share: number, language: Language): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share)
}

/** "French and English". */
export function formatList(parts: readonly string[], language: Language): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(parts)
}

/** "French", "anglais"; `auto` and unknown tags stay as they are. */
export function languageName(tag: string, language: Language): string {
  if (!/^[a-z]{2}$/.test(tag)) return tag
  return new Intl.DisplayNames([language], { type: 'language' }).of(tag) ?? tag
}
