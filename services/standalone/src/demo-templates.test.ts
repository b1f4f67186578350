import { readFile } from 'node:fs/promises'
import { parseTemplates, templateForQueue } from '@souffleur/wrapup'
import { expect, test } from 'vitest'
import { demoTemplatesFile } from './demo.ts'

const templates = parseTemplates(await readFile(demoTemplatesFile, 'utf8'))

test('the demonstration’s claims have a summary of their own, other calls the general one', () => {
  expect(templateForQueue(templates, 'home-claims').id).toBe('home-claims')
  expect(templateForQueue(templates, 'anything').id).toBe('general')
})
