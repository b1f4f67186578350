import type { VisibleCalls } from '../access.ts'
import { type Statement, sql } from '../storage/statement.ts'

/** The calls that somebody may see, as a condition. @param advisor the column that holds the advisor's user name */
export function visibleCondition({ advisorId, teams }: VisibleCalls, advisor: Statement): Statement {
  if (advisorId !== undefined) return sql`${advisor} = ${advisorId}`
  return teams === undefined ? sql`TRUE` : sql`${advisor} IN (SELECT username FROM accounts WHERE team = ANY(${teams}))`
}
