export { OWN_SERVER_PASSWORD, type OwnServer, startOwnServer } from './own-server.ts'
