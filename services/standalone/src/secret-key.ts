import { join } from 'node:path'
import { givenSealingKey, mountedSealingKey, type SealingKeyHolder, sealingKeyCommand, sealingKeyFile } from '@souffleur/desk'
import type { Config } from './config.ts'

/** Made by the first start where no key is configured. */
export function ownKeyFile({ dataFolder }: Pick<Config, 'dataFolder'>): string {
  return join(dataFolder, 'secret.key')
}

/** What opens stored records and secrets. */
export function secretKeyOf(config: Pick<Config, 'dataFolder' | 'secretKey'>): SealingKeyHolder {
  switch (config.secretKey.kind) {
    case 'given':
      return givenSealingKey(config.secretKey.key)
    case 'file':
      return mountedSealingKey(config.secretKey.file)
    case 'command':
      return sealingKeyCommand(config.secretKey.command)
    case 'own':
      return sealingKeyFile(ownKeyFile(config))
  }
}
