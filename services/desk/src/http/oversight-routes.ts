import { dataMap, governance, type Oversight } from '../oversight/oversight.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'

const tags = ['oversight']

/** Where everything is, and how good what is shown to people has been measured to be. */
export function addOversightRoutes(server: HttpServer, { oversight }: { readonly oversight: Oversight }): void {
  server.get(
    '/api/v1/data-map',
    { schema: { tags, summary: 'Where data lies, models run and connections go', response: { 200: dataMap, default: errorBody } } },
    () => oversight.dataMap(),
  )
  server.get(
    '/api/v1/governance',
    { schema: { tags, summary: 'The models and their measured quality', response: { 200: governance, default: errorBody } } },
    () => oversight.governance(),
  )
}
