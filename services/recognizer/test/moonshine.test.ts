import { createRecordingLog, ScriptedEngine } from '@souffleur/testkit'
import { describeEngineConformance } from '@souffleur/testkit/engine-conformance'
import { beforeAll, expect, test } from 'vitest'
import { createMoonshineEngine } from '../src/moonshine/moonshine-engine.ts'
import { moonshineFiles, realMoonshine, requireModels, sampleUtterance } from './real-models.ts'

const english = () => ({ samples: sampleUtterance('en-water-damage', 'kitchen'), word: 'kitchen' })

beforeAll(requireModels)

describeEngineConformance('Moonshine', () => realMoonshine(), english)
describeEngineConformance('the scripted engine', () => new ScriptedEngine(() => 'In the kitchen.'), english)

test('a file that isn’t there makes the engine missing', async () => {
  const engine = createMoonshineEngine({ ...moonshineFiles, encoderPath: '/nowhere', threads: 1, log: createRecordingLog() })
  await expect(engine.load()).rejects.toMatchObject({ code: 'model.missing' })
})

test('a file that isn’t a model makes the engine fail', async () => {
  const engine = createMoonshineEngine({ ...moonshineFiles, encoderPath: import.meta.filename, threads: 1, log: createRecordingLog() })
  await expect(engine.load()).rejects.toMatchObject({ code: 'engine.failed' })
  await engine.close()
})
