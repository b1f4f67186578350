import { expect, test } from 'vitest'
import type { PullProgress } from './progress.ts'
import { createProgressDisplay } from './progress-display.ts'

const events: readonly PullProgress[] = [
  { model: 'whisper-base', kind: 'phase', phase: 'fetching', text: 'fetching 148 MB from somewhere' },
  { model: 'whisper-base', kind: 'bytes', phase: 'fetching', doneBytes: 74e6, totalBytes: 148e6 },
  { model: 'whisper-base', kind: 'bytes', phase: 'fetching', doneBytes: 74e6 + 1, totalBytes: 148e6 },
  { model: 'whisper-base', kind: 'phase', phase: 'building', text: 'building it' },
  { model: 'whisper-base', kind: 'bytes', phase: 'building', doneBytes: 5e6, totalBytes: undefined },
  { model: 'whisper-base', kind: 'note', text: 'installed' },
]

function shown(terminal: { readonly isTTY?: boolean; readonly columns?: number }): readonly string[] {
  const written: string[] = []
  const display = createProgressDisplay({ ...terminal, write: (text) => written.push(text) })
  for (const event of events) display.show(event)
  display.end()
  return written
}

test('a log gets one line for each phase and note', () => {
  expect(shown({})).toEqual(['whisper-base: fetching 148 MB from somewhere\n', 'whisper-base: building it\n', 'whisper-base: installed\n'])
})

test('a terminal has one line rewritten, and only when it changes', () => {
  const erase = '\r\u001b[2K'
  expect(shown({ isTTY: true, columns: 120 })).toEqual([
    'whisper-base: fetching 148 MB from somewhere',
    erase,
    'whisper-base  fetching  [############............]  50 %  74 of 148 MB',
    erase,
    'whisper-base: building it',
    erase,
    'whisper-base  building  5.0 MB',
    erase,
    'whisper-base: installed\n',
  ])
})

test('a narrow terminal never wraps the line, which could not be erased', () => {
  for (const text of shown({ isTTY: true, columns: 20 })) if (!text.endsWith('\n')) expect(text.length).toBeLessThan(20)
})
