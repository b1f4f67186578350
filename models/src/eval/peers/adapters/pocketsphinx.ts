import { join } from 'node:path'
import { runChild } from '../child.ts'
import { pythonWith } from '../packages.ts'
import type { Peer } from '../peer.ts'

const packages = ['pocketsphinx==5.1.1', 'numpy==2.4.6']
const script = join(import.meta.dirname, 'sphinx.py')

/** The classic: hidden Markov models and trigrams, always on one thread. */
export const pocketsphinx: Peer = {
  name: 'pocketsphinx',
  languages: ['en'],
  async recognise(items, { cache }) {
    const program = await pythonWith(packages, join(cache, 'pocketsphinx'))
    return runChild({ program, parameters: [script], options: {} }, items)
  },
}
