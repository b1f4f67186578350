import { BroadcastChannel, getEnvironmentData } from 'node:worker_threads'
import { guardThisThread } from './egress-guard.ts'
import { ATTEMPTS_CHANNEL, PLACES_KEY, placesMessage } from './egress-messages.ts'

/** Loaded in every thread before its own script. Without a list, nothing but this machine is within reach. */
const text = getEnvironmentData(PLACES_KEY)
const places = placesMessage.parse(typeof text === 'string' ? JSON.parse(text) : [])
const channel = new BroadcastChannel(ATTEMPTS_CHANNEL)
channel.unref()
guardThisThread(
  places.map(({ port, ...place }) => ({ ...place, port })),
  (attempt) => channel.postMessage(attempt),
)
