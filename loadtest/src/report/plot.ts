import { escapeHtml } from './escape-html.ts'

export interface PlotLine {
  readonly name: string
  /** One value a bucket; null leaves a hole. */
  readonly values: readonly (number | null)[]
}

export interface Plot {
  readonly title: string
  readonly lines: readonly PlotLine[]
  /** The buckets' starts, in minutes, and the end of the last one. */
  readonly minutes: readonly number[]
  /** Shaded in turns. */
  readonly phases: readonly { readonly name: string; readonly fromMinute: number; readonly toMinute: number }[]
  /** Below this the line is drawn through; undefined: there is none. */
  readonly limit?: number | undefined
  readonly xName: string
}

const WIDTH = 640
const HEIGHT = 220
const LEFT = 48
const RIGHT = 12
const TOP = 12
const BOTTOM = 36
const GRID_LINES = 4
/** About, at the axis's size. */
const LETTER_WIDTH = 6.5
const MOST_X_MARKS = 6

/** A line plot as SVG, with colours and fonts from the page. */
export function drawPlot(plot: Plot): string {
  const { lines, minutes, phases, limit, title, xName } = plot
  const lastMinute = Math.max(minutes.at(-1) ?? 1, 1e-6)
  const highest = niceCeiling(Math.max(limit ?? 0, 1e-9, ...lines.flatMap(({ values }) => values.flatMap((value) => value ?? []))))
  const x = (minute: number): number => LEFT + (minute / lastMinute) * (WIDTH - LEFT - RIGHT)
  const y = (value: number): number => HEIGHT - BOTTOM - (value / highest) * (HEIGHT - TOP - BOTTOM)
  const middle = (index: number): number => ((minutes[index] ?? 0) + (minutes[index + 1] ?? lastMinute)) / 2
  const parts = [
    ...phases.map(({ fromMinute, toMinute }, index) =>
      index % 2 === 0
        ? ''
        : `<rect class="phase" x="${n(x(fromMinute))}" y="${TOP}" width="${n(x(Math.min(toMinute, lastMinute)) - x(fromMinute))}" height="${HEIGHT - TOP - BOTTOM}"/>`,
    ),
    ...Array.from({ length: GRID_LINES + 1 }, (_, index) => {
      const value = (highest / GRID_LINES) * index
      return `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${n(y(value))}" y2="${n(y(value))}"/><text class="axis" x="${LEFT - 6}" y="${n(y(value) + 4)}" text-anchor="end">${short(value)}</text>`
    }),
    ...marksTo(lastMinute).map(
      (minute) => `<text class="axis" x="${n(x(minute))}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${short(minute)}</text>`,
    ),
    ...phaseNames(phases, x, lastMinute),
    `<text class="axis" x="${WIDTH - RIGHT}" y="${HEIGHT - 4}" text-anchor="end">${escapeHtml(xName)}</text>`,
    limit === undefined ? '' : `<line class="limit" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${n(y(limit))}" y2="${n(y(limit))}"/>`,
    ...lines.map(({ values }, index) => `<path class="line line${index}" d="${pathOf(values, (at) => x(middle(at)), y)}"/>`),
  ]
  const legend = lines.map(({ name }, index) => `<li class="key${index}">${escapeHtml(name)}</li>`).join('')
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">${parts.join('')}</svg><ul class="legend">${legend}</ul>`
}

/** At round numbers, a few of them. */
function marksTo(last: number): number[] {
  const step = niceCeiling(last / MOST_X_MARKS)
  return Array.from({ length: Math.floor(last / step + 1e-9) + 1 }, (_, index) => index * step)
}

/** Only where there is more than one, and room for the name. */
function phaseNames(phases: Plot['phases'], x: (minute: number) => number, lastMinute: number): string[] {
  if (phases.length < 2) return []
  return phases.flatMap(({ name, fromMinute, toMinute }) => {
    const [from, to] = [x(fromMinute), x(Math.min(toMinute, lastMinute))]
    const letters = Math.floor((to - from - 6) / LETTER_WIDTH)
    if (letters < 3) return []
    const shown = name.length <= letters ? name : `${name.slice(0, letters - 1)}…`
    return [`<text class="axis" x="${n((from + to) / 2)}" y="${TOP + 12}" text-anchor="middle">${escapeHtml(shown)}</text>`]
  })
}

/** Through neighbours; a point between two holes is a dot. */
function pathOf(values: readonly (number | null)[], x: (index: number) => number, y: (value: number) => number): string {
  let isDrawing = false
  return values
    .map((value, index) => {
      if (value === null) {
        isDrawing = false
        return ''
      }
      const isAlone = !isDrawing && (values[index + 1] ?? null) === null
      const command = `${isDrawing ? 'L' : 'M'}${n(x(index))} ${n(y(value))}${isAlone ? 'h.01' : ''}`
      isDrawing = true
      return command
    })
    .join('')
}

/** 1, 2, 2.5 or 5 times a power of ten, not below the value. */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return power * ([1, 2, 2.5, 5, 10].find((step) => step * power >= value) ?? 10)
}

function n(value: number): string {
  return value.toFixed(1)
}

export function short(value: number): string {
  if (value >= 1000) return String(Math.round(value))
  return String(Number(value.toPrecision(3)))
}
