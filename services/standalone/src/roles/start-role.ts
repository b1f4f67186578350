import type { Config } from '../config.ts'
import type { ClusterConfig } from '../deployment-config.ts'
import type { Egress } from '../egress/egress.ts'
import { startAssistRole } from './assist-role.ts'
import { startDeskRole } from './desk-role.ts'
import { startGatewayRole } from './gateway-role.ts'
import { startRecognizerRole } from './recognizer-role.ts'
import { openRole, type RoleParts, type RunningRole } from './role.ts'
import { startWrapupRole } from './wrapup-role.ts'

/** One process among several, which does one thing. @throws AppError when something that it needs isn't there */
export async function startRole(config: Config, cluster: ClusterConfig, egress: Egress): Promise<RunningRole> {
  const parts = await openRole(config, cluster, egress)
  try {
    const started = await start(parts, egress)
    parts.log.info('Started.', { role: cluster.role, url: started.url })
    return started
  } catch (error) {
    await parts.close()
    throw error
  }
}

function start(parts: RoleParts, egress: Egress): Promise<RunningRole> {
  switch (parts.cluster.role) {
    case 'gateway':
      return startGatewayRole(parts)
    case 'recognizer':
      return startRecognizerRole(parts)
    case 'assist':
      return startAssistRole(parts)
    case 'wrapup':
      return startWrapupRole(parts)
    case 'desk':
      return startDeskRole(parts, egress)
  }
}
