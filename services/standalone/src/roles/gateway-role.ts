import { openStreamGate } from '@souffleur/desk'
import { createGateway } from '@souffleur/gateway'
import { createAudioSocket } from '../audiosocket.ts'
import { secretKeyOf } from '../secret-key.ts'
import { createDoors } from '../telephony-doors.ts'
import { ClusterView, type MemberWords } from './cluster-view.ts'
import type { RoleParts, RunningRole } from './role.ts'
import { openRoleServer } from './role-server.ts'

/** The telephony sockets. A call belongs to one gateway; when that one dies, to the one that its platform calls next. */
export async function startGatewayRole(parts: RoleParts): Promise<RunningRole> {
  const { config, cluster, clock, log, metrics, bus, database } = parts
  const gate = await openStreamGate({ ...config, database, clock, log, sealingKey: secretKeyOf(config) })
  const keys = gate.sourceKeys
  const audioSocket = createAudioSocket(config, { keys, clock, log })
  const board = bus.joinBoard(() => {
    const words: MemberWords = { role: 'gateway', activeCalls: gateway.activeCalls(), maxCalls: config.maxCalls }
    return JSON.stringify(words)
  })
  const clusterView = new ClusterView(board, clock)
  const gateway = createGateway({
    bus,
    clock,
    log,
    metrics,
    doors: createDoors({ authoriseNative: (request) => gate.authorise(request), keys, publicUrl: config.publicUrl }),
    endpoints: audioSocket.endpoints,
    hasRoom: () => clusterView.hasRoom(),
    claims: bus.claims,
    config: { maxCalls: config.maxCalls, maxCallMs: config.maxCallMs, queueLanguages: config.queueLanguages },
  })
  let isStopping = false
  const { server, url, close } = await openRoleServer({
    ...config,
    metrics,
    internalToken: cluster.internalToken,
    isReady: () => !isStopping && clusterView.hasRoom(),
    serve: (request, response) => gateway.handleRequest(request, response),
  })
  server.on('upgrade', (request, socket, head) => {
    if (!gateway.handleUpgrade(request, socket, head)) socket.destroy()
  })
  const closeAudioSocket = await audioSocket.listen(gateway)
  return {
    url,
    async stop() {
      isStopping = true
      await gateway.drain(cluster.drainMs)
      await Promise.all([closeAudioSocket(), gateway.stop({ handsOver: true })])
      await gate.stop()
      await close()
      await parts.close()
    },
  }
}
