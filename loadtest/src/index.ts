export { type LiveCall, readWav, runLiveCall } from './live-call.ts'
export { OWN_SERVER_PASSWORD, type OwnServer, type OwnServerOptions, startOwnServer, untilReady } from './own-server.ts'
export { replayFigures } from './replay-figures.ts'
export { type CallWatcher, type OnCallEvent, openCallWatcher, type WatcherAccount } from './watch-calls.ts'
