import type { Language } from '@souffleur/proto'
import { expect, test, vi } from 'vitest'
import { ChannelLanguage } from './channel-language.ts'
import type { Decoding } from './decoding-scheduler.ts'
import type { Hypothesis } from './engine.ts'

const decodingOf = (engineName: string): Decoding => ({ engineName, sureConfidence: 0.8, submit: vi.fn(), load: vi.fn() })
const english = decodingOf('english')
const both = decodingOf('both')
const engines = {
  engineFor: (language: Language) => (language === 'en' ? english : both),
  telling: { decoding: both, languages: ['fr', 'en'] as const },
}
const heard = (language: Language, share: number, confidence = 0.9): Hypothesis => ({
  words: [],
  confidence,
  draft: [],
  language,
  languageShares: { [language]: share },
})
const written = (confidence: number): Hypothesis => ({ words: [], confidence, draft: [], language: 'en' })

const open = (asked?: Language) => {
  const changes: Language[] = []
  const channel = new ChannelLanguage(
    engines,
    asked,
    () => 'fr',
    (language) => changes.push(language),
  )
  return { channel, changes }
}
const routeOf = (channel: ChannelLanguage) => {
  const route = channel.route()
  if (route === undefined) throw new Error('no route')
  return route
}

test('a language that is set stays, and its best engine writes it', () => {
  const { channel } = open('en')
  const route = routeOf(channel)
  expect(route).toEqual({ decoding: english, languages: ['en'] })
  expect(channel.note(written(0.1), route, 5000)).toBeUndefined()
})

test('a language that is set in the middle of a call holds for what is said next', () => {
  const { channel, changes } = open('en')
  channel.ask('fr')
  expect(routeOf(channel)).toEqual({ decoding: both, languages: ['fr'] })
  expect(channel.note(written(0.1), routeOf(channel), 5000)).toBeUndefined()
  // Nobody has heard it: it was said.
  expect([channel.current, changes]).toEqual(['fr', []])
  channel.ask(undefined)
  expect(routeOf(channel)).toEqual({ decoding: both, languages: ['fr', 'en'] })
})

test('a language to be found out is asked for in the first seconds, the expected one first', () => {
  const { channel, changes } = open()
  const route = routeOf(channel)
  expect(route).toEqual({ decoding: both, languages: ['fr', 'en'] })
  channel.note(heard('en', 0.95), route, 800)
  expect(channel.current).toBeUndefined()
  channel.note(heard('en', 0.6), route, 2000)
  expect(channel.current).toBeUndefined()
  channel.note(heard('en', 0.95), route, 2000)
  expect([channel.current, changes]).toEqual(['en', ['en']])
  expect(routeOf(channel)).toEqual({ decoding: english, languages: ['en'] })
})

test('an engine that is unsure of its words makes the channel ask again, and the language changes', () => {
  const { channel, changes } = open()
  channel.note(heard('en', 1), routeOf(channel), 2000)
  const route = routeOf(channel)
  expect(channel.note(written(0.9), route, 3000)).toBeUndefined()
  expect(channel.note(written(0.4), route, 500)).toBeUndefined()
  const asking = channel.note(written(0.4), route, 3000)
  expect(asking).toEqual({ decoding: both, languages: ['en', 'fr'] })
  if (asking === undefined) throw new Error('not asked')
  channel.note(heard('fr', 0.97), asking, 3000)
  expect([channel.current, changes]).toEqual(['fr', ['en', 'fr']])
  expect(routeOf(channel)).toEqual({ decoding: both, languages: ['fr', 'en'] })
})

test('without an engine that can tell, the expected language is written', () => {
  const channel = new ChannelLanguage(
    { ...engines, telling: undefined },
    undefined,
    () => 'en',
    () => undefined,
  )
  expect(channel.route()).toEqual({ decoding: english, languages: ['en'] })
})

test('without any engine for it there is no route', () => {
  const channel = new ChannelLanguage(
    { engineFor: () => undefined, telling: undefined },
    'fr',
    () => 'fr',
    () => undefined,
  )
  expect(channel.route()).toBeUndefined()
})
